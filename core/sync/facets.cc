// Facet passes: columns, tags or definitions of a subtree, as a listing of their own.
#include "core/model/codec.h"
#include "core/sync/merge.h"
#include "core/sync/run.h"
#include "core/sync/walk.h"

namespace objsync::sync {

using store::ObjectRow;
using store::Statement;
using wire::Outcome;

namespace {

// The one part that the pass speaks of; whatever else stands in the frame is not its business.
Object only(wire::Facet facet, const Object& listed) {
    Object part;
    switch (facet) {
        case wire::Facet::columns:
            part.columns = listed.columns;
            break;
        case wire::Facet::tags:
            part.tags = listed.tags;
            break;
        case wire::Facet::definition:
            part.definition = listed.definition;
            break;
    }
    return part;
}

// Did the last listing of this container, if it ever was listed, end as one that proves something?
bool last_listing_proved(World& world, int64_t container) {
    Statement last(world.db, "SELECT outcome FROM scope WHERE container = ?");
    last.bind(container);
    if (!last.step()) return true;
    const auto outcome = static_cast<Outcome>(last.integer(0));
    return outcome == Outcome::complete || outcome == Outcome::unchanged ||
           outcome == Outcome::unchanged_below;
}

} // namespace

void Run::facet_object(const wire::FacetObject& m, int64_t now_ms) {
    const auto it = facets_.find(m.id);
    if (it == facets_.end())
        throw Error(ErrorKind::input, "the child speaks of a facet pass that is not open");
    OpenFacet& facet = it->second;
    const int64_t oid = find_place(m.object);
    // Not listed, or not yet: the next pass tells it again.
    if (oid == 0 || m.object.empty()) return;
    ++facet.objects;
    facet.named.insert(oid);
    Object listed;
    decode_object(m.stable, "", listed);
    ObjectRow row = *world_.objects.read(oid);
    apply_part(world_, cause(now_ms), row, m.object, inherited_from(world_, oid).active,
               only(facet.facet, listed));
}

void Run::facet_end(const wire::End& m, int64_t now_ms) {
    const auto it = facets_.find(m.id);
    if (it == facets_.end())
        throw Error(ErrorKind::input, "the child ends a facet pass that is not open");
    const OpenFacet facet = std::move(it->second);
    facets_.erase(it);
    const auto number = static_cast<uint8_t>(facet.facet);
    const std::string basis = request_.basis_of(m.basis);
    record(facet.path, number, m.outcome, facet.objects, m, basis, now_ms);
    const int64_t container = find_place(facet.path);
    if (m.outcome != Outcome::complete || container == 0) return;

    Statement stored(world_.db,
                     "SELECT basis, as_of FROM facet_scope WHERE container = ? AND facet = ?");
    stored.bind(container, static_cast<int>(number));
    const bool known = stored.step();
    const bool same_basis = known && stored.bytes(0) == basis;
    const int64_t as_of_ms = m.as_of_ms == 0 ? now_ms : m.as_of_ms;
    const bool older = known && stored.integer(1) > as_of_ms;
    stored.reset();
    if (older) return;
    Statement save(world_.db,
                   "INSERT OR REPLACE INTO facet_scope (container, facet, conn, run, outcome, "
                   "as_of, basis) VALUES (?,?,?,?,?,?,?)");
    save.bind(container, static_cast<int>(number), conn_, id_, static_cast<int>(m.outcome),
              as_of_ms, basis);
    save.run();
    // Only of tags does silence mean "none"; and not under a new basis, which may see less, nor of
    // what could not be listed: a grant that is lost hides the tags as well.
    if (facet.facet != wire::Facet::tags || !same_basis || !last_listing_proved(world_, container))
        return;
    Walk walk(world_.objects, container, "");
    while (const auto child = walk.next()) {
        if (child->presence != store::Presence::present) {
            walk.skip_below(); // what nobody can see may have tags
            continue;
        }
        if (!last_listing_proved(world_, child->oid)) walk.skip_below();
        if (facet.named.contains(child->oid)) continue;
        ObjectRow row = *world_.objects.read(child->oid);
        Object object;
        decode_object(row.stable, row.moving, object);
        if (!object.tags || object.tags->empty()) continue;
        Object none;
        none.tags.emplace();
        apply_part(world_, cause(now_ms), row, world_.objects.path_of(row.oid),
                   inherited_from(world_, row.oid).active, none);
    }
}

} // namespace objsync::sync
