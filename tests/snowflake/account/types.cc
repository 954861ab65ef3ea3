#include "tests/snowflake/account/types.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <stdexcept>
#include <vector>

namespace fake_snowflake {

namespace {

constexpr int64_t kLongestText = 16777216;
constexpr int64_t kLongestBinary = 8388608;

enum class Family { number, real, text, binary, time, structured, plain };

struct Known {
    std::string_view base;
    Family family;
    std::string_view json;      // as SHOW COLUMNS calls it
    int64_t default_length = 0; // of TEXT
};

const std::map<std::string_view, Known>& known() {
    static const std::map<std::string_view, Known> kKnown = {
        {"NUMBER", {"NUMBER", Family::number, "FIXED"}},
        {"DECIMAL", {"NUMBER", Family::number, "FIXED"}},
        {"NUMERIC", {"NUMBER", Family::number, "FIXED"}},
        {"INT", {"NUMBER", Family::number, "FIXED"}},
        {"INTEGER", {"NUMBER", Family::number, "FIXED"}},
        {"BIGINT", {"NUMBER", Family::number, "FIXED"}},
        {"SMALLINT", {"NUMBER", Family::number, "FIXED"}},
        {"FLOAT", {"FLOAT", Family::real, "REAL"}},
        {"DOUBLE", {"FLOAT", Family::real, "REAL"}},
        {"REAL", {"FLOAT", Family::real, "REAL"}},
        {"VARCHAR", {"TEXT", Family::text, "TEXT", kLongestText}},
        {"STRING", {"TEXT", Family::text, "TEXT", kLongestText}},
        {"TEXT", {"TEXT", Family::text, "TEXT", kLongestText}},
        {"CHAR", {"TEXT", Family::text, "TEXT", 1}},
        {"BINARY", {"BINARY", Family::binary, "BINARY"}},
        {"VARBINARY", {"BINARY", Family::binary, "BINARY"}},
        {"BOOLEAN", {"BOOLEAN", Family::plain, "BOOLEAN"}},
        {"DATE", {"DATE", Family::plain, "DATE"}},
        {"TIME", {"TIME", Family::time, "TIME"}},
        {"DATETIME", {"TIMESTAMP_NTZ", Family::time, "TIMESTAMP_NTZ"}},
        {"TIMESTAMP", {"TIMESTAMP_NTZ", Family::time, "TIMESTAMP_NTZ"}},
        {"TIMESTAMP_NTZ", {"TIMESTAMP_NTZ", Family::time, "TIMESTAMP_NTZ"}},
        {"TIMESTAMP_LTZ", {"TIMESTAMP_LTZ", Family::time, "TIMESTAMP_LTZ"}},
        {"TIMESTAMP_TZ", {"TIMESTAMP_TZ", Family::time, "TIMESTAMP_TZ"}},
        {"VARIANT", {"VARIANT", Family::plain, "VARIANT"}},
        {"OBJECT", {"OBJECT", Family::structured, "OBJECT"}},
        {"ARRAY", {"ARRAY", Family::structured, "ARRAY"}},
        {"MAP", {"MAP", Family::structured, "MAP"}},
        {"VECTOR", {"VECTOR", Family::structured, "VECTOR"}},
        {"GEOGRAPHY", {"GEOGRAPHY", Family::plain, "GEOGRAPHY"}},
        {"GEOMETRY", {"GEOMETRY", Family::plain, "GEOMETRY"}},
        {"FILE", {"FILE", Family::plain, "FILE"}},
    };
    return kKnown;
}

const Known& find(std::string_view name) {
    const auto it = known().find(name);
    if (it == known().end())
        throw std::invalid_argument("no data type of Snowflake's: " + std::string(name));
    return it->second;
}

std::vector<int64_t> numbers(std::string_view inner) {
    std::vector<int64_t> result;
    while (!inner.empty()) {
        inner.remove_prefix(std::min(inner.find_first_not_of(' '), inner.size()));
        int64_t n = 0;
        const auto [end, error] = std::from_chars(inner.data(), inner.data() + inner.size(), n);
        if (error != std::errc()) throw std::invalid_argument("not a size of a data type");
        result.push_back(n);
        inner.remove_prefix(static_cast<size_t>(end - inner.data()));
        const size_t comma = inner.find_first_not_of(' ');
        if (comma == std::string_view::npos) break;
        if (inner[comma] != ',') throw std::invalid_argument("not a list of sizes");
        inner.remove_prefix(comma + 1);
    }
    return result;
}

} // namespace

DataType parse_type(std::string_view text) {
    const size_t open = text.find('(');
    std::string name(text.substr(0, open));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const Known& type = find(name);
    std::string_view inner;
    if (open != std::string_view::npos) {
        if (text.back() != ')') throw std::invalid_argument("no ) in " + std::string(text));
        inner = text.substr(open + 1, text.size() - open - 2);
    }

    DataType result{std::string(type.base), {}, {}, {}, {}};
    const std::vector<int64_t> sizes =
        type.family == Family::structured ? std::vector<int64_t>{} : numbers(inner);
    const auto size = [&](size_t n, int64_t otherwise) {
        return n < sizes.size() ? sizes[n] : otherwise;
    };
    switch (type.family) {
        case Family::number:
            result.precision = size(0, 38);
            result.scale = size(1, 0);
            break;
        case Family::text:
            result.length = size(0, type.default_length);
            break;
        case Family::binary:
            result.length = size(0, kLongestBinary);
            break;
        case Family::time:
            result.scale = size(0, 9);
            break;
        case Family::structured:
            result.inner = inner;
            break;
        case Family::real:
        case Family::plain:
            break;
    }
    return result;
}

std::string DataType::full() const {
    const std::string name = base == "TEXT" ? "VARCHAR" : base;
    if (precision) {
        return name + "(" + std::to_string(*precision) + "," + std::to_string(scale.value_or(0)) +
               ")";
    }
    if (length) return name + "(" + std::to_string(*length) + ")";
    if (scale) return name + "(" + std::to_string(*scale) + ")";
    return inner.empty() ? name : name + "(" + inner + ")";
}

std::string DataType::json(bool nullable, const std::optional<std::string>& collation) const {
    const Known& type = find(base);
    std::string result = "{\"type\":\"" + std::string(type.json) + "\"";
    if (precision) {
        result += ",\"precision\":" + std::to_string(*precision) +
                  ",\"scale\":" + std::to_string(scale.value_or(0));
    } else if (scale) {
        result += ",\"precision\":0,\"scale\":" + std::to_string(*scale);
    }
    if (length) {
        result += ",\"length\":" + std::to_string(*length) +
                  ",\"byteLength\":" + std::to_string(octets().value_or(*length));
    }
    result += std::string(",\"nullable\":") + (nullable ? "true" : "false");
    if (length) result += ",\"fixed\":false";
    if (collation) result += ",\"collation\":\"" + *collation + "\"";
    return result + "}";
}

std::optional<int64_t> DataType::characters() const {
    return base == "TEXT" ? length : std::nullopt;
}

std::optional<int64_t> DataType::octets() const {
    if (base == "TEXT" && length) return std::min(*length * 4, kLongestText);
    return base == "BINARY" ? length : std::nullopt;
}

bool DataType::is_time() const {
    return base == "DATE" || find(base).family == Family::time;
}

} // namespace fake_snowflake
