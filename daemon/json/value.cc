#include "daemon/json/value.h"

#include <simdjson.h>

#include "core/base/error.h"
#include "daemon/json/writer.h"

namespace objsync::json {

namespace {

Value convert(const simdjson::dom::element& element) {
    using simdjson::dom::element_type;
    switch (element.type()) {
        case element_type::NULL_VALUE:
            return Value();
        case element_type::BOOL:
            return Value(bool(element));
        case element_type::INT64:
            return Value(int64_t(element));
        case element_type::UINT64:
            return Value(double(uint64_t(element)));
        case element_type::DOUBLE:
            return Value(double(element));
        case element_type::STRING:
            return Value(std::string(std::string_view(element)));
        case element_type::ARRAY: {
            Array items;
            for (const auto item : simdjson::dom::array(element))
                items.push_back(convert(item));
            return Value(std::move(items));
        }
        case element_type::OBJECT: {
            Members members;
            for (const auto field : simdjson::dom::object(element))
                members.emplace_back(std::string(field.key), convert(field.value));
            return Value(std::move(members));
        }
    }
    return Value();
}

void write(Writer& w, const Value& value) {
    if (value.is_object()) {
        w.begin_object();
        for (const auto& [name, member] : value.members()) {
            w.key(name);
            write(w, member);
        }
        w.end_object();
    } else if (value.is_array()) {
        w.begin_array();
        for (const Value& item : value.items())
            write(w, item);
        w.end_array();
    } else if (value.is_text()) {
        w.text(value.text());
    } else if (value.is_bool()) {
        w.boolean(value.boolean());
    } else if (value.is_integer()) {
        w.integer(value.integer());
    } else if (value.is_number()) {
        w.number(value.number());
    } else {
        w.null();
    }
}

} // namespace

std::string to_text(const Value& value) {
    Writer w;
    write(w, value);
    return w.take();
}

Value parse(std::string_view text) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (const auto error = parser.parse(text.data(), text.size()).get(root)) {
        throw Error(ErrorKind::input,
                    std::string("this is no JSON text: ") + simdjson::error_message(error));
    }
    return convert(root);
}

const std::string& Value::text() const {
    static const std::string empty;
    const auto* value = std::get_if<std::string>(&data_);
    return value != nullptr ? *value : empty;
}

bool Value::boolean() const {
    const auto* value = std::get_if<bool>(&data_);
    return value != nullptr && *value;
}

int64_t Value::integer() const {
    const auto* value = std::get_if<int64_t>(&data_);
    return value != nullptr ? *value : 0;
}

double Value::number() const {
    if (const auto* value = std::get_if<double>(&data_)) return *value;
    return static_cast<double>(integer());
}

const Array& Value::items() const {
    static const Array empty;
    const auto* value = std::get_if<Array>(&data_);
    return value != nullptr ? *value : empty;
}

const Members& Value::members() const {
    static const Members empty;
    const auto* value = std::get_if<Members>(&data_);
    return value != nullptr ? *value : empty;
}

const Value& Value::operator[](std::string_view member) const {
    static const Value absent;
    for (const auto& [name, value] : members()) {
        if (name == member) return value;
    }
    return absent;
}

} // namespace objsync::json
