// What doctor says of jobs and tokens.
#include <map>

#include "daemon/cli/commands.h"
#include "daemon/cli/doctor.h"

namespace objsync::cli {

namespace {

using Severity = Ailment::Severity;

// A step of a job takes well under a second; between two there may be those of crawls.
constexpr int64_t kStandsStillMs = 5 * 60'000;
constexpr int64_t kSoonMs = 14 * 24 * int64_t{3'600'000};

std::string path_of(const json::Value& job) {
    const std::string path = join_path(job["output"]["objectPath"]);
    return path.empty() ? "job " + job["id"].text() : path;
}

void examine_failed(const json::Value& job, std::vector<Ailment>& found) {
    const std::string& id = job["id"].text();
    found.push_back(
        {Severity::failed, path_of(job),
         "its setting was not announced to the end, by job " + id + ": " +
             job["output"]["error"].text(),
         job["output"]["endedAt"].text(),
         "set it again, with objsyncctl activate, deactivate or inherit; if that fails, "
         "too: objsyncctl backup, and the daemon's log"});
}

} // namespace

void examine_jobs(const json::Value& jobs, std::vector<Ailment>& found) {
    struct Open {
        const json::Value* oldest = nullptr;
        std::string newest_step; // of any job of its connection: they go one after another
    };
    std::map<std::string, Open> by_connection;
    for (const json::Value& job : jobs["jobs"].items()) {
        const json::Value& output = job["output"];
        if (output["jobType"].text() != "settings") continue; // crawls are told of as connections
        const std::string& state = job["state"].text();
        if (state == "failed") examine_failed(job, found);
        if ((state != "created" && state != "active") || output["objectPath"].items().empty())
            continue;
        Open& open = by_connection[output["objectPath"].items().front().text()];
        open.oldest = &job; // the newest come first
        for (const char* time : {"startedAt", "workedAt"})
            open.newest_step = std::max(open.newest_step, output[time].text());
    }
    for (const auto& [connection, open] : by_connection) {
        if (until(open.newest_step) > -kStandsStillMs) continue;
        const std::string& id = (*open.oldest)["id"].text();
        found.push_back({Severity::failed, path_of(*open.oldest),
                         "the announcement of its setting stands still, job " + id +
                             "; others of " + connection + " wait for it",
                         open.newest_step,
                         "see in the daemon's log whether the store can be written; objsyncctl job "
                         "cancel " +
                             id + " gives it up"});
    }
}

void examine_tokens(const json::Value& tokens, std::vector<Ailment>& found) {
    for (const json::Value& token : tokens["tokens"].items()) {
        if (token["expiresAt"].is_null()) continue;
        const std::string& at = token["expiresAt"].text();
        const int64_t left = until(at);
        if (left > kSoonMs) continue;
        const std::string id = std::to_string(token["id"].integer());
        const std::string& note = token["note"].text();
        const std::string whose =
            "of " + token["principal"].text() + (note.empty() ? "" : " (" + note + ")");
        const std::string revoke = "objsyncctl token revoke " + id;
        if (left < 0) {
            found.push_back({Severity::warning, "token " + id,
                             "the one " + whose + " has expired: who shows it is refused", at,
                             revoke + ", if nobody needs it any more; else make a new one first"});
        } else {
            found.push_back({Severity::warning, "token " + id,
                             "the one " + whose + " expires " + relative_time(at), "",
                             "make a new one in time: objsyncctl token create " +
                                 token["principal"].text() + "; then " + revoke});
        }
    }
}

} // namespace objsync::cli
