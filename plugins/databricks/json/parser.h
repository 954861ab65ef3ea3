// A simdjson parser that mends invalid UTF-8. Internal to json/.
#pragma once

#include <simdjson.h>

#include <string>

#include "plugins/databricks/json/decode.h"

namespace objsync::databricks {

namespace dom = simdjson::dom;

struct Decoder::Parser {
    dom::parser parser;
    std::string padded; // a copy of a body that has no room for simdjson's padding, or is mended
    bool mended = false;

    [[nodiscard]] dom::object object(const std::string& body);
};

[[nodiscard]] Text text_of(dom::object object, std::string_view key);
[[nodiscard]] std::string string_of(dom::object object, std::string_view key);
[[nodiscard]] std::optional<int64_t> integer_of(dom::object object, std::string_view key);
[[nodiscard]] std::optional<bool> flag_of(dom::object object, std::string_view key);

void read_entity(dom::object object, Entity& out);

} // namespace objsync::databricks
