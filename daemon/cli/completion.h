// What may follow on a command line that is being typed. The shells' scripts ask for it with each
// press of Tab; the commands and their options are read from the parser itself, names from the
// daemon.
#pragma once

#include <string>
#include <vector>

#include "daemon/cli/commands.h"

namespace CLI {
class App;
}

namespace objsync::cli {

struct Candidate {
    std::string word; // ends with "/": more may follow without a blank
    std::string about;
};

struct Completion {
    std::vector<Candidate> candidates;
    bool files = false; // the shell's own completion of file names
};

// Asks the daemon; nothing where it does not answer.
struct NameSource {
    virtual ~NameSource() = default;
    virtual std::vector<Candidate> paths(const std::string& begin) = 0;
    virtual std::vector<Candidate> connections(const std::string& begin) = 0;
    virtual std::vector<Candidate> jobs(const std::string& begin) = 0;
};

// `words`: what stands behind the program's name up to the cursor; the last may be empty.
[[nodiscard]] Completion complete(const CLI::App& app, const std::vector<std::string>& words,
                                  NameSource& names);

// A line for each candidate, its description behind a tab; ":files" stands for file names. Says
// nothing about errors: a shell has no place for them. Parses the options of `app` that are
// among the words, such as --socket.
void print_completion(Context& context, CLI::App& app, const std::vector<std::string>& words);

// The script that a shell loads: bash, zsh or fish.
void print_completion_script(Context& context, const std::string& shell);

} // namespace objsync::cli
