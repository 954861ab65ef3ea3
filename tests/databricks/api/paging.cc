#include "tests/databricks/api/paging.h"

#include <algorithm>
#include <atomic>
#include <charconv>

#include "tests/databricks/api/refusal.h"

namespace fake_databricks {

namespace {

// Where a page begins.
struct Position {
    uint64_t seed = 0; // of the order
    int64_t pages = 0; // before it
    int64_t offset = 0;
    std::string after; // the last name before it
};

constexpr char kHex[] = "0123456789abcdef";

std::string hex_of(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
    return out;
}

std::string text_of_hex(std::string_view hex) {
    std::string escaped;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        escaped += '%' + std::string(hex.substr(i, 2));
    return unescape(escaped, false);
}

std::string seal(const std::string& payload, const std::string& listing) {
    return std::to_string(std::hash<std::string>()("sealed " + listing + "\n" + payload));
}

std::string to_token(const Position& at, const std::string& listing) {
    const std::string payload = std::to_string(at.seed) + "," + std::to_string(at.pages) + "," +
                                std::to_string(at.offset) + "," + at.after;
    // '+', '/' and '=' stand in the platform's tokens: clients have to escape them.
    return hex_of(payload) + "+/" + seal(payload, listing) + "==";
}

Position to_position(const std::string& token, const std::string& listing) {
    const size_t slash = token.find("+/");
    const std::string payload = text_of_hex(token.substr(0, slash));
    if (slash == std::string::npos || token.substr(slash + 2) != seal(payload, listing) + "==")
        throw invalid("Invalid page token: '" + token + "'");
    Position at;
    const char* from = payload.data();
    const char* end = from + payload.size();
    from = std::from_chars(from, end, at.seed).ptr + 1;
    from = std::from_chars(from, end, at.pages).ptr + 1;
    from = std::from_chars(from, end, at.offset).ptr + 1;
    at.after.assign(from, end);
    return at;
}

uint64_t next_seed() {
    static std::atomic<uint64_t> seed{1};
    return seed++;
}

// The names in an order of its own, after the given one.
NameAfter shuffled(const NameAfter& after, uint64_t seed) {
    const auto key = [seed](const std::string& name) {
        return std::pair(std::hash<std::string>()(std::to_string(seed) + name), name);
    };
    std::vector<std::pair<size_t, std::string>> all;
    for (auto name = after(""); name; name = after(*name))
        all.push_back(key(*name));
    std::sort(all.begin(), all.end());
    return [all = std::move(all), key](const std::string& name) -> std::optional<std::string> {
        const auto it =
            name.empty() ? all.begin() : std::upper_bound(all.begin(), all.end(), key(name));
        return it == all.end() ? std::nullopt : std::optional(it->second);
    };
}

PageOfNames all_of(const NameAfter& after, int64_t most, const char* how) {
    PageOfNames out;
    for (auto name = after(""); name; name = after(*name)) {
        out.names.push_back(*name);
        if (static_cast<int64_t>(out.names.size()) > most) {
            throw invalid(
                std::string("The result set is too large to return in a single response") + how +
                ". Please use the paginated version of this API. Error code "
                "#UC-PGRQD.");
        }
    }
    return out;
}

PageOfNames first_of(const NameAfter& after, int64_t most) {
    PageOfNames out;
    for (auto name = after(""); name && static_cast<int64_t>(out.names.size()) < most;
         name = after(*name))
        out.names.push_back(*name);
    return out;
}

} // namespace

PageOfNames page_of(const NameAfter& by_name, const PageQuery& query, const Behaviour& behaviour) {
    if (!query.max_results && query.token.empty()) {
        // Old open servers cut what nobody pages, and tell nothing.
        // https://github.com/unitycatalog/unitycatalog/issues/1790
        if (query.open_server) return first_of(by_name, query.most);
        return all_of(by_name, behaviour.unpaged_most, "");
    }
    const int64_t asked = query.max_results.value_or(0);
    if (asked < 0) throw invalid("max_results must be greater than or equal to 0");
    if (asked == 0 && behaviour.refuse_chosen_size && query.token.empty())
        return all_of(by_name, behaviour.unpaged_most, " (max_results=0)");

    Position at;
    if (behaviour.order == Order::shuffled) at.seed = next_seed();
    if (!query.token.empty()) at = to_position(query.token, query.listing);
    const NameAfter after = at.seed == 0 ? by_name : shuffled(by_name, at.seed);
    const int64_t size = asked == 0 ? query.most : std::min(asked, query.most);
    ++at.pages;
    PageOfNames out;
    const bool empty = behaviour.empty_page_every > 0 && at.pages % behaviour.empty_page_every == 0;
    std::string last = behaviour.paging == Paging::by_key ? at.after : std::string();
    auto name = after(last);
    for (int64_t i = 0; behaviour.paging == Paging::by_offset && name && i < at.offset; ++i)
        name = after(last = *name);
    for (; name && !empty && static_cast<int64_t>(out.names.size()) < size; name = after(last)) {
        out.names.push_back(*name);
        last = *name;
        ++at.offset;
    }
    at.after = last;
    if (name) out.next_token = to_token(at, query.listing);
    return out;
}

} // namespace fake_databricks
