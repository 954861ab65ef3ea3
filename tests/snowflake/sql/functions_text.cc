// Functions of text.
#include <algorithm>
#include <map>

#include "core/base/utf8.h"
#include "tests/snowflake/sql/cast.h"
#include "tests/snowflake/sql/functions.h"

namespace fake_snowflake::sql {

namespace {

// The byte at which character number `n` begins.
size_t offset(std::string_view text, int64_t n) {
    size_t at = 0;
    while (n > 0 && at < text.size()) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
            ++at;
        --n;
    }
    return at;
}

Value upper_text(const std::vector<Value>& values, Frame& frame) {
    return of(frame.scratch->keep(upper(values[0].text)));
}

Value lower_text(const std::vector<Value>& values, Frame& frame) {
    std::string result(values[0].text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return of(frame.scratch->keep(result));
}

Value length(const std::vector<Value>& values, Frame& /*frame*/) {
    return of(static_cast<int64_t>(objsync::utf8_length(values[0].text)));
}

Value octet_length(const std::vector<Value>& values, Frame& /*frame*/) {
    return of(static_cast<int64_t>(values[0].text.size()));
}

Value part(std::string_view text, int64_t from, int64_t count) {
    const size_t begin = offset(text, from);
    text.remove_prefix(begin);
    return of(text.substr(0, offset(text, std::max<int64_t>(count, 0))));
}

Value substr(const std::vector<Value>& values, Frame& /*frame*/) {
    const std::string_view text = values[0].text;
    int64_t from = values[1].integer;
    if (from > 0) --from; // 0 and 1 are both the first
    if (from < 0)
        from = std::max<int64_t>(0, from + static_cast<int64_t>(objsync::utf8_length(text)));
    return part(text, from, values.size() > 2 ? values[2].integer : INT64_MAX);
}

Value left(const std::vector<Value>& values, Frame& /*frame*/) {
    return part(values[0].text, 0, values[1].integer);
}

Value right(const std::vector<Value>& values, Frame& /*frame*/) {
    const auto size = static_cast<int64_t>(objsync::utf8_length(values[0].text));
    return part(values[0].text, std::max<int64_t>(0, size - values[1].integer), INT64_MAX);
}

std::string_view without_blanks(std::string_view text, bool front, bool back) {
    while (front && !text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (back && !text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

Value trim(const std::vector<Value>& values, Frame& /*frame*/) {
    return of(without_blanks(values[0].text, true, true));
}

Value ltrim(const std::vector<Value>& values, Frame& /*frame*/) {
    return of(without_blanks(values[0].text, true, false));
}

Value rtrim(const std::vector<Value>& values, Frame& /*frame*/) {
    return of(without_blanks(values[0].text, false, true));
}

Value concat(const std::vector<Value>& values, Frame& frame) {
    std::string result;
    for (const Value& value : values)
        result += value.text;
    return of(frame.scratch->keep(result));
}

Value replace(const std::vector<Value>& values, Frame& frame) {
    const std::string_view what = values[1].text;
    const std::string_view with = values.size() > 2 ? values[2].text : std::string_view();
    if (what.empty()) return values[0];
    std::string result(values[0].text);
    for (size_t at = 0; (at = result.find(what, at)) != std::string::npos; at += with.size())
        result.replace(at, what.size(), with);
    return of(frame.scratch->keep(result));
}

Value starts_with(const std::vector<Value>& values, Frame& /*frame*/) {
    return of_bool(values[0].text.starts_with(values[1].text));
}

Value ends_with(const std::vector<Value>& values, Frame& /*frame*/) {
    return of_bool(values[0].text.ends_with(values[1].text));
}

Value contains(const std::vector<Value>& values, Frame& /*frame*/) {
    return of_bool(values[0].text.find(values[1].text) != std::string_view::npos);
}

Value to_number(const std::vector<Value>& values, Frame& frame) {
    return cast(values[0], {Type::integer}, frame);
}

} // namespace

const Function* text_function(const std::string& name) {
    constexpr Type kText = Type::text;
    constexpr Type kInteger = Type::integer;
    static const std::map<std::string, Function> kFunctions = {
        {"UPPER", {1, 1, {kText}, kText, upper_text}},
        {"LOWER", {1, 1, {kText}, kText, lower_text}},
        {"LENGTH", {1, 1, {kText}, kInteger, length}},
        {"LEN", {1, 1, {kText}, kInteger, length}},
        {"OCTET_LENGTH", {1, 1, {kText}, kInteger, octet_length}},
        {"SUBSTR", {2, 3, {kText, kInteger}, kText, substr}},
        {"SUBSTRING", {2, 3, {kText, kInteger}, kText, substr}},
        {"LEFT", {2, 2, {kText, kInteger}, kText, left}},
        {"RIGHT", {2, 2, {kText, kInteger}, kText, right}},
        {"TRIM", {1, 1, {kText}, kText, trim}},
        {"LTRIM", {1, 1, {kText}, kText, ltrim}},
        {"RTRIM", {1, 1, {kText}, kText, rtrim}},
        {"CONCAT", {1, 64, {kText}, kText, concat}},
        {"REPLACE", {2, 3, {kText}, kText, replace}},
        {"STARTSWITH", {2, 2, {kText}, Type::boolean, starts_with}},
        {"ENDSWITH", {2, 2, {kText}, Type::boolean, ends_with}},
        {"CONTAINS", {2, 2, {kText}, Type::boolean, contains}},
        {"TO_NUMBER", {1, 1, {Type::null}, kInteger, to_number}},
        {"TO_DECIMAL", {1, 1, {Type::null}, kInteger, to_number}},
        {"TO_NUMERIC", {1, 1, {Type::null}, kInteger, to_number}}};
    const auto it = kFunctions.find(name);
    return it == kFunctions.end() ? nullptr : &it->second;
}

} // namespace fake_snowflake::sql
