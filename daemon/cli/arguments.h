// The command line: which commands there are, and what each takes. See commands.h for what they do.
#pragma once

#include <string>
#include <vector>

#include "daemon/cli/commands_change.h"

namespace CLI {
class App;
}

namespace objsync::cli {

// Parses, runs the command that was asked for, and returns the exit code. Throws Failure and Error.
int run_command_line(int argc, char** argv, Context& context);

// What the options of all commands are parsed into; only one command runs.
struct Arguments {
    std::string name, path, file, shell, choice;
    std::vector<std::string> owners, admins, words;
    int64_t id = 0, depth = 0, limit = 50;
    bool history = false, removed = false, all = false, no_owner = false, no_admin = false;
    CrawlOptions crawl;
    SettingsOptions settings;
    DefinitionOptions definition;
    TokenOptions token;
    RunsOptions runs;
    EventsOptions events;
    SearchOptions search;
};

// Each adds a group of commands; both references must outlive the App.
void add_looking(CLI::App& app, Context& context, Arguments& a);   // arguments_look.cc
void add_searching(CLI::App& app, Context& context, Arguments& a); // arguments_search.cc
void add_crawling(CLI::App& app, Context& context, Arguments& a);  // arguments_look.cc
void add_changing(CLI::App& app, Context& context, Arguments& a);  // arguments_change.cc
void add_settings(CLI::App& app, Context& context, Arguments& a);  // arguments_settings.cc
void add_defining(CLI::App& app, Context& context, Arguments& a);  // arguments_connection.cc
void add_access(CLI::App& app, Context& context, Arguments& a);    // arguments_access.cc

// Of every command that changes something; and of those that ask first.
void add_dry_run(CLI::App& command, Context& context);
void add_yes(CLI::App& command, Context& context);

} // namespace objsync::cli
