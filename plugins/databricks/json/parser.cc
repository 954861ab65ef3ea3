#include "plugins/databricks/json/parser.h"

namespace objsync::databricks {

namespace {

constexpr size_t kKeptCapacity = size_t{4} << 20;

// The length of the valid UTF-8 sequence at `i`, or 0.
size_t sequence_at(const std::string& text, size_t i) {
    const auto at = [&](size_t k) -> unsigned {
        return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u;
    };
    const auto follows = [&](size_t k) { return (at(k) & 0xc0) == 0x80; };
    const unsigned c = at(0);
    if (c < 0x80) return 1;
    if (c >= 0xc2 && c <= 0xdf) return follows(1) ? 2 : 0;
    if (c >= 0xe0 && c <= 0xef) {
        if (!follows(1) || !follows(2)) return 0;
        if (c == 0xe0 && at(1) < 0xa0) return 0; // overlong
        if (c == 0xed && at(1) > 0x9f) return 0; // surrogates
        return 3;
    }
    if (c >= 0xf0 && c <= 0xf4) {
        if (!follows(1) || !follows(2) || !follows(3)) return 0;
        if ((c == 0xf0 && at(1) < 0x90) || (c == 0xf4 && at(1) > 0x8f)) return 0;
        return 4;
    }
    return 0;
}

std::string mend(const std::string& text) {
    std::string out;
    out.reserve(text.size() + 64);
    for (size_t i = 0; i < text.size();) {
        const size_t n = sequence_at(text, i);
        if (n == 0) {
            out += "\xEF\xBF\xBD";
            ++i;
        } else {
            out.append(text, i, n);
            i += n;
        }
    }
    return out;
}

} // namespace

dom::object Decoder::Parser::object(const std::string& body) {
    if (parser.capacity() > kKeptCapacity && body.size() < kKeptCapacity) {
        parser = dom::parser();
        padded = std::string();
    }
    mended = false;
    const std::string* text = &body;
    if (body.capacity() - body.size() < simdjson::SIMDJSON_PADDING) {
        padded.reserve(body.size() + simdjson::SIMDJSON_PADDING);
        padded = body;
        text = &padded;
    }
    dom::element root;
    auto error = parser.parse(text->data(), text->size(), false).get(root);
    if (error == simdjson::UTF8_ERROR) {
        padded = mend(body);
        padded.reserve(padded.size() + simdjson::SIMDJSON_PADDING);
        mended = true;
        error = parser.parse(padded.data(), padded.size(), false).get(root);
    }
    if (error != simdjson::SUCCESS) {
        throw JsonError("the answer is no JSON to its end (" + std::to_string(body.size()) +
                        " bytes): " + simdjson::error_message(error));
    }
    dom::object out;
    if (root.get(out) != simdjson::SUCCESS) throw JsonError("the answer is no JSON object");
    return out;
}

Text text_of(dom::object object, std::string_view key) {
    std::string_view out;
    if (object[key].get(out) != simdjson::SUCCESS) return std::nullopt;
    return out;
}

std::string string_of(dom::object object, std::string_view key) {
    return std::string(text_of(object, key).value_or(""));
}

std::optional<int64_t> integer_of(dom::object object, std::string_view key) {
    int64_t out = 0;
    if (object[key].get(out) != simdjson::SUCCESS) return std::nullopt;
    return out;
}

std::optional<bool> flag_of(dom::object object, std::string_view key) {
    bool out = false;
    if (object[key].get(out) != simdjson::SUCCESS) return std::nullopt;
    return out;
}

} // namespace objsync::databricks
