#include <filesystem>

#include "core/store/walk.h"
#include "daemon/control/dry_run.h"
#include "daemon/control/handlers.h"
#include "daemon/control/problems.h"
#include "daemon/control/render.h"
#include "daemon/control/router.h"

namespace objsync::control {

namespace {

constexpr size_t kPage = 1000;
constexpr size_t kSample = 10;

void write_filter_effect(json::Writer& w, Reader& reader, const ConnectionFilter& patterns) {
    const Filter filter(patterns.include, patterns.exclude);
    int64_t objects = 0, sources = 0;
    std::vector<std::string> sample;
    std::optional<Path> after;
    do {
        const query::Snapshot snapshot(reader.db);
        const auto connection = reader.tree.connection(patterns.connection);
        const auto root = connection ? reader.tree.object(connection->root) : std::nullopt;
        if (!root) break;
        const auto page = query::walk(reader.tree, *root, {}, after, SIZE_MAX, kPage);
        for (const auto& object : page.objects) {
            const std::string path = encode_path(object.path);
            if (filter.listed(path)) continue;
            if (object.row.container() && filter.may_contain(path)) continue;
            ++objects;
            if (object.row.source()) ++sources;
            if (sample.size() < kSample)
                sample.push_back(path_text(patterns.connection, object.path));
        }
        after = page.next;
    } while (after);
    w.begin_object().field("connectionKey", patterns.connection);
    w.texts("include", patterns.include).texts("exclude", patterns.exclude);
    w.key("outOfScope").begin_object().field("objects", objects).field("dataSources", sources);
    w.texts("sample", sample).end_object().end_object();
}

Response config_answer(Reader& reader, const ConfigReport& report) {
    json::Writer w;
    w.begin_object().field("valid", report.mistakes.empty());
    w.texts("mistakes", report.mistakes).texts("files", report.files);
    w.key("filters").begin_array();
    for (const ConnectionFilter& filter : report.filters)
        write_filter_effect(w, reader, filter);
    w.end_array().end_object();
    return answer(w);
}

void write_sink(json::Writer& w, const SinkStatus& sink, const std::string& epoch) {
    w.begin_object()
        .field("name", sink.name)
        .field("type", sink.type)
        .field("state", sink.failing_since_ms ? "failing"
                        : sink.lag > 0        ? "behind"
                                              : "ok")
        .field("cursor", store::make_cursor(epoch, sink.position))
        .field("position", sink.position)
        .field("lag", sink.lag);
    write_time(w, "failingSince", sink.failing_since_ms);
    w.field("error", sink.error).end_object();
}

Response status_answer(Reader& reader, const DaemonStatus& status) {
    json::Writer w;
    w.begin_object().field("version", status.version).field("pid", status.pid);
    write_time(w, "since", status.since_ms);
    w.field("paused", status.paused).texts("configMistakes", status.config_mistakes);
    w.key("store")
        .begin_object()
        .field("file", status.store_file)
        .field("epoch", status.epoch)
        .field("bytes", status.store_bytes)
        .end_object();
    w.key("connections").begin_array();
    for (const ConnectionStatus& connection : status.connections) {
        w.begin_object().field("connectionKey", connection.name).field("plugin", connection.plugin);
        const auto row = reader.tree.connection(connection.name);
        write_health(w, row ? health_of(reader, *row, &connection) : ShownHealth());
        write_last_run(w, reader, row ? row->id : 0);
        write_status(w, connection);
        w.end_object();
    }
    w.end_array().key("sinks").begin_array();
    for (const SinkStatus& sink : status.sinks)
        write_sink(w, sink, reader.epoch);
    w.end_array().end_object();
    return answer(w);
}

void preview_reload(Call& call) {
    call.commands().check_config(call.reply<ConfigReport>([](Call& c, const ConfigReport& report) {
        if (!report.mistakes.empty()) throw Refused(wrong_configuration(report.mistakes));
        std::string files;
        for (const std::string& file : report.files)
            files += (files.empty() ? "" : ", ") + file;
        c.respond(answer(DryRun{true, "take the configuration of " + files, {}, {}}));
    }));
}

void preview_backup(Call& call, const std::string& file) {
    const int64_t bytes = call.commands().status().store_bytes;
    call.read([file, bytes](Reader&) {
        std::error_code ignored;
        if (std::filesystem::exists(file, ignored))
            throw Refused(Refusal::Kind::conflict, "No backup was written",
                          file + " exists already", "name another file, or move it away");
        return answer(DryRun{
            true,
            "write a copy of the store, some " + std::to_string(bytes) + " bytes, to " + file,
            {},
            {}});
    });
}

} // namespace

void get_routes(Call& call) {
    json::Writer w;
    w.begin_object().key("routes").begin_array();
    for (const Route& route : routes()) {
        w.begin_object()
            .field("method", route.method)
            .field("path", route.pattern)
            .field("parameters", names_of(route.query))
            .field("help", route.help)
            .end_object();
    }
    w.end_array().end_object();
    call.respond(answer(w));
}

void get_health(Call& call) {
    json::Writer w;
    w.begin_object().field("status", "ok").end_object();
    call.respond(answer(w));
}

void get_readiness(Call& call) {
    call.commands().check_ready(call.reply<Done>([](Call& c, const Done&) {
        json::Writer w;
        w.begin_object().field("status", "ready").end_object();
        c.respond(answer(w));
    }));
}

void get_sinks(Call& call) {
    call.read([status = call.commands().status()](Reader& reader) {
        json::Writer w;
        w.begin_object().key("sinks").begin_array();
        for (const SinkStatus& sink : status.sinks)
            write_sink(w, sink, reader.epoch);
        w.end_array().end_object();
        return answer(w);
    });
}

void get_status(Call& call) {
    call.read([status = call.commands().status()](Reader& reader) {
        return status_answer(reader, status);
    });
}

void post_reload(Call& call) {
    (void)call.body();
    if (call.dry_run()) {
        preview_reload(call);
        return;
    }
    call.commands().reload(call.reply<Done>([](Call& c, const Done&) {
        json::Writer w;
        w.begin_object().field("reloaded", true).end_object();
        c.respond(answer(w));
    }));
}

void post_config_check(Call& call) {
    (void)call.body();
    call.commands().check_config(call.reply<ConfigReport>([](Call& c, const ConfigReport& report) {
        c.read_in_pages([report](Reader& reader) { return config_answer(reader, report); });
    }));
}

void get_plugins(Call& call) {
    using Plugins = std::vector<PluginInfo>;
    call.commands().plugins(call.reply<Plugins>([](Call& c, const Plugins& plugins) {
        json::Writer w;
        w.begin_object().key("plugins").begin_array();
        for (const PluginInfo& plugin : plugins) {
            w.begin_object()
                .field("file", plugin.file)
                .field("name", plugin.name)
                .field("version", plugin.version)
                .field("abi", plugin.abi)
                .field("refused", plugin.refused)
                .texts("levels", plugin.levels)
                .texts("connections", plugin.connections)
                .end_object();
        }
        w.end_array().end_object();
        c.respond(answer(w));
    }));
}

void post_backup(Call& call) {
    const std::string file = body_text(call.body(), "file");
    if (file.empty() || file.front() != '/') {
        throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                      "\"file\" must be an absolute path on the daemon's machine");
    }
    call.audit->about(file);
    if (call.dry_run()) {
        preview_backup(call, file);
        return;
    }
    call.commands().backup(file, call.reply<BackupWritten>([](Call& c, const BackupWritten& done) {
        json::Writer w;
        w.begin_object().field("file", done.file).field("bytes", done.bytes).end_object();
        c.respond(answer(w));
    }));
}

} // namespace objsync::control
