#include "core/sync/world.h"

#include <vector>

#include "core/model/codec.h"

namespace objsync::sync {

using store::ObjectRow;
using store::Presence;

namespace {

std::string details_of(const LocalTags& tags) {
    if (tags.empty()) return {};
    return std::string("{\"") + kLocalTags + "\":" + json_local_tags(tags) + "}";
}

} // namespace

Inherited inherited_from(World& world, int64_t oid) {
    std::vector<ObjectRow> chain;
    for (int64_t at = oid; at != 0;) {
        auto row = world.objects.read(at);
        if (!row) break;
        at = row->parent;
        chain.push_back(std::move(*row));
    }
    Inherited status;
    for (auto it = chain.rbegin(); it != chain.rend(); ++it)
        status = effective(it->own, it->activate_new, status);
    return status;
}

Change presence_change(Presence old, Presence now) {
    return {"presence", json_text(name_of(old)), json_text(name_of(now))};
}

Event& Teller::start(EventType type, const ObjectRow& row, const Path& path, bool active) {
    Event& e = event_;
    e.type = type;
    e.at_ms = cause_.now_ms;
    e.run = cause_.run;
    e.oid = row.oid;
    e.parent = row.parent;
    e.previous = row.last_event;
    e.path = path;
    e.kind.clear();
    if (const auto kind = peek_text(row.stable, TextField::kind)) e.kind = *kind;
    e.active = active;
    e.initial = !cause_.conn->complete_run.has_value();
    e.replaced = false;
    e.reason = Reason::none;
    e.old_path.reset();
    e.has_object = e.object_apart = false;
    e.stable.clear();
    e.moving.clear();
    e.changes.clear();
    e.details.clear();
    return e;
}

void Teller::finish(ObjectRow& row) {
    row.last_event = world_.ledger.append(*cause_.conn, event_);
    row.changed_at = event_.at_ms;
    if (cause_.run != 0) ++world_.told[cause_.run][event_.type];
}

int64_t Teller::added(ObjectRow& row, const Path& path, bool active, const LocalTags& tags) {
    Event& e = start(EventType::added, row, path, active);
    e.has_object = e.object_apart = true;
    e.details = details_of(tags);
    finish(row);
    const int64_t pos = row.last_event;
    announce(row, path, active);
    return pos;
}

int64_t Teller::restored(ObjectRow& row, const Path& path, bool active,
                         const std::optional<Path>& old_path, std::vector<Change> changes) {
    Event& e = start(EventType::restored, row, path, active);
    e.has_object = e.object_apart = true;
    e.old_path = old_path;
    e.changes = std::move(changes);
    e.details = details_of(world_.local_tags.of(row.oid));
    finish(row);
    const int64_t pos = row.last_event;
    announce(row, path, active);
    return pos;
}

void Teller::changed(ObjectRow& row, const Path& path, bool active, std::vector<Change> changes,
                     bool replaced) {
    Event& e = start(EventType::changed, row, path, active);
    e.changes = std::move(changes);
    e.replaced = replaced;
    finish(row);
}

void Teller::renamed(ObjectRow& row, const Path& path, bool active, const Path& old_path) {
    Event& e = start(EventType::renamed, row, path, active);
    e.old_path = old_path;
    finish(row);
}

void Teller::removed(ObjectRow& row, const Path& path, Reason reason) {
    announce(row, path, false);
    Event& e = start(EventType::removed, row, path, false);
    e.reason = reason;
    finish(row);
}

void Teller::presence(ObjectRow& row, const Path& path, bool active, Presence now) {
    changed(row, path, active, {presence_change(row.presence, now)});
    row.presence = now;
}

bool Teller::announce(ObjectRow& row, const Path& path, bool active) {
    const bool wanted = active && row.is_source() && row.live();
    if (wanted == row.announced) return false;
    start(wanted ? EventType::activated : EventType::deactivated, row, path, active);
    finish(row);
    row.announced = wanted;
    return true;
}

void Teller::note(EventType type, std::string details) {
    Event e;
    e.type = type;
    e.at_ms = cause_.now_ms;
    e.run = cause_.run;
    e.initial = !cause_.conn->complete_run.has_value();
    e.details = std::move(details);
    world_.ledger.append(*cause_.conn, e);
}

} // namespace objsync::sync
