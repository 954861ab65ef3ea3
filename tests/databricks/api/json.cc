#include "tests/databricks/api/json.h"

namespace fake_databricks {

void Json::append_escaped(std::string_view value) {
    constexpr char kHex[] = "0123456789abcdef";
    out_ += '"';
    size_t plain = 0; // where the part that needs no escape begins
    for (size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && c != '"' && c != '\\') continue;
        out_.append(value, plain, i - plain);
        plain = i + 1;
        out_ += '\\';
        if (byte < 0x20) {
            out_ += "u00";
            out_ += kHex[byte >> 4];
            out_ += kHex[byte & 15];
        } else {
            out_ += c;
        }
    }
    out_.append(value, plain);
    out_ += '"';
}

} // namespace fake_databricks
