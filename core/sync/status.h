// The rules of status (design, section 6). Pure.
#pragma once

#include "core/store/rows.h"

namespace objsync::sync {

// What a node hands down: its effective status, and whether new objects below it start active.
struct Inherited {
    bool active = false;
    bool activate_new = false;
    bool operator==(const Inherited&) const = default;
};

// Of a connection's root the parent is {false, false}: a connection starts inactive.
[[nodiscard]] constexpr Inherited effective(store::Own own, store::ActivateNew activate_new,
                                            Inherited parent) {
    Inherited mine = parent;
    if (own != store::Own::inherit) mine.active = own == store::Own::active;
    if (activate_new != store::ActivateNew::inherit)
        mine.activate_new = activate_new == store::ActivateNew::on;
    return mine;
}

// The own status of an object newly found under a parent: wanted is active where activate-new is
// on, else inactive; where that is what it inherits anyway, it inherits.
[[nodiscard]] constexpr store::Own own_of_new(Inherited parent) {
    if (parent.activate_new == parent.active) return store::Own::inherit;
    return parent.activate_new ? store::Own::active : store::Own::inactive;
}

} // namespace objsync::sync
