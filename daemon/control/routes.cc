#include "daemon/control/handlers.h"
#include "daemon/control/router.h"

namespace objsync::control {

const std::vector<Route>& routes() {
    static const std::vector<Route> table = {
        {"GET", "/", "", get_routes, "these routes"},
        {"GET", "/healthz", "", get_health, "the daemon's loop answers"},
        {"GET", "/status", "", get_status, "daemon, store, connections and sinks"},
        {"POST", "/reload", "", post_reload, "read the configuration again, without a crawl"},
        {"POST", "/config/check", "", post_config_check,
         "mistakes in the configuration on disk, and what its filters would put out of scope"},
        {"GET", "/plugins", "", get_plugins, "plugin files, and why one was refused"},
        {"POST", "/backup", "", post_backup, "write a copy of the store: {\"file\"}"},
        {"POST", "/pause", "", post_pause_all, "start no scheduled crawls"},
        {"POST", "/resume", "", post_resume_all, "undo a pause of everything"},

        {"GET", "/data/connection", "", get_connections, "all connections"},
        {"GET", "/data/connection/{key}", "", get_connection, "one connection"},
        {"DELETE", "/data/connection/{key}", "token", delete_connection,
         "end its objects and forget it; the token is a preview's"},
        {"GET", "/data/connection/{key}/removal", "", get_removal_preview,
         "what a removal would end, and its token"},
        {"POST", "/data/connection/{key}/accept", "", post_accept,
         "take the source that it is connected to now as the right one"},
        {"POST", "/data/connection/{key}/check", "", post_check,
         "connect, and say what the credentials can see"},
        {"POST", "/data/connection/{key}/pause", "", post_pause, "start no scheduled crawls of it"},
        {"POST", "/data/connection/{key}/resume", "", post_resume, "undo a pause"},

        {"POST", "/data/object/search/{path}", "", search_objects,
         "objects below: {\"limit\", \"cursor\", \"depth\", \"removed\"}; without a path "
         "connections"},
        {"GET", "/data/object/{path}", "history before", get_object,
         "one object, with up to `history` of its events"},
        {"POST", "/data/crawl/{path}", "", post_crawl,
         "crawl it now: {\"forceRecursiveCrawl\", \"dryRun\"}; answers with a bulkId"},
        {"GET", "/jobs", "bulkId", get_jobs, "how a crawl goes on"},
        {"GET", "/explain/{path}", "", get_explain, "why an object is as it is, or is not there"},
        {"GET", "/export/{path}", "", export_objects, "every object, a line of JSON each"},

        {"GET", "/runs", "connection before limit", get_runs, "crawls, newest first"},
        {"GET", "/runs/{key}", "", get_run, "one crawl, with its outcomes"},
        {"GET", "/runs/{key}/scopes", "problems cursor limit", get_run_scopes,
         "how each listing of a crawl ended"},
        {"GET", "/removals", "path cursor limit", get_removals, "removals that are held, and why"},
        {"POST", "/removals/approve", "", approve_removals, "remove what is held: {\"path\"}"},
        {"POST", "/removals/reject", "", reject_removals, "keep what is held: {\"path\"}"},
        {"GET", "/events", "since connection path limit follow", get_events,
         "events after a cursor; `follow` streams new ones as Server-Sent Events"},
    };
    return table;
}

} // namespace objsync::control
