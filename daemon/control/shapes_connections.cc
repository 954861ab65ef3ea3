#include "daemon/control/shapes.h"

namespace objsync::control::shapes {

namespace {
const Shape crawl_options = {
    "ConnectionOptions",
    {{"forceRecursiveCrawl", Type::boolean, "its first crawl lists everything", kAbsent}}};
} // namespace

const Shape connection_body = {
    "ConnectionRequest",
    {{"connectionKey", Type::text, "letters, digits, - and _; no word of the API's paths"},
     {"connection", Type::any,
      "plugin, options, include, exclude, every, default_tags, ...: the keys of a [[connection]] "
      "but its name and status; a secret is {\"file\"}, {\"credential\"} or {\"env\"}"},
     {"settings", Type::object, "of its root; what is absent is off, and nobody", kAbsent,
      &settings_change},
     {"options", Type::object, "", kAbsent, &crawl_options}}};

const Shape connection_change = {
    "ConnectionChange",
    {{"connection", Type::any,
      "all keys, as for a new one; a secret that is \"[REDACTED]\" stays "
      "as it is"}}};

const Shape connection_health = {
    "ConnectionHealth",
    {{"state", Type::text, "ok, degraded, failing, paused or unconfigured"},
     {"since", Type::time, "null: it has not been crawled yet", kNull},
     {"reason", Type::text, "empty: ok"}}};

namespace {
std::vector<Field> state_fields(std::vector<Field> fields) {
    const Field more[] = {{"health", Type::object, "", 0, &connection_health},
                          {"lastRun", Type::object, "the newest that ended", kNull, &last_run},
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
                      {"failingSince", Type::time, "", kNull}});
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
          kNull},
         {"createdAt", Type::time, "of a registered one, as what follows", kAbsent},
         {"createdBy", Type::text, "", kAbsent},
         {"updatedAt", Type::time, "", kAbsent},
         {"updatedBy", Type::text, "", kAbsent}})};

const Shape connections = {"Connections", {{"connections", Type::list, "", 0, &listed_connection}}};

const Shape definition = {"ConnectionKept", {{"connectionKey", Type::text}}};

const Shape removal = {"ConnectionRemoval",
                       {{"removed", Type::boolean, "false: a preview"},
                        {"objects", Type::integer, "that end, its root among them"},
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

const Shape tags_body = {
    "TagsRequest", {{"localTags", Type::named_changes, "values by name; null: take it away"}}};

const Shape tags_changed = {"TagsChanged",
                            {{"before", Type::named, ""}, {"after", Type::named, ""}}};

} // namespace objsync::control::shapes
