// GET /metrics: Prometheus's text form. Labels are names of the configuration, routes and
// enumerations only, so their number is bounded.
#include <array>

#include "daemon/control/access.h"
#include "daemon/control/census.h"
#include "daemon/control/handlers.h"
#include "daemon/control/render.h"

namespace objsync::control {

namespace {

using Label = std::pair<std::string_view, std::string>;

class Metrics {
public:
    // What follows, until the next, are samples of this one.
    void describe(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        out_.append("# HELP ").append(name).append(" ").append(help);
        out_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
    }

    void sample(std::initializer_list<Label> labels, double value) {
        out_ += name_;
        char before = '{';
        for (const auto& [label, text] : labels) {
            out_ += std::exchange(before, ',');
            out_.append(label).append("=\"");
            escape(text);
            out_ += '"';
        }
        if (before == ',') out_ += '}';
        std::array<char, 32> number{};
        (void)std::snprintf(number.data(), number.size(), " %.17g\n", value);
        out_ += number.data();
    }
    void sample(std::initializer_list<Label> labels, int64_t value) {
        sample(labels, static_cast<double>(value));
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void escape(const std::string& text) {
        for (const char c : text) {
            if (c == '\\' || c == '"') out_ += '\\';
            if (c == '\n')
                out_ += "\\n";
            else
                out_ += c;
        }
    }

    std::string out_;
    std::string name_;
};

void put_daemon(Metrics& m, const DaemonStatus& status) {
    m.describe("objsync_build_info", "gauge", "The running version.");
    m.sample({{"version", status.version}}, 1.0);
    m.describe("objsync_start_time_seconds", "gauge", "When the daemon started, Unix time.");
    m.sample({}, static_cast<double>(status.since_ms) / 1000);
    m.describe("objsync_store_size_bytes", "gauge", "The store and its log on disk.");
    m.sample({}, status.store_bytes);
    m.describe("objsync_config_mistakes", "gauge", "Mistakes that kept the last reload out.");
    m.sample({}, static_cast<int64_t>(status.config_mistakes.size()));
}

void put_sinks(Metrics& m, const DaemonStatus& status) {
    m.describe("objsync_sink_lag_events", "gauge", "Events that a sink has not had yet.");
    for (const SinkStatus& sink : status.sinks)
        m.sample({{"sink", sink.name}}, sink.lag);
    m.describe("objsync_sink_failing_seconds", "gauge",
               "For how long a sink has failed; 0: it does not.");
    const int64_t now = wall_now_ms();
    for (const SinkStatus& sink : status.sinks) {
        const int64_t since = sink.failing_since_ms.value_or(now);
        m.sample({{"sink", sink.name}}, static_cast<double>(now - since) / 1000);
    }
}

void put_health(Metrics& m, Reader& reader, const DaemonStatus& status,
                const std::vector<query::ConnectionRow>& connections) {
    using State = query::Health::State;
    std::vector<ShownHealth> healths;
    for (const auto& row : connections)
        healths.push_back(health_of(reader, row, find_status(status, row.name)));
    m.describe("objsync_connection_health", "gauge",
               "1: how it is; 0: how it is not. See health in GET /data/connection for why.");
    for (size_t i = 0; i < connections.size(); ++i) {
        for (const State state :
             {State::ok, State::degraded, State::failing, State::paused, State::unconfigured}) {
            m.sample({{"connection", connections[i].name}, {"state", std::string(name_of(state))}},
                     int64_t{healths[i].state == state});
        }
    }
    m.describe("objsync_connection_health_since_time_seconds", "gauge",
               "Since when it is so, Unix time; 0: it was never crawled.");
    for (size_t i = 0; i < connections.size(); ++i)
        m.sample({{"connection", connections[i].name}},
                 static_cast<double>(healths[i].since.value_or(0)) / 1000);
}

void put_connections(Metrics& m, Reader& reader, const DaemonStatus& status) {
    const auto connections = reader.tree.connections();
    put_health(m, reader, status, connections);
    m.describe("objsync_connection_failures", "gauge", "Crawls that failed in a row.");
    for (const auto& row : connections)
        m.sample({{"connection", row.name}}, row.failures);
    m.describe("objsync_connection_paused", "gauge", "1: no scheduled crawls are started.");
    for (const auto& row : connections)
        m.sample({{"connection", row.name}}, int64_t{row.paused});
    std::vector<std::pair<std::string, query::RunRow>> last;
    for (const auto& row : connections) {
        if (auto run = reader.runs.last_ended(row.id)) last.emplace_back(row.name, std::move(*run));
    }
    m.describe("objsync_last_run_end_time_seconds", "gauge",
               "When a connection's newest crawl ended, Unix time.");
    for (const auto& [name, run] : last)
        m.sample({{"connection", name}}, static_cast<double>(run.ended_at.value_or(0)) / 1000);
    m.describe("objsync_last_run_duration_seconds", "gauge", "How long that crawl took.");
    for (const auto& [name, run] : last) {
        const int64_t took = run.ended_at.value_or(run.started_at) - run.started_at;
        m.sample({{"connection", name}}, static_cast<double>(took) / 1000);
    }
    m.describe("objsync_last_run_objects", "gauge", "Objects that it listed.");
    for (const auto& [name, run] : last)
        m.sample({{"connection", name}}, run.objects);
}

void put_objects(Metrics& m, const Census::Counted& objects, int64_t counted_at_ms) {
    m.describe("objsync_objects", "gauge", "Objects, as last counted.");
    for (const auto& [what, count] : objects) {
        m.sample({{"kind", what.first}, {"presence", std::string(store::name_of(what.second))}},
                 count);
    }
    m.describe("objsync_objects_counted_time_seconds", "gauge",
               "When they were counted, Unix time.");
    m.sample({}, static_cast<double>(counted_at_ms) / 1000);
}

void put_store(Metrics& m, Reader& reader) {
    m.describe("objsync_runs_total", "counter", "Crawls that ended, by result.");
    store::Statement runs(reader.db,
                          "SELECT result, count(*) FROM run WHERE state = 3 GROUP BY result");
    while (runs.step()) {
        const auto result = static_cast<store::RunResult>(runs.integer(0));
        m.sample({{"result", std::string(store::name_of(result))}}, runs.integer(1));
    }
    m.describe("objsync_held_objects", "gauge", "Objects whose removal is held.");
    store::Statement held(reader.db, "SELECT count(*) FROM held");
    held.step();
    m.sample({}, held.integer(0));
    store::OutboxReader& outbox = reader.events.outbox();
    m.describe("objsync_events_total", "counter", "Events ever written.");
    m.sample({}, outbox.last());
    m.describe("objsync_outbox_events", "gauge", "Events that are kept to be read again.");
    m.sample({}, outbox.last() - outbox.first() + 1);
}

void put_api(Metrics& m, const Counts& counts) {
    m.describe("objsync_api_requests_total", "counter", "Requests to this API, by route.");
    for (const auto& [what, count] : counts.requests)
        m.sample({{"route", what.first}, {"code", std::to_string(what.second)}}, count);
    m.describe("objsync_api_faults_total", "counter", "Requests that failed by our own fault.");
    m.sample({}, counts.faults);
    m.describe("objsync_api_refused_clients_total", "counter",
               "Connections that were one too many of their peer.");
    m.sample({}, counts.refused_clients);
    m.describe("objsync_api_slow_clients_total", "counter", "Connections that were cut off.");
    m.sample({}, counts.slow_clients);
    m.describe("objsync_api_clients", "gauge", "Connections to this API.");
    m.sample({}, counts.clients);
    m.describe("objsync_api_streams", "gauge", "Of these, those that follow or export.");
    m.sample({}, counts.streams);
}

} // namespace

void get_metrics(Call& call) {
    Census& census = call.services().census;
    census.refresh(wall_now_ms());
    call.read([status = call.commands().status(), counts = call.services().counts,
               objects = census.counted(), counted_at_ms = census.counted_at_ms()](Reader& reader) {
        Metrics m;
        put_daemon(m, status);
        put_sinks(m, status);
        put_connections(m, reader, status);
        put_objects(m, objects, counted_at_ms);
        put_store(m, reader);
        put_api(m, counts);
        Response response;
        response.type = "text/plain; version=0.0.4";
        response.body = m.take();
        return response;
    });
}

} // namespace objsync::control
