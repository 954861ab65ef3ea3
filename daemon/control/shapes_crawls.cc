#include "daemon/control/shapes.h"

namespace objsync::control::shapes {

const Shape crawl_body = {"CrawlRequest",
                          {{"forceRecursiveCrawl", Type::boolean,
                            "list everything: ignore markers and stamps", kAbsent}}};

const Shape path_body = {"PathRequest", {{"path", Type::text, "path text"}}};

const Shape connection_body = {
    "ConnectionRequest",
    {{"connectionKey", Type::text, "letters, digits, - and _"},
     {"connection", Type::any,
      "plugin, options, include, exclude, every, ...: the keys of a [[connection]] but its name; "
      "a secret is {\"file\"}, {\"credential\"} or {\"env\"}"}}};

const Shape connection_change = {
    "ConnectionChange",
    {{"connection", Type::any,
      "all keys, as for a new one; a secret that is \"[REDACTED]\" stays "
      "as it is"}}};

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
     {"endedAt", Type::time, "of settings", kAbsent | kNull},
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
const Shape health_of = {"ConnectionHealth",
                         {{"state", Type::text, "ok, degraded, failing, paused or unconfigured"},
                          {"since", Type::time, "null: it has not been crawled yet", kNull},
                          {"reason", Type::text, "empty: ok"}}};

std::vector<Field> state_fields(std::vector<Field> fields) {
    const Field more[] = {{"lastRun", Type::object, "the newest that ended", kNull, &last_run},
                          {"state", Type::text, "what it does now", kAbsent},
                          {"since", Type::time, "", kAbsent | kNull},
                          {"why", Type::text, "", kAbsent},
                          {"whatToDo", Type::text, "", kAbsent},
                          {"nextDue", Type::time, "", kAbsent | kNull},
                          {"crawls", Type::list, "under way or waiting", kAbsent, &progress}};
    fields.insert(fields.end(), std::begin(more), std::end(more));
    return fields;
}
} // namespace

const Shape connection_state = {
    "ConnectionState", state_fields({{"connectionKey", Type::text}, {"plugin", Type::text}})};

namespace {
std::vector<Field> connection_fields(std::vector<Field> more) {
    std::vector<Field> fields =
        state_fields({{"connectionKey", Type::text},
                      {"oid", Type::integer, "of its root"},
                      {"plugin", Type::text},
                      {"configured", Type::boolean, "false: gone from the configuration"},
                      {"paused", Type::boolean},
                      {"sourceIdentity", Type::text, "what it is connected to"},
                      {"refusedIdentity", Type::text, "another source; waits for accept"},
                      {"failures", Type::integer, "crawls that failed in a row"},
                      {"failingSince", Type::time, "", kNull},
                      {"health", Type::object, "", 0, &health_of}});
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
}
const Shape listed_connection = {"ListedConnection", connection_fields({})};
} // namespace

const Shape connection = {
    "Connection",
    connection_fields(
        {{"registered", Type::boolean, "through the API; else it comes from the files"},
         {"connection", Type::any,
          "its definition, with \"[REDACTED]\" for each secret; null: not configured any more",
          kNull}})};

const Shape connections = {"Connections", {{"connections", Type::list, "", 0, &listed_connection}}};

const Shape definition = {"ConnectionKept", {{"connectionKey", Type::text}}};

const Shape removal = {"ConnectionRemoval",
                       {{"removed", Type::boolean, "false: a preview"},
                        {"objects", Type::integer},
                        {"dataSources", Type::integer, "active or not"},
                        {"token", Type::text, "for DELETE, of a preview", kAbsent}}};

const Shape identity = {"SourceIdentity", {{"before", Type::text}, {"now", Type::text}}};

namespace {
const Shape finding = {"Finding",
                       {{"severity", Type::text, "ok, warning or failed"},
                        {"what", Type::text},
                        {"found", Type::text},
                        {"whatToDo", Type::text}}};
} // namespace

const Shape findings = {"Findings", {{"findings", Type::list, "", 0, &finding}}};
const Shape paused = {"Paused", {{"paused", Type::boolean}}};

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
