// The commands that look, and those that crawl and judge what crawls found.
#include "daemon/cli/arguments.h"

#include <CLI/App.hpp>

namespace objsync::cli {

void add_looking(CLI::App& app, Context& context, Arguments& a) {
    app.add_subcommand("status", "How the daemon, its connections and its sinks are")
        ->callback([&] { status(context); });
    app.add_subcommand("connections", "All connections, and how they are")->callback([&] {
        connections(context);
    });
    app.add_subcommand("doctor", "What is wrong, since when, and what to do")->callback([&] {
        doctor(context);
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
    follow->add_option("--path", a.events.path, "only of this object and what is below it")
        ->type_name("PATH");
    follow->add_option("--connection", a.events.connection, "only of this connection")
        ->type_name("CONNECTION");
    follow->callback([&] { events(context, a.events); });
}

void add_crawling(CLI::App& app, Context& context, Arguments& a) {
    auto* start = app.add_subcommand("crawl", "Crawl PATH and all below it now");
    start->add_option("PATH", a.path)->required();
    start->add_flag("--wait", a.crawl.wait, "until it ends; the exit code tells how");
    start->add_flag("--full", a.crawl.full, "do not trust markers and stamps: list everything");
    add_dry_run(*start, context);
    start->callback([&] { crawl(context, a.path, a.crawl); });

    auto* past =
        app.add_subcommand("runs", "Past and present crawls, newest first; or one of them");
    auto* id = past->add_option("ID", a.id, "this one, with its outcomes and errors");
    past->add_option("--connection", a.runs.connection, "only of this connection")
        ->type_name("CONNECTION");
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
    add_dry_run(*approve, context);
    approve->callback([&] { decide_removals(context, a.path, true); });
    auto* reject = held->add_subcommand("reject", "keep what is held at and below PATH");
    reject->add_option("PATH", a.path)->required();
    add_dry_run(*reject, context);
    reject->callback([&] { decide_removals(context, a.path, false); });
}

} // namespace objsync::cli
