#include <CLI/App.hpp>

#include "daemon/cli/arguments.h"

namespace objsync::cli {

void add_searching(CLI::App& app, Context& context, Arguments& a) {
    SearchOptions& options = a.search;
    auto* find = app.add_subcommand(
        "search", "Objects below PATH, at any depth, that all of the options hold for");
    find->add_option("PATH", a.path, "without one: everything that you may read");
    find->add_option("--name", options.name,
                     "* stands for any part: orders, 'fact_*', '*2026*'; %2A is a star")
        ->type_name("GLOB");
    find->add_option("--kind", options.kind, "table, view, schema, ...")->type_name("KIND");
    find->add_option("--status", options.status, "as it was announced")
        ->check(CLI::IsMember({"active", "inactive"}));
    find->add_option("--presence", options.presence, "if not given, all but removed")
        ->check(CLI::IsMember({"present", "held", "inaccessible", "removed"}));
    find->add_option("--tag", options.tag,
                     "the platform's, of the object or a column of it, or a local one")
        ->type_name("NAME[=VALUE]");
    find->add_option("--changed-since", options.changed_since,
                     "30m, 12h, 7d, 2026-01-31, '2026-01-31 14:05', or RFC 3339; "
                     "what changed first comes first")
        ->type_name("TIME");
    find->add_option("--depth", options.depth, "levels below PATH")->check(CLI::Range(1, 1000));
    find->add_option("--limit", options.limit, "how many at most; 100 if not given")
        ->check(CLI::Range(1, 100'000'000));
    find->callback([&] { search(context, a.path, options); });
}

} // namespace objsync::cli
