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
                           {"position", Type::integer, "delivered up to and with this event"},
                           {"lag", Type::integer, "events not delivered yet"},
                           {"failingSince", Type::time, "null: it does not fail", kNull},
                           {"error", Type::text}}};

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
const Shape backup = {"Backup", {{"file", Type::text}, {"bytes", Type::integer}}};

} // namespace objsync::control::shapes
