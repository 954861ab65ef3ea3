// A real child with a real plugin: runs one job to its end and keeps what it said.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "core/model/codec.h"
#include "core/wire/description.h"
#include "daemon/loop/loop.h"
#include "daemon/loop/timer.h"
#include "daemon/worker/worker.h"

namespace objsync::daemon {

struct Recorder : WorkerListener {
    explicit Recorder(Loop& in) : loop(in) {}

    void on_frame(const wire::Frame& frame) override {
        types.push_back(frame.type);
        switch (frame.type) {
            case wire::Type::object:
                objects.emplace_back(wire::decode<wire::ObjectView>(frame.payload).name);
                break;
            case wire::Type::scope_begin:
                scopes.push_back(
                    encode_path(wire::decode<wire::ScopeBegin>(frame.payload).container));
                break;
            case wire::Type::scope_end:
                ends.push_back(wire::decode<wire::End>(frame.payload));
                break;
            default:
                break;
        }
        if (then) then(frame);
    }
    void on_log(wire::Level, const std::string& text) override {
        logs.push_back(text);
        if (on_line) on_line();
    }
    void on_count(wire::Counter what, uint64_t n) override {
        if (what == wire::Counter::statements) statements += n;
    }
    void on_ended(const WorkerEnd& e) override {
        CHECK_FALSE(ended);
        ended = true;
        end = e;
        loop.stop();
    }

    [[nodiscard]] bool logged(const std::string& part) const {
        return std::any_of(logs.begin(), logs.end(), [&](const std::string& line) {
            return line.find(part) != std::string::npos;
        });
    }

    Loop& loop;
    std::vector<wire::Type> types;
    std::vector<std::string> objects, scopes, logs;
    std::vector<wire::End> ends;
    uint64_t statements = 0;
    bool ended = false;
    WorkerEnd end;
    std::function<void(const wire::Frame&)> then;
    std::function<void()> on_line;
};

inline const std::string kSecret = "hunter2 & more";

inline wire::Job job_for(const std::string& plugin, wire::Mode mode = wire::Mode::crawl) {
    wire::Job job;
    job.mode = mode;
    job.plugin_file = std::string(HOSTILE_PLUGINS) + "/" + plugin + ".so";
    job.connection = "shop";
    job.options.type = 7;
    job.options.items.push_back({5, "password", kSecret, 0, {}});
    job.secrets = {kSecret};
    return job;
}

struct Crawl {
    explicit Crawl(const wire::Job& job, WorkerLimits limits = {},
                   const char* program = CRAWL_PROGRAM)
        : worker(std::make_unique<Worker>(loop, program, job, limits, "connection 'shop'", seen)) {}
    explicit Crawl(const std::string& plugin, WorkerLimits limits = {})
        : Crawl(job_for(plugin), limits) {}

    // The guard only keeps a broken test from running for ever.
    Recorder& run() {
        Timer guard(loop, [this] { loop.stop(); });
        guard.start(60'000);
        loop.run();
        REQUIRE(seen.ended);
        return seen;
    }

    Loop loop;
    Recorder seen{loop};
    std::unique_ptr<Worker> worker;
};

} // namespace objsync::daemon
