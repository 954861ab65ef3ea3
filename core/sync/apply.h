// Applying what a run decided: in steps, each inside the caller's transaction, resumable after a
// kill because what is left to do stands in the store.
#pragma once

#include <cstdint>
#include <functional>

#include "core/sync/decide.h"
#include "core/sync/world.h"

namespace objsync::sync {

// Whether a crawl that is under way has seen the object: then it is not removed.
using SeenNow = std::function<bool(int64_t oid)>;

class Applier {
public:
    Applier(World& world, int64_t conn, int64_t run, int64_t now_ms, SeenNow seen_now);
    // Works until about `budget` rows were written; false when nothing is left of the run's
    // decisions. A step that must not be seen half done goes over the budget.
    bool work(int64_t budget);

private:
    struct Decision {
        int64_t step = 0, oid = 0, parent = 0;
        Action action = Action::remove;
        Reason reason = Reason::none;
        std::string ns, name;
    };

    [[nodiscard]] bool load();
    void done();
    void rename();
    void make_room();
    void tell_rename();
    void replace();
    void hold();
    void remove();
    bool remove_one(int64_t oid, const Path& path, Reason reason);
    [[nodiscard]] bool parked_body(std::string& stable, std::string& moving, int64_t& flags);

    World& world_;
    store::ConnectionRow& conn_;
    int64_t run_;
    int64_t now_ms_;
    SeenNow seen_now_;
    Decision d_;
    int64_t left_ = 0;
    // Renamed rows that wait under a made-up key for their own turn: where they come from.
    std::map<int64_t, Path> aside_;
};

// Removes `oid` and all below it, children first, until `left` is used up. True when it is gone.
// Objects that `seen_now` knows stay, and so does what holds them.
bool remove_subtree(World& world, Cause cause, int64_t oid, Reason reason, int64_t& left,
                    const SeenNow& seen_now);

}  // namespace objsync::sync
