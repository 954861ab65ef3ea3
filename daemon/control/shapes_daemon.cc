#include "daemon/control/shapes.h"

namespace objsync::control::shapes {

const Shape file_body = {
    "FileRequest", {{"file", Type::text, "absolute, on the daemon's machine, not there yet"}}};

const Shape problem = {"Problem",
                       {{"type", Type::text, "urn:objsync:problem:..."},
                        {"title", Type::text},
                        {"status", Type::integer},
                        {"detail", Type::text},
                        {"whatToDo", Type::text, "", kAbsent},
                        {"mistakes", Type::texts, "each with file and line", kAbsent}}};

namespace {
const Shape route = {"Route",
                     {{"method", Type::text},
                      {"path", Type::text},
                      {"parameters", Type::text, "names with spaces between"},
                      {"help", Type::text}}};
} // namespace

const Shape routes = {"Routes", {{"routes", Type::list, "", 0, &route}}};
const Shape health = {"Health", {{"status", Type::text, "ok"}}};

const Shape sink_state = {"Sink",
                          {{"name", Type::text},
                           {"type", Type::text, "file or stdout"},
                           {"state", Type::text, "ok, behind or failing"},
                           {"cursor", Type::text, "as `since` of GET /events: what it has not had"},
                           {"position", Type::integer, "delivered up to and with this event"},
                           {"lag", Type::integer, "events not delivered yet"},
                           {"failingSince", Type::time, "null: it does not fail", kNull},
                           {"error", Type::text}}};

const Shape readiness = {"Readiness", {{"status", Type::text, "ready"}}};

const Shape sinks = {"Sinks", {{"sinks", Type::list, "", 0, &sink_state}}};

namespace {
const Shape store = {
    "Store",
    {{"file", Type::text}, {"epoch", Type::text}, {"bytes", Type::integer, "with its log"}}};
} // namespace

const Shape status = {"Status",
                      {{"version", Type::text},
                       {"pid", Type::integer},
                       {"since", Type::time, "when it started", kNull},
                       {"paused", Type::boolean, "every connection is"},
                       {"configMistakes", Type::texts, "of the last reload; the one before holds"},
                       {"store", Type::object, "", 0, &store},
                       {"connections", Type::list, "", 0, &connection_state},
                       {"sinks", Type::list, "", 0, &sink_state}}};

const Shape dry_run = {"DryRun",
                       {{"wouldChange", Type::boolean},
                        {"would", Type::text, "what it would do, for people"},
                        {"objects", Type::integer, "how many it would concern", kAbsent},
                        {"sample", Type::texts, "path texts of the first of them", kAbsent}}};

const Shape reloaded = {"Reloaded", {{"reloaded", Type::boolean}}};

namespace {
const Shape out_of_scope = {"OutOfScope",
                            {{"objects", Type::integer},
                             {"dataSources", Type::integer},
                             {"sample", Type::texts, "path texts"}}};
const Shape filter = {"FilterEffect",
                      {{"connectionKey", Type::text},
                       {"include", Type::texts},
                       {"exclude", Type::texts},
                       {"outOfScope", Type::object, "of what is stored", 0, &out_of_scope}}};
} // namespace

const Shape config_report = {"ConfigReport",
                             {{"valid", Type::boolean},
                              {"mistakes", Type::texts, "with file and line"},
                              {"files", Type::texts, "that were read"},
                              {"filters", Type::list, "as they would be", 0, &filter}}};

namespace {
const Shape plugin = {"Plugin",
                      {{"file", Type::text},
                       {"name", Type::text},
                       {"version", Type::text},
                       {"abi", Type::integer},
                       {"refused", Type::text, "why it was not taken; empty: usable"},
                       {"levels", Type::texts},
                       {"connections", Type::texts, "configured with it"}}};
} // namespace

const Shape plugins = {"Plugins", {{"plugins", Type::list, "", 0, &plugin}}};
const Shape token_body = {
    "TokenRequest",
    {{"principal", Type::text, "the name under which it owns objects, and of the audit log"},
     {"permissions", Type::texts, "CREATE_DATA_SOURCE, GOVERNANCE; none if not given", kAbsent},
     {"note", Type::text, "what it is for", kAbsent},
     {"expiresInDays", Type::integer, "at most 3660; 90 if not given; null: never",
      kAbsent | kNull}}};

namespace {
std::vector<Field> token_fields(std::vector<Field> fields) {
    const Field more[] = {{"id", Type::integer, "never given again"},
                          {"principal", Type::text},
                          {"permissions", Type::texts},
                          {"note", Type::text},
                          {"createdAt", Type::time, "", kNull},
                          {"createdBy", Type::text},
                          {"expiresAt", Type::time, "null: never", kNull},
                          {"lastUsed", Type::time, "within a minute; null: never", kNull}};
    fields.insert(fields.end(), std::begin(more), std::end(more));
    return fields;
}
} // namespace

const Shape token = {"Token", token_fields({})};
const Shape new_token = {
    "NewToken", token_fields({{"token", Type::text, "the secret; it is shown this once"}})};
const Shape tokens = {"Tokens", {{"tokens", Type::list, "", 0, &token}}};
const Shape revoked = {"Revoked", {{"id", Type::integer}, {"revoked", Type::boolean}}};

namespace {
const Shape record = {"AuditRecord",
                      {{"id", Type::integer},
                       {"at", Type::time, "", kNull},
                       {"principal", Type::text, "empty: nobody known"},
                       {"via", Type::text, "uid of the peer, or id of the token"},
                       {"action", Type::text, "method and route"},
                       {"target", Type::text},
                       {"before", Type::any, "null: not known, or nothing was changed", kNull},
                       {"after", Type::any, "", kNull},
                       {"status", Type::integer, "as it was answered; 0: nobody waited"},
                       {"detail", Type::text, "why it was refused"}}};
} // namespace

const Shape audit = {"Audit",
                     {{"records", Type::list, "newest first", 0, &record},
                      {"before", Type::integer, "of the next page; null: that was all", kNull}}};

const Shape backup = {"Backup", {{"file", Type::text}, {"bytes", Type::integer}}};

} // namespace objsync::control::shapes
