#include <chrono>
#include <cstdio>
#include <thread>

#include "daemon/cli/commands.h"

namespace objsync::cli {

namespace {

constexpr auto kRetryEvery = std::chrono::seconds(1);

void print_event(const Context& context, const std::string& json) {
    context.out.line(context.json ? json : event_line(context, json::parse(json)));
}

std::string filter_of(const EventsOptions& options) {
    std::string query;
    if (!options.path.empty()) query += "&path=" + url_value(options.path);
    if (!options.connection.empty()) query += "&connection=" + url_value(options.connection);
    return query;
}

// Server-Sent Events, as far as the daemon uses them: id, event and data of one line each.
class Follower {
public:
    Follower(Context& context, const EventsOptions& options)
        : context_(context), filter_(filter_of(options)), since_(options.since) {}

    void run() {
        bool connected_once = false, told = false;
        for (;;) {
            try {
                std::string path = "/events?follow=true" + filter_;
                if (!since_.empty()) path += "&since=" + url_value(since_);
                (void)context_.client->stream(path, [&](std::string_view line) {
                    connected_once = true;
                    told = false;
                    on_line(line);
                    return true;
                });
            } catch (const Failure& failure) {
                // A daemon that restarts is waited for: nothing is lost, as we know our place.
                if (failure.code != kUnreachable || !connected_once) throw;
            }
            if (!std::exchange(told, true))
                std::fprintf(stderr, "objsyncctl: the daemon is gone; waiting for it\n");
            std::this_thread::sleep_for(kRetryEvery);
        }
    }

private:
    void on_line(std::string_view line) {
        if (line.starts_with("id: ")) id_ = line.substr(4);
        if (line.starts_with("event: ")) type_ = line.substr(7);
        if (line.starts_with("data: ")) data_ = line.substr(6);
        if (!line.empty()) return;
        if (type_ == "problem") {
            const json::Value problem = json::parse(data_);
            throw Failure(kFailed, problem["title"].text(), problem["detail"].text(),
                          problem["whatToDo"].text());
        }
        if (!data_.empty()) {
            print_event(context_, data_);
            std::fflush(stdout);
        }
        if (!id_.empty()) since_ = id_;
        type_.clear();
        data_.clear();
    }

    Context& context_;
    const std::string filter_;
    std::string since_, id_, type_, data_;
};

} // namespace

void events(Context& context, const EventsOptions& options) {
    if (options.follow) {
        Follower(context, options).run();
        return;
    }
    const std::string filter = filter_of(options);
    std::string since = options.since;
    for (;;) {
        std::string path = "/events?limit=1000" + filter;
        if (!since.empty()) path += "&since=" + url_value(since);
        const json::Value page = json::parse(context.client->get(path));
        for (const json::Value& event : page["events"].items())
            context.out.line(context.json ? json::to_text(event) : event_line(context, event));
        since = page["cursor"].text();
        if (!page["more"].boolean()) break;
    }
    // Where to go on; on standard error, so that standard output holds events only.
    std::fprintf(stderr, "objsyncctl: go on with --since %s\n", since.c_str());
}

} // namespace objsync::cli
