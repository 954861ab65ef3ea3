// The end of a run: what is missing is decided, in this order: seen elsewhere in this run;
// renamed; held by the guard; removed. One transaction; applying it is apply.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/sync/run.h"

namespace objsync::sync {

// What stands in the table `decision`.
enum class Action : uint8_t {
    rename = 1,  // to (parent, ns, name)
    tell_rename, // of what is below; (name) holds the old path and how far the walk is
    replace,     // what was listed at (parent, ns, name): the object there, or a new one. With an
                 // oid: that object's name is now another's
    hold,        // the row in `held` says why
    remove,      // with all below. Both only while it still stands at (parent, ns, name)
};

// How many sources there are at and below an object; counting stops at `enough`. Held ones, and
// what is below them, count only where `held_too`.
[[nodiscard]] int64_t count_sources(World& world, int64_t oid, int64_t enough,
                                    bool held_too = false);

// Drops from `missing` and `parked` what is not to be concluded, and writes the decisions.
// `others`: the other live runs of the connection, whose sightings count.
class Decider {
public:
    Decider(World& world, Run& run, const std::vector<const Run*>& others, int64_t now_ms);
    void decide();

private:
    struct Missing {
        int64_t oid = 0;
        store::Cause cause = store::Cause::vanished;
        bool new_basis = false;
        bool by_platform = false;
    };
    struct Parked {
        int64_t oid = 0, parent = 0, flags = 0;
        std::string ns, name, stable, moving;
        [[nodiscard]] Segment segment() const { return {name, ns}; }
    };

    [[nodiscard]] std::vector<Missing> load_missing();
    [[nodiscard]] bool stands(const Missing& m);
    void forget_missing(int64_t oid);
    // decide_names.cc
    void decide_parked();
    void warn_of_shared_ids(); // that the quick way of a first crawl did not look for
    [[nodiscard]] bool moves(const store::ObjectRow& row);
    [[nodiscard]] bool old_name_is_free(const store::ObjectRow& row);
    [[nodiscard]] bool name_taken_by_parked(const store::ObjectRow& row);
    void settle_moves();
    [[nodiscard]] bool cannot_move(const Parked& p);
    [[nodiscard]] std::optional<int64_t> displaced_by(const Parked& p);
    [[nodiscard]] bool chain_displaces(const Parked& p);
    void write_moves();
    void by_name(const Parked& p);
    void count_moved(const Parked& p);
    [[nodiscard]] std::vector<Parked> parked();
    // decide_copies.cc
    void add_copy(const store::ObjectRow& row, const Parked& p);
    void copy_children(int64_t from, int64_t to, const Path& path, Inherited inherited);
    void distrust_below(int64_t container);
    // decide_missing.cc
    void decide_missing();
    [[nodiscard]] bool below_missing(int64_t oid);
    // nullopt: not held yet. Else whether this run confirms it.
    [[nodiscard]] std::optional<bool> confirms_held(const Missing& m);
    void count_losses(const std::vector<Missing>& fresh);
    [[nodiscard]] int64_t guard_of(int64_t oid); // 0: none trips
    [[nodiscard]] bool container_trips(int64_t oid);
    void hold(const Missing& m, int64_t guard);
    void void_markers(int64_t held);
    void remove(int64_t oid, Reason reason);
    [[nodiscard]] Reason reason_of(const Missing& m);
    [[nodiscard]] std::string basis_of(int64_t oid); // under which its scope was listed
    [[nodiscard]] GuardRule rule_of(int64_t container);
    void tell_held();

    void write(Action action, int64_t oid, Reason reason, int64_t parent, std::string_view ns,
               std::string_view name);
    void write_at_place(Action action, int64_t oid, Reason reason);

    World& world_;
    Run& run_;
    const std::vector<const Run*>& others_;
    int64_t now_ms_;
    int64_t step_ = 0;
    store::Statement write_;
    std::map<int64_t, Parked> moves_;  // oid -> where it goes
    OidSet taken_;                     // not renamed, but its id stands elsewhere now
    std::map<int64_t, int64_t> moved_; // container -> sources that renames bring, or take (< 0)
    std::map<int64_t, int64_t> lost_;  // container -> sources that would go
    std::map<int64_t, bool> trips_;
    std::map<int64_t, std::vector<std::string>> held_paths_; // guard -> a sample
    std::map<int64_t, int64_t> held_counts_;
    std::map<int64_t, Missing> missing_;
};

} // namespace objsync::sync
