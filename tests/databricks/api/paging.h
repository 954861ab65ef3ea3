// One page of a listing, and the opaque token of the next.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/databricks/api/behaviour.h"

namespace fake_databricks {

// The name that follows another one, in the order of names; "" asks for the first.
using NameAfter = std::function<std::optional<std::string>(const std::string& name)>;

struct PageQuery {
    std::optional<int64_t> max_results;
    std::string token;
    std::string listing; // endpoint and container: a token is good for its own listing only
    int64_t most = 1000; // items of a page, by the server
    bool open_server = false;
};

struct PageOfNames {
    std::vector<std::string> names;
    std::string next_token; // empty: the last page
};

// Throws Refusal: a negative max_results, a token that is none, UC-PGRQD.
[[nodiscard]] PageOfNames page_of(const NameAfter& after, const PageQuery& query,
                                  const Behaviour& behaviour);

// Names of a std::map.
template <typename Map>
[[nodiscard]] NameAfter names_of(const Map& map) {
    return [&map](const std::string& name) -> std::optional<std::string> {
        const auto it = map.upper_bound(name);
        return it == map.end() ? std::nullopt : std::optional(it->first);
    };
}

} // namespace fake_databricks
