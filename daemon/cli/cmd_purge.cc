#include "daemon/cli/commands_change.h"

namespace objsync::cli {

void purge(Context& context, const std::string& path) {
    const std::string url = "/data/object/" + url_path(path);
    if (!context.dry_run)
        need_agreement(context, "Forget " + clean(path) +
                                    " and what was below it, with history, settings and owners?");
    const auto text = change(context, Verb::remove, url);
    if (!text) return;
    const json::Value done = json::parse(*text);
    context.out.line(context.json
                         ? *text
                         : clean(join_path(done["objectPath"])) + " is forgotten, and " +
                               counted(done["childCount"].integer(), "object") + " with it.");
}

} // namespace objsync::cli
