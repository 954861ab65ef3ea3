// One open listing: the direct children of one container. It ends exactly once. An author who
// forgets, returns early or throws leaves it `failed`; `complete` must be said.
#pragma once

#include <objsync/plugin.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "plugins/sdk/end.hpp"
#include "plugins/sdk/error.hpp"
#include "plugins/sdk/object.hpp"
#include "plugins/sdk/text.hpp"

namespace objsync::sdk {

// Not copied, not moved: several threads may add() to it. Ends are for one thread.
class Scope {
public:
    Scope(const objsync_host* host, objsync_scope* scope, const Basis& basis)
        : host_(host), scope_(scope), basis_(basis), exceptions_(std::uncaught_exceptions()) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    ~Scope() {
        if (!scope_) return;
        const bool thrown = std::uncaught_exceptions() > exceptions_;
        const objsync_end end = make_forgotten_end(basis_, thrown);
        host_->scope_end(host_->self, scope_, &end);
    }

    // False: the host wants nothing of this container (filtered, or done already).
    explicit operator bool() const noexcept { return scope_ != nullptr; }

    // Another way to list than the one it was opened with, before its end.
    void listed_under(const Basis& basis) { basis_ = basis; }

    // An object the host refuses makes the scope at most partial.
    void add(Object& object) {
        const int answer = host_->object(host_->self, scope_, object.c());
        if (answer == OBJSYNC_REFUSED) {
            refused_.store(true);
        } else {
            throw_unless_ok(answer, "an object");
        }
    }

    // Not in this listing, yet not gone.
    void keep(std::string_view name, std::string_view reason, const char* name_space = nullptr) {
        throw_unless_ok(host_->keep(host_->self, scope_, str(name), name_space, str(reason)),
                        "keep()");
    }
    // Whatever this listing does not give is not gone.
    void keep_all(std::string_view reason) {
        throw_unless_ok(host_->keep(host_->self, scope_, kAbsent, nullptr, str(reason)), "keep()");
    }
    // The platform itself says that it was dropped.
    void gone(std::string_view name, std::string_view evidence, const char* name_space = nullptr) {
        throw_unless_ok(host_->gone(host_->self, scope_, str(name), name_space, str(evidence)),
                        "gone()");
    }

    // The marker stored with the last listing, while it is valid.
    [[nodiscard]] std::optional<std::string> stored_marker() {
        std::optional<std::string> marker;
        auto take = [](void* user, objsync_str text) {
            if (text.data)
                *static_cast<std::optional<std::string>*>(user) = std::string(text.data, text.len);
        };
        throw_unless_ok(host_->stored_marker(host_->self, scope_, take, &marker),
                        "stored_marker()");
        return marker;
    }

    // Calls take(name, name_space, stamp) for each stored child; the stamp is empty where it has
    // none, and in a full crawl. It must not throw.
    template <typename Take>
    void stored_stamps(Take&& take) {
        auto call = [](void* user, objsync_str name, objsync_str ns, objsync_str stamp) {
            (*static_cast<std::remove_reference_t<Take>*>(user))(
                text_of(name).value_or(""), text_of(ns).value_or(""), text_of(stamp).value_or(""));
        };
        throw_unless_ok(host_->stored_stamps(host_->self, scope_, call, &take), "stored_stamps()");
    }

    // Proved: every child that filter and credential allow was added.
    void complete(Text marker = {}) {
        if (refused_.load()) {
            return partial(Error(ErrorClass::bug, "the host refused some objects of this listing"));
        }
        end(OBJSYNC_COMPLETE, marker);
    }
    // The platform's marker equals the stored one; nothing needs to be added.
    void unchanged(std::string_view marker) { end(OBJSYNC_UNCHANGED, marker); }
    void unchanged_below(std::string_view marker) { end(OBJSYNC_UNCHANGED_BELOW, marker); }

    void partial(const Error& error) { finish(make_end(OBJSYNC_PARTIAL, basis_, error)); }
    // `denied` for an error of that class, else `failed`. Also fit for catch blocks.
    void fail(const Error& error) { finish(make_end(outcome_of(error), basis_, error)); }

private:
    void end(uint32_t outcome, Text marker) {
        objsync_end end = make_end(outcome, basis_);
        end.marker = str_or_absent(marker);
        finish(end);
    }
    void finish(const objsync_end& end) {
        if (!scope_) throw Error(ErrorClass::bug, "a scope was ended twice");
        throw_unless_ok(host_->scope_end(host_->self, std::exchange(scope_, nullptr), &end),
                        "the end of a scope");
    }

    const objsync_host* host_;
    objsync_scope* scope_;
    Basis basis_;
    int exceptions_;
    std::atomic<bool> refused_{false};
};

} // namespace objsync::sdk
