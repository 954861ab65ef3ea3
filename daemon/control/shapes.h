// The bodies and answers of the routes. shapes_objects.cc: objects and their settings;
// shapes_connections.cc: connections, and local tags; shapes_crawls.cc: runs, jobs, removals,
// events; shapes_daemon.cc: the rest.
#pragma once

#include "daemon/control/schema.h"

namespace objsync::control::shapes {

// Bodies
extern const Shape search_body, crawl_body, path_body, file_body, settings_body, connection_body,
    connection_change, token_body, tags_body;

// Answers
extern const Shape routes, health, readiness, status, reloaded, config_report, plugins, backup,
    sinks;
extern const Shape connections, connection, definition, removal, identity, findings, paused,
    tags_changed;
extern const Shape object_page, object, settings_applied, settings_preview, purged, explanation;
extern const Shape started, jobs, job_cancelled;
extern const Shape runs, run_details, run_scopes, removals, decided, events;
extern const Shape token, new_token, tokens, revoked, audit;
extern const Shape dry_run; // of whatever has no answer of its own to one

// Parts that are shown in the document although no route answers with them alone.
extern const Shape problem, exported_object, event;

// What several of them hold.
extern const Shape settings, settings_change, overrides, progress, last_run, connection_health,
    connection_state, sink_state;

} // namespace objsync::control::shapes
