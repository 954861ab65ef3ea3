#include "core/store/explain.h"

namespace objsync::store::query {

namespace {

constexpr size_t kEvents = 5;

void find(TreeQuery& tree, const ConnectionRow& connection, Explanation& e) {
    e.object = tree.resolve(connection, e.path, true);
    if (e.object) {
        e.nearest = e.object->parent == 0 ? e.object : tree.object(e.object->parent);
        e.nearest_path = e.path;
        if (!e.path.empty()) e.nearest_path.pop_back();
        return;
    }
    e.nearest_path = e.path;
    while (!e.nearest && !e.nearest_path.empty()) {
        e.nearest_path.pop_back();
        e.nearest = tree.resolve(connection, e.nearest_path, false);
    }
}

void settings(TreeQuery& tree, Explanation& e) {
    const std::optional<ObjectRow>& from = e.object ? e.object : e.nearest;
    if (!from) return;
    e.settings = tree.effective(*from);
    if (!e.object) {
        // What would be found here now is active when activate-new is on.
        e.settings.active = e.settings.activate_new;
        e.settings.active_from = e.settings.activate_new_from;
    }
    if (const auto o = tree.object(e.settings.active_from)) e.active_path = tree.path_of(*o);
    if (const auto o = tree.object(e.settings.activate_new_from))
        e.activate_new_path = tree.path_of(*o);
    if (e.object) e.pending = is_pending(tree, *e.object, e.settings);
}

} // namespace

bool is_pending(TreeQuery& tree, const ObjectRow& object, const Effective& effective) {
    if (object.presence == Presence::removed) return false;
    if (object.source()) return object.announced != effective.active;
    return tree.job_covers(tree.ancestry(object));
}

Explanation explain(const ExplainQueries& query, const ConnectionRow& connection, const Path& path,
                    const Filter* filter) {
    Explanation e;
    e.path = path;
    find(query.tree, connection, e);
    if (filter != nullptr) {
        const std::string text = encode_path(path);
        e.filter = filter->explain(text);
        e.filter_may_contain = filter->may_contain(text);
    }
    settings(query.tree, e);
    if (e.object) {
        e.held = query.held.held(e.object->oid);
        if (e.held && e.held->guard != 0) {
            if (const auto guard = query.tree.object(e.held->guard))
                e.guard_path = query.tree.path_of(*guard);
        }
        e.events = query.events.history(e.object->oid, e.object->last_event, kEvents).events;
    }
    if (e.nearest) {
        e.scope_path = e.nearest_path;
        e.scope = query.runs.scope(e.nearest->oid);
        if (e.scope)
            e.scope_of_run = query.runs.scope_of_run(e.scope->run, encode_path(e.scope_path));
    }
    return e;
}

} // namespace objsync::store::query
