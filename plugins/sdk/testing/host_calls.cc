#include "plugins/sdk/testing/host_calls.h"

#include <algorithm>

#include "plugins/sdk/testing/test_host.h"

namespace objsync::testing {

// One static function per slot of the table; `self` is the TestHost.
struct TestHostCalls {
    static TestHost& of(void* self) { return *static_cast<TestHost*>(self); }
    static int answer(const TestHost& host) {
        return host.cancelled_.load() ? OBJSYNC_CANCELLED : OBJSYNC_OK;
    }

    static int begin(void* self, const objsync_source* source) {
        TestHost& host = of(self);
        std::lock_guard lock(host.mutex_);
        if (!host.usable("begin()")) return OBJSYNC_REFUSED;
        if (host.begun_) host.violation("begin() was called twice");
        host.begun_ = true;
        host.source_ = {copy_text(source->identity).value_or(""),
                        copy_text(source->driver_version).value_or(""),
                        copy_text(source->server_version).value_or(""),
                        {source->levels, source->levels + source->n_levels}};
        if (host.source_.identity.empty()) host.violation("begin() gave no source identity");
        if (host.source_.levels.empty()) host.violation("begin() gave no levels");
        const objsync_description& description = *host.plugin_->describe();
        const std::set<std::string> declared(description.levels,
                                             description.levels + description.n_levels);
        for (const auto& level : host.source_.levels) {
            if (!declared.contains(level)) host.violation("level '" + level + "' is not declared");
        }
        return answer(host);
    }

    static int wanted(void* self, const objsync_path* path, int is_container) {
        TestHost& host = of(self);
        if (host.cancelled_) return OBJSYNC_CANCELLED;
        return !host.wanted || host.wanted(path_text(path), is_container != 0) ? OBJSYNC_OK
                                                                               : OBJSYNC_SKIP;
    }

    static int open(TestHost& host, std::map<std::string, std::unique_ptr<Listing>>& in,
                    const std::string& key, const objsync_path* path, Listing** out) {
        *out = nullptr;
        std::lock_guard lock(host.mutex_);
        if (!host.usable("the begin of a listing")) return OBJSYNC_REFUSED;
        const std::string text = path_text(path);
        if (!host.begun_) host.violation("'" + text + "' was opened before begin()");
        if (path->n + 1 > host.source_.levels.size()) {
            host.violation("'" + text + "' is deeper than the levels of begin()");
        }
        if (host.cancelled_) return OBJSYNC_CANCELLED;
        if (host.done.contains(text)) return OBJSYNC_SKIP;
        if (in.contains(key)) {
            host.violation("'" + text + "' was opened twice");
            return OBJSYNC_REFUSED;
        }
        *out = (in[key] = std::make_unique<Listing>()).get();
        (*out)->path = text;
        return OBJSYNC_OK;
    }

    static int scope_begin(void* self, const objsync_path* container, objsync_scope** scope) {
        Listing* listing = nullptr;
        const int result =
            open(of(self), of(self).scopes_, path_text(container), container, &listing);
        *scope = reinterpret_cast<objsync_scope*>(listing);
        return result;
    }

    static int facet_begin(void* self, const objsync_path* container, uint32_t kind,
                           objsync_facet** facet) {
        Listing* listing = nullptr;
        const std::string key = std::to_string(kind) + " " + path_text(container);
        const int result = open(of(self), of(self).facets_, key, container, &listing);
        *facet = reinterpret_cast<objsync_facet*>(listing);
        return result;
    }

    static int add(TestHost& host, const void* handle, Object object, uint64_t size) {
        Listing* listing = nullptr;
        {
            std::lock_guard lock(host.mutex_);
            listing = host.open_listing(handle, "object()");
            if (!listing) return OBJSYNC_REFUSED;
            if (size == 0) host.violation("an object has no size");
            if (host.cancelled_) return OBJSYNC_CANCELLED;
            // The daemon refuses these and makes the scope partial.
            if (object.name.empty() || object.name.find('\0') != std::string::npos) {
                return OBJSYNC_REFUSED;
            }
            host.judge_object(*listing, object);
            listing->objects.push_back(object);
        }
        if (host.on_object) host.on_object(listing->path, object);
        return answer(host);
    }

    static int object(void* self, objsync_scope* scope, const objsync_object* object) {
        return add(of(self), scope, copy_object(*object), object->size);
    }

    static int facet_object(void* self, objsync_facet* facet, const objsync_path* path,
                            const objsync_object* part) {
        Object copy = copy_object(*part);
        copy.name = path_text(path);
        return add(of(self), facet, std::move(copy), part->size);
    }

    static int note(void* self, const void* scope, std::map<std::string, std::string> Listing::*to,
                    objsync_str name, objsync_str why) {
        TestHost& host = of(self);
        std::lock_guard lock(host.mutex_);
        Listing* listing = host.open_listing(scope, "keep() or gone()");
        if (!listing) return OBJSYNC_REFUSED;
        (listing->*to)[copy_text(name).value_or("")] = copy_text(why).value_or("");
        return answer(host);
    }

    static int keep(void* self, objsync_scope* scope, objsync_str name, const char*,
                    objsync_str reason) {
        return note(self, scope, &Listing::kept, name, reason);
    }

    static int gone(void* self, objsync_scope* scope, objsync_str name, const char*,
                    objsync_str evidence) {
        if (!name.data) of(self).violation("gone() was called without a name");
        return note(self, scope, &Listing::gone, name, evidence);
    }

    static int stored_marker(void* self, objsync_scope* scope, void (*take)(void*, objsync_str),
                             void* user) {
        TestHost& host = of(self);
        std::unique_lock lock(host.mutex_);
        const Listing* listing = host.open_listing(scope, "stored_marker()");
        if (!listing) return OBJSYNC_REFUSED;
        const auto it = host.stored_markers.find(listing->path);
        const bool known = it != host.stored_markers.end() && !host.full;
        lock.unlock();
        take(user, !known ? objsync_str{} : objsync_str{it->second.data(), it->second.size()});
        return answer(host);
    }

    static int stored_stamps(void* self, objsync_scope* scope,
                             void (*take)(void*, objsync_str, objsync_str, objsync_str),
                             void* user) {
        TestHost& host = of(self);
        std::unique_lock lock(host.mutex_);
        const Listing* listing = host.open_listing(scope, "stored_stamps()");
        if (!listing) return OBJSYNC_REFUSED;
        const auto stamps = host.stored_stamps[listing->path];
        const bool full = host.full;
        lock.unlock();
        for (const auto& [key, stamp] : stamps) {
            const std::string_view name = std::string_view(key).substr(0, key.find(';'));
            const std::string_view ns =
                std::string_view(key).substr(std::min(name.size() + 1, key.size()));
            take(user, {name.data(), name.size()}, {ns.data(), ns.size()},
                 full || stamp.empty() ? objsync_str{} : objsync_str{stamp.data(), stamp.size()});
        }
        return answer(host);
    }

    static int end(void* self, const void* handle, const objsync_end* end) {
        TestHost& host = of(self);
        std::lock_guard lock(host.mutex_);
        Listing* listing = host.open_listing(handle, "the end of a listing");
        if (!listing) return OBJSYNC_REFUSED;
        host.judge_end(*listing, *end);
        listing->ended = true;
        listing->outcome = end->outcome;
        listing->basis = copy_text(end->basis).value_or("");
        listing->marker = copy_text(end->marker);
        listing->filtered_by_permission = end->filtered_by_permission != 0;
        listing->as_of_ms = end->as_of_ms;
        listing->error = copy_error(end->error);
        return answer(host);
    }

    static int scope_end(void* self, objsync_scope* scope, const objsync_end* how) {
        return end(self, scope, how);
    }

    static int facet_end(void* self, objsync_facet* facet, const objsync_end* how) {
        return end(self, facet, how);
    }

    static int answer_target(void* self, const objsync_path* path, uint32_t verdict,
                             const objsync_object* object, objsync_str evidence) {
        TestHost& host = of(self);
        std::lock_guard lock(host.mutex_);
        if (!host.usable("answer()")) return OBJSYNC_REFUSED;
        const std::string text = path_text(path);
        if (host.answers_.contains(text)) host.violation("'" + text + "' was answered twice");
        if ((verdict == OBJSYNC_LOOKUP_OBJECT) != (object != nullptr)) {
            host.violation("the answer for '" + text +
                           "' has an object, or none, against its verdict");
        }
        Answer& out = host.answers_[text];
        out.verdict = verdict;
        if (object) out.object = copy_object(*object);
        out.evidence = copy_text(evidence).value_or("");
        return answer(host);
    }

    static int report(void* self, uint32_t severity, objsync_str what, objsync_str found,
                      objsync_str what_to_do) {
        TestHost& host = of(self);
        std::lock_guard lock(host.mutex_);
        if (!host.usable("report()")) return OBJSYNC_REFUSED;
        host.findings_.push_back({severity, copy_text(what).value_or(""),
                                  copy_text(found).value_or(""),
                                  copy_text(what_to_do).value_or("")});
        return answer(host);
    }

    static int fail(void* self, const objsync_error* error) {
        TestHost& host = of(self);
        std::lock_guard lock(host.mutex_);
        if (!host.usable("fail()")) return OBJSYNC_REFUSED;
        host.failure_ = copy_error(*error);
        return OBJSYNC_OK;
    }

    static int secret(void* self, const char* option, void (*take)(void*, objsync_str),
                      void* user) {
        TestHost& host = of(self);
        std::string text;
        {
            std::lock_guard lock(host.mutex_);
            const auto it = host.secrets.find(option);
            if (it == host.secrets.end()) return OBJSYNC_REFUSED;
            text = it->second;
        }
        take(user, {text.data(), text.size()});
        return answer(host);
    }

    static int cancelled(void* self) { return of(self).cancelled_ ? 1 : 0; }
    static int cancel_fd(void* self) { return of(self).cancel_pipe_[0]; }

    static int on_cancel(void* self, void (*call)(void*), void* user) {
        TestHost& host = of(self);
        std::unique_lock lock(host.mutex_);
        host.on_cancel_ = call;
        host.on_cancel_user_ = user;
        if (!call) {
            host.cancel_done_.wait(lock, [&] { return !host.in_on_cancel_; });
        } else if (host.cancelled_ && !host.cancel_thread_.joinable()) {
            host.run_on_cancel();
        }
        return OBJSYNC_OK;
    }

    static int progress(void* self, objsync_str) { return answer(of(self)); }

    static int log(void* self, uint32_t, objsync_str text) {
        TestHost& host = of(self);
        std::lock_guard lock(host.mutex_);
        host.log_.push_back(copy_text(text).value_or(""));
        return OBJSYNC_OK;
    }

    static int count(void* self, uint32_t what, uint64_t n) {
        TestHost& host = of(self);
        std::lock_guard lock(host.mutex_);
        host.counts_[what] += n;
        return OBJSYNC_OK;
    }
};

objsync_host make_host_table(TestHost* self) {
    using Calls = TestHostCalls;
    return {sizeof(objsync_host), self,
            Calls::begin,         Calls::wanted,
            Calls::scope_begin,   Calls::object,
            Calls::keep,          Calls::gone,
            Calls::stored_marker, Calls::stored_stamps,
            Calls::scope_end,     Calls::facet_begin,
            Calls::facet_object,  Calls::facet_end,
            Calls::answer_target, Calls::report,
            Calls::fail,          Calls::secret,
            Calls::cancelled,     Calls::cancel_fd,
            Calls::on_cancel,     Calls::progress,
            Calls::log,           Calls::count};
}

} // namespace objsync::testing
