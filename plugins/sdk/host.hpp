// What the host offers, as methods that throw Error or Cancelled. May be used from any thread.
#pragma once

#include <objsync/plugin.h>

#include <string>
#include <string_view>
#include <vector>

#include "plugins/sdk/error.hpp"
#include "plugins/sdk/facet.hpp"
#include "plugins/sdk/path.hpp"
#include "plugins/sdk/scope.hpp"

namespace objsync::sdk {

// What a crawl is connected to.
struct Source {
    std::string identity; // the same for ever, another one for another source, never a secret
    Text driver_version = {}, server_version = {};
    std::vector<const char*> levels = {}; // as they are on this source, top first
};

enum class Severity : uint32_t {
    ok = OBJSYNC_CHECK_OK,
    warning = OBJSYNC_CHECK_WARNING,
    failed = OBJSYNC_CHECK_FAILED,
};

class Host {
public:
    explicit Host(const objsync_host* host) : host_(host) {}
    [[nodiscard]] const objsync_host* c() const noexcept { return host_; }

    // Once, before any scope. Throws where the source is not the one known so far.
    void begin(const Source& source) {
        objsync_source out{};
        out.size = sizeof(out);
        out.identity = str(source.identity);
        out.driver_version = str_or_absent(source.driver_version);
        out.server_version = str_or_absent(source.server_version);
        out.levels = source.levels.data();
        out.n_levels = source.levels.size();
        throw_unless_ok(host_->begin(host_->self, &out), "begin()");
    }

    // Is the path, or for a container may something below it be, within the filter?
    [[nodiscard]] bool wanted(const Path& path, bool is_container) {
        const int answer = host_->wanted(host_->self, path.c(), is_container ? 1 : 0);
        if (answer != OBJSYNC_SKIP) throw_unless_ok(answer, "wanted()");
        return answer == OBJSYNC_OK;
    }

    // Test the scope: it is false where the host wants nothing of it.
    [[nodiscard]] Scope scope(const Path& container, const Basis& basis) {
        objsync_scope* scope = nullptr;
        const int answer = host_->scope_begin(host_->self, container.c(), &scope);
        if (answer != OBJSYNC_SKIP) throw_unless_ok(answer, "scope_begin()");
        return Scope(host_, scope, basis);
    }
    [[nodiscard]] Facet facet(const Path& container, FacetKind kind, const Basis& basis) {
        objsync_facet* facet = nullptr;
        const int answer =
            host_->facet_begin(host_->self, container.c(), static_cast<uint32_t>(kind), &facet);
        if (answer != OBJSYNC_SKIP) throw_unless_ok(answer, "facet_begin()");
        return Facet(host_, facet, basis);
    }

    // Lists one container: calls list(Scope&), which ends the scope. An Error it throws ends this
    // scope only; any other std::exception is a bug of the plugin and ends this scope too.
    template <typename List>
    void list(const Path& container, const Basis& basis, List&& list) {
        Scope listing = scope(container, basis);
        if (!listing) return;
        try {
            list(listing);
        } catch (const Error& error) {
            if (!listing) throw; // it ended before; the error is another one's
            listing.fail(error);
        } catch (const std::exception& error) {
            if (!listing) throw;
            listing.fail(Error(ErrorClass::bug, error.what()));
        }
    }

    // Answers to lookup(), and in a crawl to each target.
    void found(const Path& path, Object& object) {
        answer(path, OBJSYNC_LOOKUP_OBJECT, object.c(), {});
    }
    void gone(const Path& path, std::string_view evidence) {
        answer(path, OBJSYNC_LOOKUP_GONE, nullptr, evidence);
    }
    void denied(const Path& path, std::string_view evidence) {
        answer(path, OBJSYNC_LOOKUP_DENIED, nullptr, evidence);
    }
    void unknown(const Path& path, std::string_view evidence) {
        answer(path, OBJSYNC_LOOKUP_UNKNOWN, nullptr, evidence);
    }

    // One finding of check(): what was looked at, what was found, what to do about it.
    void report(Severity severity, std::string_view what, std::string_view found, Text to_do = {}) {
        throw_unless_ok(host_->report(host_->self, static_cast<uint32_t>(severity), str(what),
                                      str(found), str_or_absent(to_do)),
                        "report()");
    }

    // A secret option, read again from where it comes. Path: "token", "hosts.0.token".
    [[nodiscard]] std::string secret(const char* option) {
        std::string out;
        auto take = [](void* user, objsync_str text) {
            static_cast<std::string*>(user)->assign(text_of(text).value_or(""));
        };
        throw_unless_ok(host_->secret(host_->self, option, take, &out), "secret()");
        return out;
    }

    [[nodiscard]] bool cancelled() const { return host_->cancelled(host_->self) != 0; }
    void throw_if_cancelled() const {
        if (cancelled()) throw Cancelled();
    }
    // Readable once the crawl was cancelled; never read or close it.
    [[nodiscard]] int cancel_fd() const { return host_->cancel_fd(host_->self); }

    // Alive, though nothing can be sent yet.
    void progress(std::string_view what) {
        throw_unless_ok(host_->progress(host_->self, str(what)), "progress()");
    }
    void debug(std::string_view text) { host_->log(host_->self, OBJSYNC_LOG_DEBUG, str(text)); }
    void info(std::string_view text) { host_->log(host_->self, OBJSYNC_LOG_INFO, str(text)); }
    void warning(std::string_view text) { host_->log(host_->self, OBJSYNC_LOG_WARNING, str(text)); }
    void count_statements(uint64_t n) { host_->count(host_->self, OBJSYNC_COUNT_STATEMENTS, n); }
    void count_requests(uint64_t n) { host_->count(host_->self, OBJSYNC_COUNT_REQUESTS, n); }
    void count_bytes(uint64_t n) { host_->count(host_->self, OBJSYNC_COUNT_BYTES, n); }

private:
    void answer(const Path& path, uint32_t verdict, const objsync_object* object, Text evidence) {
        throw_unless_ok(
            host_->answer(host_->self, path.c(), verdict, object, str_or_absent(evidence)),
            "answer()");
    }

    const objsync_host* host_;
};

} // namespace objsync::sdk
