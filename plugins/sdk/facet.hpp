// One open facet pass: the columns, tags or definitions of everything below a container, listed
// apart from the objects. It ends exactly once, as a Scope does.
#pragma once

#include <objsync/plugin.h>

#include <cstdint>
#include <exception>
#include <utility>

#include "plugins/sdk/end.hpp"
#include "plugins/sdk/error.hpp"
#include "plugins/sdk/object.hpp"
#include "plugins/sdk/path.hpp"

namespace objsync::sdk {

enum class FacetKind : uint32_t {
    columns = OBJSYNC_FACET_COLUMNS,
    tags = OBJSYNC_FACET_TAGS,
    definition = OBJSYNC_FACET_DEFINITION,
};

class Facet {
public:
    Facet(const objsync_host* host, objsync_facet* facet, const Basis& basis)
        : host_(host), facet_(facet), basis_(basis), exceptions_(std::uncaught_exceptions()) {}
    Facet(const Facet&) = delete;
    Facet& operator=(const Facet&) = delete;

    ~Facet() {
        if (!facet_) return;
        const bool thrown = std::uncaught_exceptions() > exceptions_;
        const objsync_end end = make_forgotten_end(basis_, thrown);
        host_->facet_end(host_->self, facet_, &end);
    }

    // False: the host wants nothing of it.
    explicit operator bool() const noexcept { return facet_ != nullptr; }

    // The part of one object; `path` is the whole path below the connection.
    void add(const Path& path, Object& part) {
        throw_unless_ok(host_->facet_object(host_->self, facet_, path.c(), part.c()),
                        "a facet of an object");
    }

    // Proved: every object below the container that has this facet was given. as_of_ms: the time
    // the data speaks of, OBJSYNC_NO_TIME for now.
    void complete(int64_t as_of_ms = OBJSYNC_NO_TIME) {
        objsync_end end = make_end(OBJSYNC_COMPLETE, basis_);
        end.as_of_ms = as_of_ms;
        finish(end);
    }
    void partial(const Error& error) { finish(make_end(OBJSYNC_PARTIAL, basis_, error)); }
    void fail(const Error& error) { finish(make_end(outcome_of(error), basis_, error)); }

private:
    void finish(const objsync_end& end) {
        if (!facet_) throw Error(ErrorClass::bug, "a facet pass was ended twice");
        throw_unless_ok(host_->facet_end(host_->self, std::exchange(facet_, nullptr), &end),
                        "the end of a facet pass");
    }

    const objsync_host* host_;
    objsync_facet* facet_;
    Basis basis_;
    int exceptions_;
};

} // namespace objsync::sdk
