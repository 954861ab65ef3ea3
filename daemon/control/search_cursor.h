// Where a page of a search ended, as text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/store/search_candidates.h"

namespace objsync::control {

struct SearchCursor {
    int64_t top = 0; // of the place that is being looked at; those with smaller oids are done
    std::optional<store::query::SearchPosition> after; // none: from its beginning
};

[[nodiscard]] std::string search_cursor_text(const SearchCursor& cursor);
[[nodiscard]] SearchCursor parse_search_cursor(const std::string& text); // throws Refused

} // namespace objsync::control
