// A walk over a subtree that can be left at any point and taken up again, after a restart too:
// parents before children, siblings in key order. Rows may change while it is away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/objects.h"

namespace objsync::sync {

class Walk {
public:
    // `cursor`: empty, or what `cursor()` gave. Throws Error{corrupt}.
    Walk(store::Objects& objects, int64_t top, std::string_view cursor);

    // The next live object below `top` (not `top` itself); nullopt at the end.
    [[nodiscard]] std::optional<store::ChildHead> next();
    // Passes over what is below the object that next() gave last.
    void skip_below();
    [[nodiscard]] std::string cursor() const;
    // Parent of the object that next() gave last.
    [[nodiscard]] int64_t parent() const { return last_parent_; }

private:
    struct Level {
        int64_t oid = 0;      // whose children are walked
        std::string ns, name; // the last child that was given
        std::vector<store::ChildHead> page;
        size_t at = 0;
    };

    store::Objects& objects_;
    std::vector<Level> levels_;
    bool descend_ = false; // into the last child given
    int64_t last_ = 0, last_parent_ = 0;
};

} // namespace objsync::sync
