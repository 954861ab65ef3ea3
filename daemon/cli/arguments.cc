#include "daemon/cli/arguments.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>

namespace objsync::cli {

namespace {

constexpr const char* kFooter =
    "\nExit codes: 0 done (of a crawl: complete), 3 incomplete, 1 failed, 2 wrong usage,\n"
    "4 the daemon cannot be reached.\n"
    "A PATH is the connection's name and the names below it, joined with \"/\": shop/main/orders.\n"
    "In a name, \"/\" is written %2F, \"%\" is written %25 and \";\" is written %3B.";

// What the options of all commands are parsed into; only one command runs.
struct Arguments {
    std::string name, path, file;
    int64_t id = 0, depth = 0;
    bool history = false, removed = false, all = false;
    RemoveOptions remove;
    CrawlOptions crawl;
    RunsOptions runs;
    EventsOptions events;
};

void add_looking(CLI::App& app, Context& context, Arguments& a) {
    app.add_subcommand("status", "How the daemon, its connections and its sinks are")
        ->callback([&] { status(context); });
    app.add_subcommand("connections", "All connections, and how they are")->callback([&] {
        connections(context);
    });
    app.add_subcommand("plugins", "Plugin files, and why one was refused")->callback([&] {
        plugins(context);
    });

    auto* ls = app.add_subcommand("ls", "What is directly below PATH; without one, connections");
    ls->add_option("PATH", a.path);
    ls->add_flag("--removed", a.removed, "what was removed from there, instead");
    ls->callback([&] { list(context, a.path, a.removed); });

    auto* tree_of = app.add_subcommand("tree", "All below PATH, indented");
    tree_of->add_option("PATH", a.path)->required();
    auto* depth =
        tree_of->add_option("--depth", a.depth, "levels to show")->check(CLI::Range(1, 1000));
    tree_of->callback([&context, &a, depth] {
        tree(context, a.path, depth->count() > 0 ? std::optional(a.depth) : std::nullopt);
    });

    auto* show_one = app.add_subcommand("show", "One object with all that is known of it");
    show_one->add_option("PATH", a.path)->required();
    show_one->add_flag("--history", a.history, "and what happened to it, newest first");
    show_one->callback([&] { show(context, a.path, a.history); });

    auto* why = app.add_subcommand("explain", "Why an object is as it is, or is not there");
    why->add_option("PATH", a.path)->required();
    why->callback([&] { explain(context, a.path); });

    auto* whole = app.add_subcommand("export", "Every object, a line of JSON each");
    whole->add_option("PATH", a.path, "only this and what is below");
    whole->callback([&] { export_objects(context, a.path); });

    auto* follow = app.add_subcommand("events", "What changed, oldest first");
    follow->add_flag("--follow,-f", a.events.follow, "from now on, until interrupted");
    follow->add_option("--since", a.events.since,
                       "after this cursor, or with --connection from this event number on");
    follow->add_option("--path", a.events.path, "only of this object and what is below it");
    follow->add_option("--connection", a.events.connection, "only of this connection");
    follow->callback([&] { events(context, a.events); });
}

void add_crawling(CLI::App& app, Context& context, Arguments& a) {
    auto* start = app.add_subcommand("crawl", "Crawl PATH and all below it now");
    start->add_option("PATH", a.path)->required();
    start->add_flag("--wait", a.crawl.wait, "until it ends; the exit code tells how");
    start->add_flag("--full", a.crawl.full, "do not trust markers and stamps: list everything");
    start->add_flag("--dry-run", a.crawl.dry_run, "show what would change, change nothing");
    start->callback([&] { crawl(context, a.path, a.crawl); });

    auto* past =
        app.add_subcommand("runs", "Past and present crawls, newest first; or one of them");
    auto* id = past->add_option("ID", a.id, "this one, with its outcomes and errors");
    past->add_option("--connection", a.runs.connection, "only of this connection");
    past->add_option("--limit", a.runs.limit, "how many")->check(CLI::Range(1, 1000));
    past->add_flag("--all-scopes", a.all, "of one crawl: all listings, not only the bad ones");
    past->callback([&context, &a, id] {
        if (id->count() > 0) {
            show_run(context, a.id, a.all);
        } else {
            list_runs(context, a.runs);
        }
    });

    auto* held = app.add_subcommand("removals", "Removals that wait to be confirmed");
    held->require_subcommand(0, 1);
    auto* list_held = held->add_subcommand("list", "what is held, and why (the default)");
    list_held->add_option("PATH", a.path);
    held->callback([&context, &a, held] {
        if (held->get_subcommands().empty()) list_removals(context, a.path);
    });
    list_held->callback([&] { list_removals(context, a.path); });
    auto* approve = held->add_subcommand("approve", "remove what is held at and below PATH");
    approve->add_option("PATH", a.path)->required();
    approve->callback([&] { decide_removals(context, a.path, true); });
    auto* reject = held->add_subcommand("reject", "keep what is held at and below PATH");
    reject->add_option("PATH", a.path)->required();
    reject->callback([&] { decide_removals(context, a.path, false); });
}

void add_managing(CLI::App& app, Context& context, Arguments& a) {
    auto* check = app.add_subcommand("check", "Connect, and say what the credentials can see");
    check->add_option("CONNECTION", a.name)->required();
    check->callback([&] { check_connection(context, a.name); });

    auto* halt = app.add_subcommand("pause", "Start no scheduled crawls");
    halt->add_option("CONNECTION", a.name, "only of this one");
    halt->callback([&] { pause(context, a.name); });
    auto* go_on = app.add_subcommand("resume", "Undo a pause");
    go_on->add_option("CONNECTION", a.name, "only of this one");
    go_on->callback([&] { resume(context, a.name); });

    app.add_subcommand("reload", "Read the configuration again, without a crawl")->callback([&] {
        reload(context);
    });

    auto* one = app.add_subcommand("connection", "Decide about one connection");
    one->require_subcommand(1);
    auto* accept = one->add_subcommand(
        "accept", "take the source that it is connected to now as the right one");
    accept->add_option("NAME", a.name)->required();
    accept->callback([&] { accept_connection(context, a.name); });
    auto* remove = one->add_subcommand("remove", "end its objects and forget it");
    remove->add_option("NAME", a.name)->required();
    remove->add_flag("--yes", a.remove.yes, "do not ask");
    remove->add_flag("--dry-run", a.remove.dry_run, "only show what would go");
    remove->callback([&] { remove_connection(context, a.name, a.remove); });

    auto* config = app.add_subcommand("config", "The configuration on disk");
    config->require_subcommand(1);
    config->add_subcommand("check", "its mistakes, and what its filters would put out of scope")
        ->callback([&] { check_config(context); });

    auto* copy = app.add_subcommand("backup", "Write a copy of the store while the daemon runs");
    copy->add_option("FILE", a.file, "must not exist yet")->required();
    copy->callback([&] { backup(context, a.file); });
}

} // namespace

int run_command_line(int argc, char** argv, Context& context) {
    Arguments arguments;
    CLI::App app("Asks and tells a running objsyncd.", "objsyncctl");
    app.footer(kFooter);
    app.require_subcommand(0, 1); // none is caught below: a wrong one is to be named
    app.fallthrough();
    app.add_option("--socket", context.socket, "the daemon's control socket")
        ->envname("OBJSYNC_SOCKET")
        ->default_val("/run/objsync/control.sock");
    app.add_flag("--json", context.json, "JSON for programs; lists are a line of JSON each");
    app.parse_complete_callback(
        [&context] { context.client = std::make_unique<Client>(context.socket); });
    add_looking(app, context, arguments);
    add_crawling(app, context, arguments);
    add_managing(app, context, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kOk : kUsage;
    }
    if (app.get_subcommands().empty()) {
        std::fputs(app.help().c_str(), stderr);
        return kUsage;
    }
    return context.exit_code;
}

} // namespace objsync::cli
