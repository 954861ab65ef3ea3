// A seeded tree of any size that is computed, not kept: object i of schema s after `rounds` rounds
// of mutations is a function of (seed, s, i, rounds). Memory does not grow with the tree.
#pragma once

#include <objsync/plugin.h>

#include <cstdint>
#include <string>
#include <vector>

namespace objsync::synthetic {

struct Shape {
    int64_t schemas = 10, tables = 100, columns = 10;
    uint64_t seed = 1;
    int64_t rounds = 0; // of mutations, each on top of the one before
    double changed = 0, added = 0, removed = 0, renamed = 0; // shares of the tables, per round
    double tagged = 0; // share of the tables that have the tag pii
    bool ids = true, stamps = true, shuffled = false;
};

class Tree {
public:
    explicit Tree(const Shape& shape);

    [[nodiscard]] std::string schema_name(int64_t schema) const;
    // Slots are places where a table may be: those of the start and those of each round.
    [[nodiscard]] int64_t slots() const { return slots_; }
    // The slot that is listed as number n: a permutation when shuffled.
    [[nodiscard]] int64_t slot_at(int64_t n) const;
    // Fills object() and returns true, or returns false when no table is in the slot (any more).
    bool load(int64_t schema, int64_t slot);
    // Valid until the next load().
    [[nodiscard]] const objsync_object& object() const { return object_; }

private:
    [[nodiscard]] bool hit(double share, uint64_t what, int64_t schema, int64_t slot,
                           int64_t round) const;
    void change(uint64_t bits);

    Shape shape_;
    int64_t added_per_round_, slots_, step_ = 1, shift_ = 0;
    std::vector<std::string> column_names_;
    std::vector<objsync_column> columns_;
    objsync_tag tag_{};
    std::string name_, id_, stamp_, comment_;
    objsync_object object_{};
};

} // namespace objsync::synthetic
