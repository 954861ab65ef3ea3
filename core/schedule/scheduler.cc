#include "core/schedule/scheduler.h"

#include <algorithm>

#include "core/base/error.h"

namespace objsync::schedule {

namespace {

constexpr int64_t kLongestSleepMs = 60'000;
constexpr int64_t kClockSlackMs = 60'000; // what a clock may be corrected by in daily life

bool covers(const Path& wide, const Path& narrow) {
    return wide.size() <= narrow.size() && std::equal(wide.begin(), wide.end(), narrow.begin());
}

// One crawl serves both: the first's reason, both's triggers, and all that either asks for.
template <typename Request>
void absorb(Request& into, const Request& from) {
    into.options.full |= from.options.full;
    into.ids.insert(into.ids.end(), from.ids.begin(), from.ids.end());
}

} // namespace

bool Scheduler::Connection::runs(const Path& target, bool dry_run) const {
    return std::any_of(running.begin(), running.end(), [&](const auto& run) {
        return run.second.target == target && run.second.dry_run == dry_run;
    });
}

Scheduler::Connection& Scheduler::find(const std::string& connection) {
    const auto it = connections_.find(connection);
    if (it == connections_.end() || !it->second.configured) {
        throw Error(ErrorKind::input, "there is no connection \"" + connection + '"');
    }
    return it->second;
}

const Scheduler::Connection& Scheduler::find(const std::string& connection) const {
    return const_cast<Scheduler*>(this)->find(connection);
}

void Scheduler::set_due(Connection& connection, int64_t due_ms, Now now) {
    connection.persisted.next_due_ms = due_ms;
    connection.due_mono_ms = now.mono_ms + longest_wait(connection.plan, due_ms - now.wall_ms);
}

bool Scheduler::is_due(const Connection& connection, Now now) {
    return now.wall_ms >= *connection.persisted.next_due_ms ||
           now.mono_ms >= connection.due_mono_ms;
}

void Scheduler::restore(Connection& connection, Now now) {
    const Persisted& saved = connection.persisted;
    if (!saved.last_started_ms) {
        set_due(connection, now.wall_ms, now);
        want_whole(connection, Why::start);
        return;
    }
    const int64_t last = *saved.last_started_ms;
    if (last > now.wall_ms + kClockSlackMs) {
        // The clock is wrong, or was: when it was really crawled is not known.
        set_due(connection, now.wall_ms, now);
        want_whole(connection, Why::start);
        return;
    }
    const bool missed = saved.next_due_ms && *saved.next_due_ms <= now.wall_ms;
    const bool kept =
        saved.next_due_ms && is_due_time_of(connection.plan, *saved.next_due_ms, last);
    set_due(connection, kept ? *saved.next_due_ms : first_due(connection.plan, last, now.wall_ms),
            now);
    if (saved.interrupted || missed) want_whole(connection, Why::start);
    if (saved.failures > 0) {
        const int64_t wait = backoff(saved.failures);
        const int64_t waited = std::clamp<int64_t>(now.wall_ms - last, 0, wait);
        connection.retry_mono_ms = now.mono_ms + wait - waited;
    }
}

void Scheduler::configure(const std::vector<Entry>& connections, size_t max_crawls, Now now) {
    max_crawls_ = max_crawls;
    std::map<std::string, Connection> before;
    before.swap(connections_);
    for (const Entry& entry : connections) {
        auto node = before.extract(entry.plan.name);
        const bool known = !node.empty() && node.mapped().configured;
        Connection& c = connections_[entry.plan.name];
        if (!node.empty()) c = std::move(node.mapped());
        const bool changed = known && !(c.plan == entry.plan);
        c.plan = entry.plan;
        c.configured = true;
        if (!known) {
            // Taken out and put back: what still runs has not been cut short.
            const bool running = c.runs_whole();
            c.persisted = entry.persisted;
            c.persisted.interrupted &= !running;
            restore(c, now);
            c.persisted.interrupted = running;
        } else if (changed) {
            const int64_t last = c.persisted.last_started_ms.value_or(now.wall_ms);
            set_due(c, first_due(c.plan, last, now.wall_ms), now);
        }
    }
    for (auto& [name, c] : before) {
        if (c.running.empty()) continue;
        Connection& kept = connections_[name];
        kept.plan = std::move(c.plan);
        kept.persisted = c.persisted;
        kept.running = std::move(c.running);
        kept.configured = false;
    }
}

void Scheduler::want_whole(Connection& connection, Why why) {
    if (!connection.whole) connection.whole = Request{{}, {why, false, false}, {}, ++last_order_};
}

RequestId Scheduler::trigger(const std::string& connection, const Path& target,
                             const Options& options) {
    Connection& c = find(connection);
    Request request{target, options, {++last_request_}, 0};
    if (!target.empty() || options.dry_run) {
        add_part(c, std::move(request));
        return last_request_;
    }
    want_whole(c, options.why);
    absorb(*c.whole, request);
    // Those that wait for an earlier crawl of the same target are served by this one.
    std::erase_if(c.parts, [&](const Request& part) {
        const bool served = !part.options.dry_run && must_wait(c, part);
        if (served) absorb(*c.whole, part);
        return served;
    });
    return last_request_;
}

void Scheduler::forget(const std::string& connection, RequestId request) {
    const auto it = connections_.find(connection);
    if (it == connections_.end()) return;
    Connection& c = it->second;
    // True: nobody else wants it.
    const auto drop = [&](Request& r) { return std::erase(r.ids, request) > 0 && r.ids.empty(); };
    std::erase_if(c.parts, drop);
    // One that is due starts all the same.
    const auto asked_for = [](Why why) { return why == Why::demand || why == Why::reload; };
    if (c.whole && drop(*c.whole) && asked_for(c.whole->options.why)) c.whole.reset();
}

bool Scheduler::must_wait(const Connection& c, const Request& part) {
    return c.persisted.paused || c.runs(part.target, part.options.dry_run);
}

// A part that is free to start is kept apart from what has to wait, even from a wider one.
void Scheduler::add_part(Connection& c, Request request) {
    const auto waits = [&](const Request& r) { return must_wait(c, r); };
    const bool request_waits = waits(request);
    const bool real = !request.options.dry_run;
    if (request_waits && real && c.whole) {
        absorb(*c.whole, request);
        return;
    }
    for (Request& part : c.parts) {
        const bool same = part.target == request.target;
        const bool serves =
            same || (covers(part.target, request.target) && (request_waits || !waits(part)));
        if (part.options.dry_run == request.options.dry_run && serves) {
            absorb(part, request);
            return;
        }
    }
    std::erase_if(c.parts, [&](const Request& part) {
        const bool served = part.options.dry_run == request.options.dry_run &&
                            covers(request.target, part.target) && (waits(part) || !request_waits);
        if (served) absorb(request, part);
        return served;
    });
    c.parts.push_back(std::move(request));
}

Start Scheduler::start(Connection& connection, Request request) {
    const RunKey key = ++last_key_;
    connection.running[key] = Running{request.target, request.options.dry_run};
    return Start{key,
                 connection.plan.name,
                 std::move(request.target),
                 request.options.why,
                 request.options.full,
                 request.options.dry_run,
                 std::move(request.ids)};
}

void Scheduler::start_whole(Connection& connection, Now now, std::vector<Start>& out) {
    Persisted& p = connection.persisted;
    const bool first = !p.last_started_ms;
    p.last_started_ms = now.wall_ms;
    p.interrupted = true;
    if (first) {
        set_due(connection, first_due(connection.plan, now.wall_ms, now.wall_ms), now);
    } else if (is_due(connection, now)) {
        set_due(connection, due_after(connection.plan, *p.next_due_ms, now.wall_ms), now);
    }
    connection.retry_mono_ms.reset();
    out.push_back(start(connection, std::move(*connection.whole)));
    connection.whole.reset();
}

size_t Scheduler::whole_running() const {
    size_t n = 0;
    for (const auto& [name, c] : connections_)
        n += c.runs_whole() ? 1 : 0;
    return n;
}

std::vector<Start> Scheduler::tick(Now now) {
    std::vector<Start> out;
    std::vector<Connection*> queue;
    for (auto& [name, c] : connections_) {
        if (!c.configured || c.persisted.paused) continue;
        std::vector<Request> waiting;
        for (Request& part : c.parts) {
            if (must_wait(c, part)) {
                waiting.push_back(std::move(part));
            } else {
                out.push_back(start(c, std::move(part)));
            }
        }
        c.parts = std::move(waiting);

        if (c.runs_whole()) continue;
        if (is_due(c, now)) want_whole(c, Why::schedule);
        if (c.retry_mono_ms && now.mono_ms >= *c.retry_mono_ms) want_whole(c, Why::retry);
        if (c.whole) queue.push_back(&c);
    }
    std::sort(queue.begin(), queue.end(), [](const Connection* a, const Connection* b) {
        return a->whole->order < b->whole->order;
    });
    for (size_t free = max_crawls_ - std::min(max_crawls_, whole_running());
         Connection * c : queue) {
        if (free == 0) break;
        start_whole(*c, now, out);
        free--;
    }
    return out;
}

void Scheduler::finished(RunKey key, Result result, Now now) {
    const auto has_key = [&](const auto& item) { return item.second.running.count(key) > 0; };
    const auto it = std::find_if(connections_.begin(), connections_.end(), has_key);
    if (it == connections_.end()) throw Error(ErrorKind::bug, "an unknown crawl has finished");
    Connection& c = it->second;
    const bool whole = c.running.at(key).whole();
    c.running.erase(key);
    if (!c.configured && c.running.empty()) {
        connections_.erase(it);
        return;
    }
    if (!whole) return;
    Persisted& p = c.persisted;
    p.interrupted = false;
    switch (result) {
        case Result::complete:
        case Result::incomplete:
            p.failures = 0;
            p.failing_since_ms.reset();
            break;
        case Result::failed:
        case Result::failed_for_good:
            if (p.failures++ == 0) p.failing_since_ms = now.wall_ms;
            if (result == Result::failed) c.retry_mono_ms = now.mono_ms + backoff(p.failures);
            break;
        case Result::cancelled:
            break;
    }
}

void Scheduler::pause(const std::string& connection) {
    find(connection).persisted.paused = true;
}

void Scheduler::resume(const std::string& connection) {
    find(connection).persisted.paused = false;
}

int64_t Scheduler::next_wakeup(Now now) const {
    int64_t sleep = kLongestSleepMs;
    for (const auto& [name, c] : connections_) {
        if (!c.configured || c.persisted.paused || c.whole || c.runs_whole()) continue;
        sleep = std::min(sleep, *c.persisted.next_due_ms - now.wall_ms);
        sleep = std::min(sleep, c.due_mono_ms - now.mono_ms);
        if (c.retry_mono_ms) sleep = std::min(sleep, *c.retry_mono_ms - now.mono_ms);
    }
    return std::max<int64_t>(sleep, 0);
}

Persisted Scheduler::persisted(const std::string& connection) const {
    return find(connection).persisted;
}

State Scheduler::state(const std::string& connection, Now now) const {
    const Connection& c = find(connection);
    State state;
    state.next_due_ms = c.persisted.next_due_ms;
    if (c.retry_mono_ms) {
        state.backing_off_until_ms = now.wall_ms + (*c.retry_mono_ms - now.mono_ms);
    }
    state.failures = c.persisted.failures;
    state.failing_since_ms = c.persisted.failing_since_ms;
    state.paused = c.persisted.paused;
    state.remembered = c.parts.size() + (c.whole && !c.whole->ids.empty() ? 1 : 0);
    for (const auto& [key, run] : c.running)
        state.running.push_back(key);
    if (c.persisted.paused) {
        state.waiting = Waiting::for_resume;
    } else if (c.runs_whole()) {
        state.waiting = Waiting::for_running;
    } else if (c.whole) {
        state.waiting = Waiting::for_slot;
    }
    return state;
}

} // namespace objsync::schedule
