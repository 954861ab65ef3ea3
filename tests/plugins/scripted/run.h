// Carries out a script against the host, statement by statement.
#pragma once

#include <objsync/plugin.h>

#include <map>
#include <string>
#include <vector>

#include "tests/plugins/scripted/script.h"

namespace objsync::scripted {

class Run {
public:
    // Throws std::runtime_error when the script cannot be read.
    Run(const objsync_host* host, const objsync_job* job);

    int crawl();
    int check();
    int lookup();

private:
    using Verb = int (Run::*)(const Statement&);
    static const std::map<std::string, Verb, std::less<>>& verbs();
    int execute(const Statement& s);

    // What a crawl says.
    int scope(const Statement& s);
    int object(const Statement& s);
    int keep(const Statement& s);
    int keep_all(const Statement& s);
    int gone(const Statement& s);
    int end(const Statement& s);
    int facet(const Statement& s);
    int part(const Statement& s);
    int facet_end(const Statement& s);
    int fail(const Statement& s);
    int log(const Statement& s);
    int progress(const Statement& s);
    int count(const Statement& s);
    // What it asks; the answer goes to a file.
    int ask_marker(const Statement& s);
    int ask_stamps(const Statement& s);
    int ask_secret(const Statement& s);
    // Faults, and points where a test steps in.
    int once(const Statement& s);
    int stop(const Statement& s);
    int stop_deaf(const Statement& s);
    int wait_at(const Statement& s, bool for_cancel_too);
    int hang(const Statement& s);
    int hang_hard(const Statement& s);
    int crash(const Statement& s);
    int exit_now(const Statement& s);
    int leave(const Statement& s);
    int print(const Statement& s);
    int allocate(const Statement& s);
    int pid(const Statement& s);

    int begin();
    int answer(const objsync_path& target);
    [[nodiscard]] bool in_targets(const Path& container) const;
    [[nodiscard]] std::string text(const std::string& word) const;

    const objsync_host* host_;
    const objsync_job* job_;
    std::vector<Statement> script_;
    std::map<std::string, objsync_scope*> scopes_; // open ones
    std::map<std::string, objsync_facet*> facets_;
    bool left_ = false;
};

} // namespace objsync::scripted
