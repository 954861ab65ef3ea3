#include "daemon/control/shapes.h"

namespace objsync::control::shapes {

const Shape crawl_body = {"CrawlRequest",
                          {{"forceRecursiveCrawl", Type::boolean,
                            "list everything: ignore markers and stamps", kAbsent}}};

const Shape path_body = {"PathRequest", {{"path", Type::text, "path text"}}};

const Shape last_run = {"LastRun",
                        {{"id", Type::integer},
                         {"result", Type::text, "complete, incomplete, failed or cancelled"},
                         {"endedAt", Type::time, "", kNull}}};

namespace {
// Of a crawl or of settings; what is of the other is absent.
const Shape output = {
    "JobOutput",
    {{"jobType", Type::text, "crawl or settings"},
     {"objectPath", Type::texts, "what it is about; null: it was purged", kNull},
     {"startedAt", Type::time, "of settings: when they were set", kNull},
     {"endedAt", Type::time, "null: not yet", kNull},
     {"error", Type::text, "why it failed or is incomplete"},
     {"phase", Type::text, "of a crawl: listing or applying", kAbsent},
     {"dryRun", Type::boolean, "of a crawl", kAbsent},
     {"run", Type::integer, "of a crawl; null: not begun, or a dry run", kAbsent | kNull},
     {"objects", Type::integer, "of a crawl: listed so far", kAbsent},
     {"scopes", Type::integer, "of a crawl", kAbsent},
     {"objectsPerSecond", Type::number, "of a crawl", kAbsent},
     {"result", Type::text, "of a crawl, once it is over", kAbsent},
     {"counts", Type::counts, "of a crawl: events by type", kAbsent},
     {"preview", Type::list, "of a dry run: the first changes", kAbsent, &event},
     {"isActive", Type::boolean, "of settings: what was set; null: inherit", kAbsent | kNull},
     {"givesBack", Type::boolean, "of settings: what a cancelled job had set", kAbsent},
     {"requestedBy", Type::text, "of settings; empty: the configuration", kAbsent},
     {"done", Type::integer, "of settings: objects looked at", kAbsent},
     {"total", Type::integer, "of settings; null: not counted yet", kAbsent | kNull},
     {"events", Type::integer, "of settings: that it has told", kAbsent},
     {"workedAt", Type::time, "of settings: its newest step", kAbsent | kNull},
     {"replacedBy", Type::text, "of settings: the job that took its place", kAbsent | kNull}}};
} // namespace

const Shape progress = {"Job",
                        {{"id", Type::text},
                         {"state", Type::text, "created, active, completed, cancelled or failed"},
                         {"output", Type::object, "", 0, &output}}};

const Shape started = {"JobStarted", {{"bulkId", Type::text, "for GET /jobs"}}};

const Shape jobs = {
    "Jobs",
    {{"jobs", Type::list, "crawls first, then settings, newest first", 0, &progress},
     {"cursor", Type::text, "of the next page; null: that was all", kNull}}};

const Shape job_cancelled = {"JobCancelled", {{"id", Type::text}, {"cancelled", Type::boolean}}};

namespace {
std::vector<Field> run_fields(std::vector<Field> more) {
    std::vector<Field> fields = {
        {"id", Type::integer},
        {"connectionKey", Type::text},
        {"why", Type::text, "schedule, start, reload, demand, ..."},
        {"targets", Type::texts, "path texts; none: the whole connection"},
        {"full", Type::boolean, "markers and stamps were ignored"},
        {"state", Type::text, "listing, applying or done"},
        {"result", Type::text, "null: not over", kNull},
        {"startedAt", Type::time, "", kNull},
        {"endedAt", Type::time, "", kNull},
        {"objects", Type::integer},
        {"scopes", Type::integer},
        {"children", Type::integer, "processes that it took"},
        {"counts", Type::counts, "events by type, statements, requests, bytes"},
        {"error", Type::text},
        {"versions", Type::text, "of plugin, driver and server"}};
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
}

const Shape run = {"Run", run_fields({})};

const Shape run_scope = {"RunScope",
                         {{"path", Type::text, "below the connection"},
                          {"facet", Type::text, "listing, columns, tags or definition"},
                          {"outcome", Type::text},
                          {"objects", Type::integer},
                          {"basis", Type::text, "the view under which it was listed"},
                          {"asOf", Type::time, "", kNull},
                          {"errorClass", Type::text},
                          {"nativeCode", Type::text},
                          {"error", Type::text}}};

const Shape held_group = {
    "HeldGroup",
    {{"connectionKey", Type::text},
     {"guard", Type::text, "path text of the container whose trip holds them", kNull},
     {"why", Type::text},
     {"cause", Type::text},
     {"byHand", Type::boolean, "only a person confirms them"},
     {"objects", Type::integer},
     {"run", Type::integer},
     {"since", Type::time, "", kNull},
     {"sample", Type::text, "path text of one of them", kNull}}};

const Shape held_object = {"HeldObject",
                           {{"oid", Type::integer},
                            {"objectPath", Type::texts},
                            {"kind", Type::text},
                            {"cause", Type::text},
                            {"why", Type::text},
                            {"byHand", Type::boolean},
                            {"run", Type::integer},
                            {"since", Type::time, "", kNull},
                            {"confirmedBy", Type::text}}};
} // namespace

const Shape runs = {"Runs", {{"runs", Type::list, "newest first", 0, &run}}};
const Shape run_details = {"RunDetails",
                           run_fields({{"outcomes", Type::counts, "listings by how they ended"}})};
const Shape run_scopes = {
    "RunScopes",
    {{"scopes", Type::list, "", 0, &run_scope}, {"cursor", Type::text, "of the next page", kNull}}};
const Shape removals = {"Removals",
                        {{"groups", Type::list, "", 0, &held_group},
                         {"objects", Type::list, "", 0, &held_object},
                         {"cursor", Type::text, "of the next page", kNull}}};
const Shape decided = {"Decided", {{"objects", Type::integer, "that were decided on"}}};

const Shape event = {"Event",
                     {{"specversion", Type::text, "1.0: CloudEvents"},
                      {"id", Type::text, "connection/epoch/sequence"},
                      {"source", Type::text},
                      {"type", Type::text, "objsync.object.added, ..."},
                      {"subject", Type::text, "path text"},
                      {"time", Type::time, "", kAbsent},
                      {"datacontenttype", Type::text},
                      {"sequence", Type::text, "19 digits"},
                      {"data", Type::any, "run, oid, path, kind, status, object, changes, ..."}}};

const Shape events = {"Events",
                      {{"events", Type::list, "oldest first", 0, &event},
                       {"cursor", Type::text, "`since` of the next page"},
                       {"more", Type::boolean, "there may be more at once"}}};

} // namespace objsync::control::shapes
