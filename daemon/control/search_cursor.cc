#include "daemon/control/search_cursor.h"

#include <charconv>

#include "core/base/error.h"
#include "core/model/path.h"
#include "daemon/control/http.h"
#include "daemon/control/refusals.h"

namespace objsync::control {

namespace {

using store::query::SearchOrder;
using store::query::SearchPosition;

[[noreturn]] void unknown() {
    throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                  "\"cursor\" is none that an answer to this search gave");
}

// Takes the part up to the next "/" off the text.
std::string_view part(std::string_view& text) {
    const size_t slash = text.find('/');
    const std::string_view first = text.substr(0, slash);
    text.remove_prefix(slash == std::string_view::npos ? text.size() : slash + 1);
    return first;
}

int64_t number(std::string_view text) {
    int64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || stop != text.data() + text.size()) unknown();
    return value;
}

} // namespace

// "order/top/oid/at/value": what the order has no use for is 0, or empty.
std::string search_cursor_text(const SearchCursor& cursor) {
    const SearchPosition after = cursor.after.value_or(SearchPosition{});
    return std::string(1, static_cast<char>(after.order)) + "/" + std::to_string(cursor.top) + "/" +
           std::to_string(after.oid) + "/" + std::to_string(after.at) + "/" +
           encode_name(after.value);
}

SearchCursor parse_search_cursor(const std::string& cursor) {
    std::string_view text = cursor;
    const std::string_view order = part(text);
    if (order != "o" && order != "t" && order != "c" && order != "r") unknown();
    SearchCursor parsed;
    SearchPosition after;
    after.order = static_cast<SearchOrder>(order.front());
    parsed.top = number(part(text));
    after.oid = number(part(text));
    after.at = number(part(text));
    try {
        after.value = decode_name(part(text));
    } catch (const Error&) {
        unknown();
    }
    if (!text.empty()) unknown();
    parsed.after = after;
    return parsed;
}

} // namespace objsync::control
