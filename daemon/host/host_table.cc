#include "daemon/host/host_table.h"

#include <exception>

#include "daemon/host/abi.h"
#include "daemon/host/host.h"

namespace objsync::host {

namespace {

// No exception may cross into the plugin, which may be C.
template <typename Call>
int guarded(void* self, const char* function, Call call) noexcept {
    auto& host = *static_cast<Host*>(self);
    try {
        try {
            return call(host);
        } catch (const Refused& r) {
            host.refused(function, r.why);
        } catch (const std::exception& e) {
            host.refused(function, e.what());
        }
    } catch (...) { // not even the reason could be said
    }
    return OBJSYNC_REFUSED;
}

// For what makes no sense any more once the crawl was cancelled.
template <typename Call>
int unless_cancelled(void* self, const char* function, Call call) noexcept {
    if (static_cast<Host*>(self)->cancel().triggered()) return OBJSYNC_CANCELLED;
    return guarded(self, function, call);
}

int begin(void* self, const objsync_source* source) {
    return unless_cancelled(self, "begin", [&](Host& h) { return h.begin(source); });
}
int wanted(void* self, const objsync_path* path, int is_container) {
    return unless_cancelled(self, "wanted",
                            [&](Host& h) { return h.wanted(path, is_container != 0); });
}
int scope_begin(void* self, const objsync_path* container, objsync_scope** scope) {
    return unless_cancelled(self, "scope_begin",
                            [&](Host& h) { return h.scope_begin(container, scope); });
}
int object(void* self, objsync_scope* scope, const objsync_object* object) {
    return unless_cancelled(self, "object", [&](Host& h) { return h.object(scope, object); });
}
int keep(void* self, objsync_scope* scope, objsync_str name, const char* ns, objsync_str reason) {
    return unless_cancelled(self, "keep", [&](Host& h) { return h.keep(scope, name, ns, reason); });
}
int gone(void* self, objsync_scope* scope, objsync_str name, const char* ns, objsync_str evidence) {
    return unless_cancelled(self, "gone",
                            [&](Host& h) { return h.gone(scope, name, ns, evidence); });
}
int stored_marker(void* self, objsync_scope* scope, Host::TakeMarker take, void* user) {
    return unless_cancelled(self, "stored_marker",
                            [&](Host& h) { return h.stored_marker(scope, take, user); });
}
int stored_stamps(void* self, objsync_scope* scope, Host::TakeStamp take, void* user) {
    return unless_cancelled(self, "stored_stamps",
                            [&](Host& h) { return h.stored_stamps(scope, take, user); });
}
int scope_end(void* self, objsync_scope* scope, const objsync_end* end) {
    return unless_cancelled(self, "scope_end", [&](Host& h) { return h.scope_end(scope, end); });
}
int facet_begin(void* self, const objsync_path* container, uint32_t facet, objsync_facet** out) {
    return unless_cancelled(self, "facet_begin",
                            [&](Host& h) { return h.facet_begin(container, facet, out); });
}
int facet_object(void* self, objsync_facet* facet, const objsync_path* object,
                 const objsync_object* part) {
    return unless_cancelled(self, "facet_object",
                            [&](Host& h) { return h.facet_object(facet, object, part); });
}
int facet_end(void* self, objsync_facet* facet, const objsync_end* end) {
    return unless_cancelled(self, "facet_end", [&](Host& h) { return h.facet_end(facet, end); });
}
int answer(void* self, const objsync_path* path, uint32_t verdict, const objsync_object* object,
           objsync_str evidence) {
    return unless_cancelled(self, "answer",
                            [&](Host& h) { return h.answer(path, verdict, object, evidence); });
}
int report(void* self, uint32_t severity, objsync_str what, objsync_str found, objsync_str to_do) {
    return guarded(self, "report", [&](Host& h) { return h.report(severity, what, found, to_do); });
}
int fail(void* self, const objsync_error* error) {
    return guarded(self, "fail", [&](Host& h) { return h.fail(error); });
}
int secret(void* self, const char* option, Host::TakeMarker take, void* user) {
    return unless_cancelled(self, "secret", [&](Host& h) { return h.secret(option, take, user); });
}
int cancelled(void* self) {
    return static_cast<Host*>(self)->cancel().triggered() ? 1 : 0;
}
int cancel_fd(void* self) {
    return static_cast<Host*>(self)->cancel().fd();
}
int on_cancel(void* self, void (*call)(void* user), void* user) {
    return guarded(self, "on_cancel", [&](Host& h) {
        h.cancel().set_callback(call, user);
        return static_cast<int>(OBJSYNC_OK);
    });
}
int progress(void* self, objsync_str what) {
    return unless_cancelled(self, "progress", [&](Host& h) { return h.progress(what); });
}
int log(void* self, uint32_t level, objsync_str text) {
    return guarded(self, "log", [&](Host& h) { return h.log(level, text); });
}
int count(void* self, uint32_t what, uint64_t n) {
    return guarded(self, "count", [&](Host& h) { return h.count(what, n); });
}

} // namespace

objsync_host make_table(Host& host) {
    return {sizeof(objsync_host),
            &host,
            begin,
            wanted,
            scope_begin,
            object,
            keep,
            gone,
            stored_marker,
            stored_stamps,
            scope_end,
            facet_begin,
            facet_object,
            facet_end,
            answer,
            report,
            fail,
            secret,
            cancelled,
            cancel_fd,
            on_cancel,
            progress,
            log,
            count};
}

} // namespace objsync::host
