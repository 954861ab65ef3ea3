// What a plugin talks to: takes its calls from any thread, checks them, and turns them into
// frames. Refused is thrown for a call that is wrong; host_table.cc answers it.
#pragma once

#include <objsync/plugin.h>

#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/wire/description.h"
#include "core/wire/job.h"
#include "daemon/host/cancel.h"
#include "daemon/host/channel.h"
#include "daemon/host/selection.h"
#include "daemon/log/masker.h"

namespace objsync::host {

class Host {
public:
    // What is handed in must outlive the host. One per process lives as long as the process: a
    // plugin's threads may call even after the plugin returned, and are refused.
    Host(Output& output, Answers& answers, Cancel& cancel, const wire::Job& job,
         const wire::Description& description, const Selection& selection);
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    // Ends what the plugin left open as failed, and says how the call ended: the last frames.
    void finish(int result);
    // Sends what has waited for the buffer to fill.
    void flush();
    // Why the call fails, where it is not the plugin that says so.
    void fail_for(const wire::ErrorInfo& error);
    void refused(const char* function, const std::string& why);

    // The functions of objsync_host, in its order.
    int begin(const objsync_source* source);
    int wanted(const objsync_path* path, bool is_container);
    int scope_begin(const objsync_path* container, objsync_scope** out);
    int object(objsync_scope* scope, const objsync_object* object);
    int keep(objsync_scope* scope, objsync_str name, const char* ns, objsync_str reason);
    int gone(objsync_scope* scope, objsync_str name, const char* ns, objsync_str evidence);
    using TakeMarker = void (*)(void* user, objsync_str marker);
    int stored_marker(objsync_scope* scope, TakeMarker take, void* user);
    using TakeStamp = void (*)(void* user, objsync_str name, objsync_str ns, objsync_str stamp);
    int stored_stamps(objsync_scope* scope, TakeStamp take, void* user);
    int scope_end(objsync_scope* scope, const objsync_end* end);
    int facet_begin(const objsync_path* container, uint32_t facet, objsync_facet** out);
    int facet_object(objsync_facet* facet, const objsync_path* path, const objsync_object* part);
    int facet_end(objsync_facet* facet, const objsync_end* end);
    int answer(const objsync_path* path, uint32_t verdict, const objsync_object* object,
               objsync_str evidence);
    int report(uint32_t severity, objsync_str what, objsync_str found, objsync_str what_to_do);
    int fail(const objsync_error* error);
    int secret(const char* option, TakeMarker take, void* user);
    int progress(objsync_str what);
    int log(uint32_t level, objsync_str text);
    int count(uint32_t what, uint64_t n);
    Cancel& cancel() noexcept { return cancel_; }

private:
    // An open scope or facet pass.
    struct Open {
        std::string container; // path text
        std::optional<wire::Facet> facet;
        [[nodiscard]] std::string key() const;
        std::string flaw; // not empty: something was refused, so the listing is not complete
    };

    // All below need mutex_ to be held, but those that say otherwise.
    Open& open(uint32_t id, bool facet);
    uint32_t add_open(const char* function, const Path& path, std::optional<wire::Facet> facet);
    wire::End read_end(uint32_t id, const Open& open, const objsync_end* end);
    int end(uint32_t id, bool facet, const objsync_end* end);
    void fail_open(uint32_t id, const Open& open, const std::string& why);
    void require(wire::Mode mode, const char* function) const;
    void add_flaw(uint32_t id, bool facet, const std::string& why);
    void say(wire::Level level, const std::string& text);
    void warn_of_left_out(const std::string& where, const std::vector<std::string>& warnings);
    std::string masked(objsync_str text);
    std::string masked(std::string_view text, size_t limit);
    wire::ErrorInfo read_error(const objsync_error& error);

    // Without mutex_.
    std::string_view namespace_of(const objsync_object& object) const;
    bool may_contain(const objsync_object& object) const;
    const wire::KindInfo* find_kind(std::string_view name) const;
    bool in_scope(const Open& open, const Segment& child, const objsync_object& object) const;
    std::optional<std::string> ask(wire::Type reply,
                                   const std::function<void(std::string&)>& write);

    Output& output_;
    Answers& answers_;
    Cancel& cancel_;
    const wire::Job& job_;
    const wire::Description& description_;
    const Selection& selection_;

    std::mutex ask_mutex_; // one question at a time; taken before mutex_
    std::mutex mutex_;     // guards all below, and output_
    bool begun_ = false;
    bool finished_ = false;
    bool failed_ = false;
    uint32_t last_id_ = 0;
    std::map<uint32_t, Open> open_;
    std::set<std::string> busy_; // key() of those in open_
    Masker masker_;
    std::array<uint64_t, 3> counts_{};
    size_t refusals_ = 0;
    size_t left_out_ = 0;
};

} // namespace objsync::host
