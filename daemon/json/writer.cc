#include "daemon/json/writer.h"

#include "core/model/json.h"

namespace objsync::json {

Writer& Writer::begin_object() {
    writer_.StartObject();
    return *this;
}

Writer& Writer::end_object() {
    writer_.EndObject();
    return *this;
}

Writer& Writer::begin_array() {
    writer_.StartArray();
    return *this;
}

Writer& Writer::end_array() {
    writer_.EndArray();
    return *this;
}

Writer& Writer::key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    return *this;
}

Writer& Writer::text(std::string_view value) {
    std::string json;
    put_text(json, value);
    return raw(json);
}

Writer& Writer::integer(int64_t value) {
    writer_.Int64(value);
    return *this;
}

Writer& Writer::number(double value) {
    // JSON has no infinities; Double() would write nothing and leave a broken text.
    if (!writer_.Double(value)) writer_.Null();
    return *this;
}

Writer& Writer::boolean(bool value) {
    writer_.Bool(value);
    return *this;
}

Writer& Writer::null() {
    writer_.Null();
    return *this;
}

Writer& Writer::raw(std::string_view json) {
    // The type only tells the writer where commas and colons go.
    writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    return *this;
}

} // namespace objsync::json
