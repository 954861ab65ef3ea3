// What a job keeps of the time before it, to go back to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/store/rows.h"

namespace objsync::sync {

struct Before {
    store::Own own = store::Own::inherit;
    store::Origin origin = store::Origin::discovery;
    // The oid that the next new object got: what is found while the job runs was found after the
    // setting, and keeps what discovery gives it.
    int64_t next_oid = 0;
    store::ActivateNew activate_new = store::ActivateNew::inherit;
    std::optional<store::ActivateNew> set_activate_new; // with the same request
};

// Numbers with spaces between. Jobs of older stores have the first three only.
[[nodiscard]] std::string encode_before(const Before& before);
// Throws Error{corrupt}.
[[nodiscard]] Before decode_before(std::string_view text);

} // namespace objsync::sync
