#include "tests/snowflake/sql/cast.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "core/base/utf8.h"
#include "tests/snowflake/account/types.h"
#include "tests/snowflake/sql/calendar.h"
#include "tests/snowflake/sql/errors.h"

namespace fake_snowflake::sql {

namespace {

constexpr int64_t kDay = 86'400'000'000'000;
constexpr std::string_view kTimestamp = "YYYY-MM-DD HH24:MI:SS.FF3";

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

std::string real_text(double real) {
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%.15g", real);
    return buffer;
}

std::string to_text(const Value& value, Frame& frame) {
    switch (value.type) {
        case Type::integer:
            return std::to_string(value.integer);
        case Type::real:
            return real_text(value.real);
        case Type::boolean:
            return value.integer != 0 ? "true" : "false";
        case Type::date:
            return format_time(value.integer * kDay, 0, "YYYY-MM-DD");
        case Type::timestamp_ntz:
            return format_time(value.integer, 0, kTimestamp);
        case Type::timestamp_ltz: {
            const int64_t wall = to_wall(value.integer, *frame.zone);
            return format_time(wall, (wall - value.integer) / 1'000'000'000,
                               std::string(kTimestamp) + " TZHTZM");
        }
        case Type::null:
        case Type::text:
        case Type::row:
            break;
    }
    return std::string(value.text);
}

Value text_to_number(const Value& value, Type to) {
    const std::string_view text = trimmed(value.text);
    double real = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), real);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        throw not_numeric(std::string(value.text));
    if (to == Type::real) return of(real);
    int64_t integer = 0;
    const auto whole = std::from_chars(text.data(), text.data() + text.size(), integer);
    if (whole.ec == std::errc() && whole.ptr == text.data() + text.size()) return of(integer);
    return of(static_cast<int64_t>(std::llround(real)));
}

Value text_to_boolean(const Value& value) {
    std::string text(trimmed(value.text));
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* const yes : {"true", "t", "yes", "y", "on", "1"}) {
        if (text == yes) return of_bool(true);
    }
    for (const char* const no : {"false", "f", "no", "n", "off", "0"}) {
        if (text == no) return of_bool(false);
    }
    throw SqlError("22018", 100037,
                   "Boolean value '" + std::string(value.text) + "' is not recognized");
}

Value text_to_time(const Value& value, Type to, Frame& frame) {
    const std::string text(trimmed(value.text));
    const auto read = read_time(text);
    if (!read) throw not_recognized(to == Type::date ? "Date" : "Timestamp", text);
    Value result{.type = to, .is_null = false, .integer = read->wall_ns};
    if (to == Type::date) {
        result.integer /= kDay;
    } else if (to == Type::timestamp_ltz) {
        result.integer = read->offset_s ? read->wall_ns - *read->offset_s * 1'000'000'000
                                        : from_wall(read->wall_ns, *frame.zone);
    }
    return result;
}

Value to_text_value(const Value& value, const Target& to, Frame& frame) {
    const bool already = value.type == Type::text;
    const Value result = already ? value : of(frame.scratch->keep(to_text(value, frame)));
    // Fewer bytes than characters are allowed cannot be too many characters.
    if (static_cast<int64_t>(result.text.size()) > to.length &&
        static_cast<int64_t>(objsync::utf8_length(result.text)) > to.length) {
        throw SqlError("22000", 100078,
                       "String '" + std::string(result.text.substr(0, 50)) +
                           "' is too long and would be truncated");
    }
    return result;
}

class CastNode : public Node {
public:
    CastNode(NodePtr value, const Target& to, bool tries)
        : Node(to.type, to.length), value_(std::move(value)), to_(to), tries_(tries) {}
    Value eval(Frame& frame) const override {
        const Value value = value_->eval(frame);
        if (!tries_) return cast(value, to_, frame);
        try {
            return cast(value, to_, frame);
        } catch (const SqlError&) {
            return null(to_.type);
        }
    }
    [[nodiscard]] std::optional<size_t> column() const override {
        // Text to text leaves it as it is.
        const bool same = value_->type() == Type::text && to_.type == Type::text && !tries_;
        return same ? value_->column() : std::nullopt;
    }
    [[nodiscard]] bool constant() const override { return value_->constant(); }

private:
    NodePtr value_;
    Target to_;
    bool tries_;
};

} // namespace

Target target(const std::string& written) {
    DataType type;
    try {
        type = parse_type(written);
    } catch (const std::invalid_argument&) {
        throw SqlError("42704", 2040,
                       "SQL compilation error:\nUnsupported data type '" + written + "'.");
    }
    if (type.base == "TEXT") return {Type::text, type.length.value_or(16777216)};
    if (type.base == "NUMBER") {
        if (type.scale.value_or(0) != 0) throw not_faked("NUMBER with a scale in expressions");
        return {Type::integer};
    }
    if (type.base == "FLOAT") return {Type::real};
    if (type.base == "BOOLEAN") return {Type::boolean};
    if (type.base == "DATE") return {Type::date};
    if (type.base == "TIMESTAMP_LTZ") return {Type::timestamp_ltz};
    if (type.base == "TIMESTAMP_NTZ") return {Type::timestamp_ntz};
    throw not_faked("casts to " + type.base);
}

Value cast(const Value& value, const Target& to, Frame& frame) {
    if (value.is_null) return null(to.type);
    if (to.type == Type::text) return to_text_value(value, to, frame);
    if (value.type == to.type) return value;
    const bool from_text = value.type == Type::text;
    Value result{.type = to.type, .is_null = false};
    switch (to.type) {
        case Type::integer:
            if (from_text) return text_to_number(value, to.type);
            if (value.type == Type::real) return of(static_cast<int64_t>(std::llround(value.real)));
            if (value.type == Type::boolean) return of(value.integer);
            break;
        case Type::real:
            if (from_text) return text_to_number(value, to.type);
            if (value.type == Type::integer) return of(static_cast<double>(value.integer));
            break;
        case Type::boolean:
            if (from_text) return text_to_boolean(value);
            if (value.type == Type::integer) return of_bool(value.integer != 0);
            break;
        case Type::date:
            if (from_text) return text_to_time(value, to.type, frame);
            result.integer = value.type == Type::timestamp_ltz ? to_wall(value.integer, *frame.zone)
                                                               : value.integer;
            result.integer = (result.integer - (result.integer < 0 ? kDay - 1 : 0)) / kDay;
            return result;
        case Type::timestamp_ltz:
        case Type::timestamp_ntz:
            if (from_text) return text_to_time(value, to.type, frame);
            if (value.type == Type::date) result.integer = value.integer * kDay;
            if (value.type == Type::timestamp_ltz) {
                result.integer = to_wall(value.integer, *frame.zone);
            } else {
                if (value.type == Type::timestamp_ntz) result.integer = value.integer;
                if (to.type == Type::timestamp_ltz)
                    result.integer = from_wall(result.integer, *frame.zone);
            }
            return result;
        case Type::null:
        case Type::text:
        case Type::row:
            break;
    }
    throw SqlError("22023", 1065,
                   "SQL compilation error:\ninvalid type [CAST(" + name(value.type) + " AS " +
                       name(to.type) + ")] for parameter 'TO_" + name(to.type) + "'");
}

NodePtr cast_node(NodePtr value, const Target& to, bool tries) {
    return std::make_unique<CastNode>(std::move(value), to, tries);
}

std::optional<Type> common_type(Type a, Type b) {
    if (a == b || b == Type::null) return a;
    if (a == Type::null) return b;
    if (a == Type::row || b == Type::row) return std::nullopt;
    if (a == Type::text) return b;
    if (b == Type::text) return a;
    const auto is_time = [](Type t) {
        return t == Type::date || t == Type::timestamp_ltz || t == Type::timestamp_ntz;
    };
    if (is_time(a) && is_time(b)) {
        if (a == Type::timestamp_ltz || b == Type::timestamp_ltz) return Type::timestamp_ltz;
        return Type::timestamp_ntz;
    }
    const auto is_number = [](Type t) { return t == Type::integer || t == Type::real; };
    if (is_number(a) && is_number(b)) return Type::real;
    return std::nullopt;
}

} // namespace fake_snowflake::sql
