// Writes one JSON text. Members and values in the order of the calls; nothing is kept but the text.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace objsync::json {

class Writer {
public:
    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();
    Writer& key(std::string_view name);

    // Bytes that are not UTF-8 become U+FFFD; names are to be encoded before.
    Writer& text(std::string_view value);
    Writer& integer(int64_t value);
    Writer& number(double value);
    Writer& boolean(bool value);
    Writer& null();
    Writer& raw(std::string_view json); // a JSON text, trusted

    Writer& value(bool v) { return boolean(v); }
    Writer& value(double v) { return number(v); }
    template <std::integral T>
    Writer& value(T v) {
        return integer(static_cast<int64_t>(v));
    }
    Writer& value(std::string_view v) { return text(v); }
    Writer& value(const std::string& v) { return text(v); }
    Writer& value(const char* v) { return text(v); }
    template <typename T>
    Writer& value(const std::optional<T>& v) {
        return v ? value(*v) : null();
    }
    template <typename T>
    Writer& field(std::string_view name, const T& v) {
        return key(name).value(v);
    }
    template <typename Range>
    Writer& texts(std::string_view name, const Range& range) {
        key(name).begin_array();
        for (const auto& item : range)
            text(item);
        return end_array();
    }

    [[nodiscard]] std::string take() { return std::string(buffer_.GetString(), buffer_.GetSize()); }

private:
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

} // namespace objsync::json
