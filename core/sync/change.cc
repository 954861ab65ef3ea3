#include "core/sync/change.h"

#include <algorithm>

#include "core/store/preview.h"

namespace objsync::sync {

using Kind = SettingsOutcome::Kind;

SettingsOutcome change_settings(World& world, const SettingsRequest& request,
                                const std::string& epoch, int64_t now_ms) {
    SettingsOutcome outcome;
    store::query::TreeQuery tree(world.db);
    const auto connection = tree.connection(request.connection);
    const auto top = connection ? tree.resolve(*connection, request.path, true) : std::nullopt;
    if (!top) return outcome;
    store::OwnerQuery owners(world.db);
    outcome.before = store::own_settings(owners, *top);
    outcome.after = store::with_change(outcome.before, request.settings);
    outcome.kind = Kind::applied;
    if (top->presence == store::Presence::removed) outcome.kind = Kind::removed;
    if (request.settings.activate_new && !top->container()) outcome.kind = Kind::not_a_container;
    const std::string tag = store::settings_tag(outcome.before);
    if (!request.tags.empty() && std::count(request.tags.begin(), request.tags.end(), tag) == 0)
        outcome.kind = Kind::tag_differs;
    if (!request.token.empty()) {
        world.objects.before_commit(); // what this transaction has changed counts, too
        if (request.token !=
            store::query::state_token(world.db, tree, *top, epoch, request.settings))
            outcome.kind = Kind::state_changed;
    }
    if (outcome.kind != Kind::applied) return outcome;
    outcome.job = apply_settings(world, {world.ledger.find(top->conn), 0, now_ms}, top->oid,
                                 request.settings);
    return outcome;
}

} // namespace objsync::sync
