// Versions of subtrees: a number per container that moves with every change of presence, parent or
// settings anywhere below it. It costs a look at a set for each change and one small row for each
// container above, once a transaction. One thread; inside the caller's transaction.
#pragma once

#include <cstdint>
#include <unordered_set>

#include "core/store/sqlite.h"

namespace objsync::store {

class Subtrees {
public:
    explicit Subtrees(Database& db);

    // Something changed right below this container. `parent_of` gives 0 above a root. Who moves an
    // object touches the old and the new parent.
    template <typename ParentOf>
    void touch(int64_t container, const ParentOf& parent_of) {
        while (container != 0 && touched_.insert(container).second)
            container = parent_of(container);
    }
    // Writes what was touched, under one new number.
    void before_commit();
    void rolled_back() { touched_.clear(); }

private:
    Database& db_;
    Statement save_;
    std::unordered_set<int64_t> touched_; // and with each all that is above it
    int64_t next_ = 0;                    // 0: not read yet
};

// Of the last time that it was written; 0: never touched.
[[nodiscard]] int64_t subtree_version(Database& db, int64_t oid);

} // namespace objsync::store
