// Local tags, and their audit record, in one transaction with the event that tells of them.
#include "core/store/query.h"
#include "core/sync/local_tags.h"
#include "daemon/app/ask_writer.h"

namespace objsync::daemon {

void AppCommands::change_tags(const control::TagRequest& request, const control::Audit& audit,
                              control::Reply<control::TagsChanged> reply) {
    ask_writer<control::TagsChanged>(
        [request, audit](sync::Engine& engine, int64_t now_ms) -> OrRefusal<control::TagsChanged> {
            sync::World& world = engine.world();
            const std::string path = path_text(request.connection, request.path);
            store::query::TreeQuery tree(world.db);
            const auto connection = tree.connection(request.connection);
            if (!connection) return control::no_such_connection(request.connection);
            const auto object = tree.resolve(*connection, request.path, true);
            if (!object) return control::no_such_object(path);
            if (object->presence == store::Presence::removed)
                return control::only_a_tombstone(path);
            const LocalTags before = world.local_tags.of(object->oid);
            try {
                (void)with_change(before, request.change);
            } catch (const Error& e) {
                return control::too_many_tags(path, e.what());
            }
            const auto tags = sync::change_tags(
                world, {world.ledger.find(connection->id), 0, now_ms}, object->oid, request.change);
            audit->write(world.db, now_ms, json_local_tags(tags.before),
                         json_local_tags(tags.after));
            return control::TagsChanged{tags.before, tags.after};
        },
        std::move(reply));
}

} // namespace objsync::daemon
