#include "tests/snowflake/driver/parameters.h"

#include <charconv>
#include <cstdint>
#include <cstring>

#include "tests/snowflake/driver/text.h"

namespace fake_snowflake::driver {

namespace {

template <typename Number>
std::string number_text(const void* data) {
    Number value;
    std::memcpy(&value, data, sizeof(value));
    char out[64];
    return {out, std::to_chars(out, out + sizeof(out), value).ptr};
}

// A text that ends where the indicator says, or else at its terminator.
template <typename Unit>
std::basic_string_view<Unit> text_of(const ParameterBinding& binding) {
    const auto* text = static_cast<const Unit*>(binding.data);
    const SQLLEN given = binding.indicator != nullptr ? *binding.indicator : SQL_NTS;
    if (given == SQL_NTS) return text;
    if (given < 0) throw own_error("HY090", 10090, "Invalid string or buffer length.");
    return {text, static_cast<size_t>(given) / sizeof(Unit)};
}

std::string value_text(const ParameterBinding& binding, bool utf8) {
    switch (binding.c_type) {
        case SQL_C_CHAR:
        case SQL_C_DEFAULT: {
            const std::string_view text = text_of<char>(binding);
            return utf8 ? std::string(text) : to_ascii(text);
        }
        case SQL_C_WCHAR:
            return to_utf8(text_of<char16_t>(binding));
        case SQL_C_BIT:
        case SQL_C_UTINYINT:
            return number_text<uint8_t>(binding.data);
        case SQL_C_TINYINT:
        case SQL_C_STINYINT:
            return number_text<int8_t>(binding.data);
        case SQL_C_SHORT:
        case SQL_C_SSHORT:
            return number_text<int16_t>(binding.data);
        case SQL_C_USHORT:
            return number_text<uint16_t>(binding.data);
        case SQL_C_LONG:
        case SQL_C_SLONG:
            return number_text<int32_t>(binding.data);
        case SQL_C_ULONG:
            return number_text<uint32_t>(binding.data);
        case SQL_C_SBIGINT:
            return number_text<int64_t>(binding.data);
        case SQL_C_UBIGINT:
            return number_text<uint64_t>(binding.data);
        case SQL_C_FLOAT:
            return number_text<float>(binding.data);
        case SQL_C_DOUBLE:
            return number_text<double>(binding.data);
        default:
            throw own_error("HYC00", 11470, "Optional feature not implemented.");
    }
}

} // namespace

std::vector<Parameter> parameter_values(const std::vector<ParameterBinding>& parameters,
                                        bool utf8) {
    std::vector<Parameter> out;
    for (const ParameterBinding& binding : parameters) {
        if (!binding.bound) throw own_error("07002", 11010, "COUNT field incorrect.");
        if (binding.indicator != nullptr && *binding.indicator == SQL_NULL_DATA) {
            out.emplace_back();
        } else {
            out.emplace_back(value_text(binding, utf8));
        }
    }
    return out;
}

size_t count_markers(std::string_view sql) {
    size_t count = 0;
    for (size_t at = 0; at < sql.size(); ++at) {
        const auto skip = [&](std::string_view end, size_t from) {
            const size_t found = sql.find(end, from);
            at = found == std::string_view::npos ? sql.size() : found + end.size() - 1;
        };
        const std::string_view rest = sql.substr(at);
        if (rest[0] == '\'' || rest[0] == '"') {
            // A backslash hides the next character of a string.
            const char quote = rest[0];
            for (++at; at < sql.size() && sql[at] != quote; ++at)
                if (quote == '\'' && sql[at] == '\\') ++at;
        } else if (rest.starts_with("--") || rest.starts_with("//")) {
            skip("\n", at);
        } else if (rest.starts_with("/*")) {
            skip("*/", at + 2);
        } else if (rest[0] == '?') {
            ++count;
        }
    }
    return count;
}

} // namespace fake_snowflake::driver
