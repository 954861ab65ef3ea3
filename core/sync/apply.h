// Applying what a run decided: in steps, each inside the caller's transaction, resumable after a
// kill because what is left to do stands in the store.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/sync/decide.h"
#include "core/sync/world.h"

namespace objsync::sync {

// Whether a crawl that is under way has seen the object, not only in a listing that began before
// `since_ms`: then it is not removed.
using SeenNow = std::function<bool(int64_t oid, int64_t since_ms)>;

class Applier {
public:
    Applier(World& world, int64_t conn, int64_t run, int64_t now_ms, SeenNow seen_now);
    // Works until about `budget` rows were written; false when nothing is left of the run's
    // decisions. A ring of renames must not be seen half done, and goes over the budget.
    bool work(int64_t budget);

private:
    struct Decision {
        int64_t step = 0, oid = 0, parent = 0;
        Action action = Action::remove;
        Reason reason = Reason::none;
        std::string ns, name;
    };

    [[nodiscard]] bool load();
    [[nodiscard]] bool load_rename_of(int64_t oid, Decision& d);
    static void read(const store::Statement& row, Decision& d);
    void done(int64_t step);
    void replace();
    void hold();
    void remove();
    [[nodiscard]] bool parked_body(const Decision& d, std::string& stable, std::string& moving,
                                   int64_t& flags);
    // Whether what was concluded of the object may still hold: it stands where it did, and what was
    // listed there is not it.
    [[nodiscard]] bool still_true(const std::optional<store::ObjectRow>& row);
    // Whether the object stands where this was listed, and by its id may be what was listed.
    [[nodiscard]] bool may_be(const store::ObjectRow& row, const Decision& d);
    void make_present(store::ObjectRow& row, const Path& path, bool active);
    // apply_rename.cc
    void rename();
    [[nodiscard]] std::vector<Decision> chain();
    [[nodiscard]] bool stands_below_itself(const std::vector<Decision>& chain, const Decision& d);
    void tell_moved(const Decision& d, const Path& old_path);
    void tell_rename();

    World& world_;
    store::ConnectionRow& conn_;
    int64_t run_;
    int64_t now_ms_;
    SeenNow seen_now_;
    Decision d_;
    int64_t left_ = 0;
};

} // namespace objsync::sync
