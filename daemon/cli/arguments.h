// The command line: which commands there are, and what each takes. See commands.h for what they do.
#pragma once

#include <string>
#include <vector>

#include "daemon/cli/commands.h"

namespace CLI {
class App;
}

namespace objsync::cli {

// Parses, runs the command that was asked for, and returns the exit code. Throws Failure and Error.
int run_command_line(int argc, char** argv, Context& context);

// What the options of all commands are parsed into; only one command runs.
struct Arguments {
    std::string name, path, file, shell;
    std::vector<std::string> paths;
    int64_t id = 0, depth = 0;
    bool history = false, removed = false, all = false, dry_run = false;
    RemoveOptions remove;
    CrawlOptions crawl;
    RunsOptions runs;
    EventsOptions events;
};

// Each adds a group of commands; both references must outlive the App.
void add_looking(CLI::App& app, Context& context, Arguments& a);  // arguments_look.cc
void add_crawling(CLI::App& app, Context& context, Arguments& a); // arguments_look.cc
void add_changing(CLI::App& app, Context& context, Arguments& a); // arguments_change.cc

} // namespace objsync::cli
