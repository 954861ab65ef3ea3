// DELETE /data/object: a tombstone goes for good, with what lies below it.
#include "core/store/tombstones.h"
#include "daemon/control/dry_run.h"
#include "daemon/control/handlers.h"
#include "daemon/control/problems.h"
#include "daemon/control/render.h"

namespace objsync::control {

namespace {

constexpr size_t kSample = 20;

DryRun preview_of(Reader& reader, const Target& target) {
    const auto connection = need_connection(reader, target.connection);
    const auto top = need_object(reader, connection, target.path, true);
    const std::string path = path_text(target.connection, target.path);
    if (top.presence != store::Presence::removed) throw Refused(not_a_tombstone(path));
    const auto found = query::tombstones(reader.db, top, target.path, kSample);
    DryRun dry;
    dry.objects = found.objects;
    for (const Path& at : found.sample)
        dry.sample.push_back(path_text(target.connection, at));
    dry.would = "forget " + path + " and what was below it: its history, settings and owners";
    return dry;
}

} // namespace

void delete_object(Call& call) {
    const Target target = parse_target(call.request.target);
    if (call.dry_run()) {
        call.read_long([target](Reader& reader) { return answer(preview_of(reader, target)); });
        return;
    }
    auto reply = call.reply<int64_t>([target](Call& c, int64_t objects) {
        json::Writer w;
        w.begin_object();
        write_path(w, "objectPath", target.connection, target.path);
        w.field("childCount", objects - 1).end_object();
        c.respond(answer(w));
    });
    call.commands().purge(target.connection, target.path, call.audit, std::move(reply));
}

} // namespace objsync::control
