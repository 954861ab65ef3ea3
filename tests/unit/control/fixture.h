// A store with one of everything, and a stand-in for the app, for tests of the control API.
#pragma once

#include <memory>
#include <string>

#include "core/store/query.h"
#include "core/store/rows.h"
#include "core/store/sqlite.h"

namespace objsync::test {

inline constexpr int64_t kNow = 1'790'000'000'000; // 2026-09-21T14:13:20Z

struct NewObject {
    int64_t oid = 0, conn = 1, parent = 0;
    Segment segment;
    std::string kind;
    int64_t flags = 0;
    store::Presence presence = store::Presence::present;
    store::Own own = store::Own::inherit;
    store::Origin origin = store::Origin::discovery;
    store::ActivateNew activate_new = store::ActivateNew::inherit;
    bool announced = false;
    int64_t last_event = 0;
};

// Writes rows as the writer would, without its rules.
class StoreMaker {
public:
    explicit StoreMaker(const std::string& file);

    void connection(int64_t id, const std::string& name, int64_t root);
    void object(const NewObject& object);
    // Appends events in one commit; the last becomes the object's newest.
    void event(int64_t conn, int64_t oid, const Path& path, const std::string& type, int count = 1);
    [[nodiscard]] store::Database& db() noexcept { return *db_; }

private:
    void append(int64_t conn, int64_t oid, const Path& path, const std::string& type);

    std::unique_ptr<store::Database> db_;
};

// shop: main (schema) with tables orders (active, columns, two events, the local tag pii=yes),
// customers (held), names that need care; archive (inactive); two tombstones called gone. lake: an
// empty connection. Two runs. Jobs: 1 has activated main, 2 is of the whole shop and has failed, 3
// waits to activate lake.
void fill(StoreMaker& store);

// oids in it
inline constexpr int64_t kShop = 1, kMain = 2, kOrders = 3, kCustomers = 4, kSlash = 5, kBytes = 6,
                         kFunction = 7, kDots = 8, kArchive = 9, kOld = 10, kGone = 11,
                         kGoneToo = 12, kLake = 20;

} // namespace objsync::test
