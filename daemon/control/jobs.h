// Jobs as callers name them: "c7" is a crawl of this daemon, "s12" the announcement of a setting,
// which the store keeps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/store/query_jobs.h"
#include "daemon/control/answers.h"
#include "daemon/control/http.h"
#include "daemon/control/reader.h"
#include "daemon/json/writer.h"

namespace objsync::control {

struct JobId {
    bool settings = false; // else a crawl
    int64_t number = 0;

    [[nodiscard]] std::string text() const;
};

// nullopt: no job was ever called that.
[[nodiscard]] std::optional<JobId> parse_job_id(const std::string& text);

// What the caller may have to do with: `crawl` is what the daemon knows of it, if it is one.
// nullopt: there is no such job, or what it was about is purged.
[[nodiscard]] std::optional<Target> target_of_job(Reader& reader, const JobId& id,
                                                  const std::optional<CrawlProgress>& crawl);

// id, state and output, as members of an open object.
void write_job(json::Writer& w, const CrawlProgress& crawl);
void write_job(json::Writer& w, Reader& reader, const store::query::JobRow& job);

// The answer for what is not there, and for what the caller may not read: the same.
[[nodiscard]] Refused no_such_job(const std::string& id);

} // namespace objsync::control
