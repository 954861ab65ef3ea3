// Who asks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace objsync::control {

struct Caller {
    std::string principal;               // as the audit log names it; empty: nobody known
    std::vector<std::string> principals; // under which objects may be owned: its own and its groups
    std::string via;                     // "uid 1000", "token 3"
    int64_t token = 0;                   // its id; 0: none
    bool governor = false;               // GOVERNANCE
    bool may_create = false;             // CREATE_DATA_SOURCE

    bool operator==(const Caller&) const = default;
    [[nodiscard]] bool known() const noexcept { return !principal.empty(); }
    // See config::Voucher.
    [[nodiscard]] std::vector<std::string> vouchers() const {
        return governor ? std::vector<std::string>() : principals;
    }
};

// What a caller is at one place.
struct Rights {
    bool own = false;   // data owner there or above; an admin counts as one
    bool admin = false; // infrastructure admin there or above
};

} // namespace objsync::control
