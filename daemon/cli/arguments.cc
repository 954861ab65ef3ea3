#include "daemon/cli/arguments.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <string_view>

#include "daemon/cli/completion.h"
#include "daemon/cli/man.h"

namespace objsync::cli {

namespace {

constexpr const char* kFooter =
    "\nExit codes: 0 done (of a crawl: complete), 3 incomplete, 1 failed, 2 wrong usage,\n"
    "4 the daemon cannot be reached, 130 interrupted while it waited (what was begun goes on).\n"
    "A PATH is the connection's name and the names below it, joined with \"/\": shop/main/orders.\n"
    "In a name, \"/\" is written %2F, \"%\" is written %25 and \";\" is written %3B.";

void add_address(CLI::App& app, Address& address) {
    app.add_option("--socket", address.socket, "the daemon's control socket")
        ->envname("OBJSYNC_SOCKET")
        ->default_val("/run/objsync/control.sock")
        ->type_name("FILE");
    app.add_option("--url", address.url, "a daemon that listens on the network: https://host:port")
        ->envname("OBJSYNC_URL")
        ->type_name("URL");
    app.add_option("--token-file", address.token_file,
                   "holds the token to show it, as objsyncctl token create printed it")
        ->envname("OBJSYNC_TOKEN_FILE")
        ->type_name("FILE");
    app.add_option("--ca", address.ca_file, "PEM file with whom to trust instead of the system's")
        ->envname("OBJSYNC_CA_FILE")
        ->type_name("FILE");
}

// What shells and packages ask for.
void add_for_shells(CLI::App& app, Context& context, Arguments& a) {
    auto* script = app.add_subcommand("completion",
                                      "Print the script that completes commands and "
                                      "paths in a shell");
    script->add_option("SHELL", a.shell)->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
    script->callback([&] { print_completion_script(context, a.shell); });

    app.add_subcommand("man", "")->group("")->callback([&] { context.out.line(man_page(app)); });
}

} // namespace

int run_command_line(int argc, char** argv, Context& context) {
    Arguments arguments;
    CLI::App app("Asks and tells a running objsyncd.", "objsyncctl");
    app.footer(kFooter);
    app.require_subcommand(0, 1); // none is caught below: a wrong one is to be named
    app.fallthrough();
    add_address(app, context.address);
    app.add_flag("--json", context.json, "JSON for programs; lists are a line of JSON each");
    app.parse_complete_callback(
        [&context] { context.client = std::make_unique<Client>(context.address); });
    add_looking(app, context, arguments);
    add_searching(app, context, arguments);
    add_crawling(app, context, arguments);
    add_settings(app, context, arguments);
    add_defining(app, context, arguments);
    add_changing(app, context, arguments);
    add_access(app, context, arguments);
    add_for_shells(app, context, arguments);
    // Not a command of the parser: what is being typed need not be right yet.
    if (argc > 2 && std::string_view(argv[1]) == "complete") {
        print_completion(context, app, {argv + 3, argv + argc});
        return kOk;
    }
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
