// How a listing ends, whether of a scope or of a facet.
#pragma once

#include <objsync/plugin.h>

#include <cstdint>
#include <string>

#include "plugins/sdk/error.hpp"
#include "plugins/sdk/text.hpp"

namespace objsync::sdk {

// Under which view something is listed.
struct Basis {
    std::string text; // method, role, workspace: another text proves no absence at first
    bool filtered_by_permission = true; // a lost grant looks like a drop
};

// What every end carries. Points into `basis` and `error`.
[[nodiscard]] inline objsync_end make_end(uint32_t outcome, const Basis& basis) noexcept {
    objsync_end end{};
    end.size = sizeof(end);
    end.outcome = outcome;
    end.basis = str(basis.text);
    end.filtered_by_permission = basis.filtered_by_permission ? 1 : 0;
    end.as_of_ms = OBJSYNC_NO_TIME;
    end.error.size = sizeof(end.error);
    return end;
}

[[nodiscard]] inline objsync_end make_end(uint32_t outcome, const Basis& basis,
                                          const Error& error) noexcept {
    objsync_end end = make_end(outcome, basis);
    end.error = error.c();
    return end;
}

// How it ends when the author did not say; for destructors.
[[nodiscard]] inline objsync_end make_forgotten_end(const Basis& basis, bool thrown) noexcept {
    objsync_end end = make_end(OBJSYNC_SCOPE_FAILED, basis);
    end.error.error_class = OBJSYNC_BUG;
    end.error.text = str(thrown ? "an exception left the listing before its end"
                                : "the plugin left the listing without saying how it ended");
    return end;
}

[[nodiscard]] inline uint32_t outcome_of(const Error& error) noexcept {
    return error.error_class() == ErrorClass::denied ? OBJSYNC_DENIED : OBJSYNC_SCOPE_FAILED;
}

} // namespace objsync::sdk
