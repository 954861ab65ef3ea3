// One function per route; what each does stands in the table in routes.cc.
#pragma once

#include "daemon/control/call.h"

namespace objsync::control {

// openapi.cc
void get_openapi(Call& call);

// handlers_daemon.cc
void get_routes(Call& call);
void get_health(Call& call);
void get_readiness(Call& call);
void get_sinks(Call& call);
void get_status(Call& call);
void post_reload(Call& call);
void post_config_check(Call& call);
void get_plugins(Call& call);
void post_backup(Call& call);

// handlers_access.cc
void post_token(Call& call);
void get_tokens(Call& call);
void delete_token(Call& call);
void get_audit(Call& call);

// handlers_metrics.cc
void get_metrics(Call& call);

// handlers_definitions.cc
void post_connection(Call& call);
void put_connection(Call& call);
void post_try(Call& call);
void post_check(Call& call);
void get_removal_preview(Call& call);
void delete_connection(Call& call);

// handlers_tags.cc
void put_tags(Call& call);

// handlers_connections.cc
void get_connections(Call& call);
void get_connection(Call& call);
void post_accept(Call& call);
void post_pause(Call& call);
void post_resume(Call& call);
void post_pause_all(Call& call);
void post_resume_all(Call& call);

// handlers_objects.cc
void get_object(Call& call);
void search_objects(Call& call);
void export_objects(Call& call);

// handlers_explain.cc
void get_explain(Call& call);

// handlers_settings.cc
void put_settings(Call& call);

// handlers_purge.cc
void delete_object(Call& call);

// handlers_jobs.cc
void get_jobs(Call& call);
void delete_job(Call& call);

// handlers_runs.cc
void post_crawl(Call& call);
void get_runs(Call& call);
void get_run(Call& call);
void get_run_scopes(Call& call);

// handlers_removals.cc
void get_removals(Call& call);
void approve_removals(Call& call);
void reject_removals(Call& call);

// handlers_events.cc
void get_events(Call& call);

} // namespace objsync::control
