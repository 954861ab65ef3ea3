// The three ways in which a listed object becomes or changes a row, with its events.
#pragma once

#include <optional>
#include <string_view>

#include "core/sync/world.h"

namespace objsync::sync {

// What `fp_listing` holds: of all that was listed, volatile parts too. Never 0.
[[nodiscard]] uint64_t listing_fingerprint(std::string_view stable, std::string_view moving);

// A new row with a new oid and the connection's default tags: `added`, and `activated` where it is
// an active source. Returns the oid.
int64_t add(World& world, Cause cause, int64_t parent, const Path& path, store::Own own,
            Inherited inherited, std::string_view stable, std::string_view moving, int64_t flags);

// The same for an object that is kept under its old name, too: with copies of its settings and
// local tags.
int64_t add_with_settings(World& world, Cause cause, int64_t parent, const Path& path,
                          const store::ObjectRow& like, Inherited inherited,
                          std::string_view stable, std::string_view moving, int64_t flags);

// The tombstone that an object listed at this place is: the newest of this name, else the one that
// had its platform id.
struct Returning {
    int64_t oid = 0;
    bool under_new_name = false;
};
[[nodiscard]] std::optional<Returning> find_returning(World& world, int64_t conn, int64_t parent,
                                                      const Segment& segment,
                                                      std::string_view stable);

// A tombstone that lives again, with its own settings and local tags, at `parent` and the end of
// `path`.
void restore(World& world, Cause cause, int64_t oid, int64_t parent, const Path& path,
             const std::optional<Path>& old_path, Inherited inherited, std::string_view stable,
             std::string_view moving, int64_t flags);

// A live row that was listed: compares, tells what changed, writes only what differs. `replaced`:
// it is another object under the same name, which is told even if nothing else differs.
void apply_listing(World& world, Cause cause, store::ObjectRow& row, const Path& path, bool active,
                   std::string_view stable, std::string_view moving, int64_t flags, bool replaced);

// Merges `listed` into the row's body and tells the changes; for parts that came outside a
// listing. The next listing compares anew.
void apply_part(World& world, Cause cause, store::ObjectRow& row, const Path& path, bool active,
                const Object& listed);

} // namespace objsync::sync
