#include "core/model/object_json.h"

#include "core/base/bytes.h"
#include "core/model/codec.h"
#include "core/model/codec_fields.h"
#include "core/model/event.h"
#include "core/model/json.h"

namespace objsync {

using codec::Field;

namespace json {

namespace {

// `"name":value` or null, the same whether an attribute is volatile or not.
void put_attribute(std::string& out, ByteReader& r) {
    put_name(out, r.str());
    out += ':';
    if (r.u8() != 0) {
        put_text(out, r.str());
    } else {
        out += "null";
    }
}

void put_columns(std::string& out, ByteReader& r, int depth);

void put_column(std::string& out, ByteReader& r, int depth) {
    out += "{\"name\":";
    put_name(out, r.str());
    out += ",\"ordinal\":";
    put_number(out, static_cast<int64_t>(r.varint()));
    out += ",\"type\":";
    put_text(out, r.str());
    switch (r.u8()) {
        case 0:
            break; // unknown: left out
        case 1:
            out += ",\"nullable\":true";
            break;
        case 2:
            out += ",\"nullable\":false";
            break;
        default:
            throw Error(ErrorKind::corrupt, "a column's nullable is unknown");
    }
    const uint8_t has = r.u8();
    if ((has & codec::kDefault) != 0) {
        out += ",\"default\":";
        put_text(out, r.str());
    }
    if ((has & codec::kComment) != 0) {
        out += ",\"comment\":";
        put_text(out, r.str());
    }
    if ((has & codec::kId) != 0) {
        out += ",\"id\":";
        put_text(out, r.str());
    }
    if ((has & codec::kAttributes) != 0) {
        out += ",\"attributes\":{";
        const size_t count = r.count();
        for (size_t i = 0; i < count; i++) {
            if (i != 0) out += ',';
            put_attribute(out, r);
        }
        out += '}';
    }
    if ((has & codec::kFields) != 0) {
        out += ",\"fields\":";
        put_columns(out, r, depth + 1);
    }
    out += '}';
}

void put_columns(std::string& out, ByteReader& r, int depth) {
    if (depth > codec::kMaxDepth) {
        throw Error(ErrorKind::corrupt, "columns are nested too deeply");
    }
    out += '[';
    const size_t count = r.count();
    for (size_t i = 0; i < count; i++) {
        if (i != 0) out += ',';
        put_column(out, r, depth);
    }
    out += ']';
}

void put_tags(std::string& out, ByteReader& r) {
    out += '[';
    const size_t count = r.count();
    for (size_t i = 0; i < count; i++) {
        out += i != 0 ? ",{" : "{";
        const std::string_view column = r.str();
        if (!column.empty()) {
            out += "\"column\":";
            put_name(out, column);
            out += ',';
        }
        out += "\"name\":";
        put_name(out, r.str());
        out += ",\"value\":";
        put_text(out, r.str());
        out += '}';
    }
    out += ']';
}

// Writes the members of one part. Attributes come last and together, so they become one object.
class Members {
public:
    explicit Members(std::string& out) : out_(out) {}

    void key(std::string_view name) {
        out_ += first_ ? "{\"" : ",\"";
        first_ = false;
        out_ += name;
        out_ += "\":";
    }
    void text(std::string_view name, ByteReader& r) {
        key(name);
        put_text(out_, r.str());
    }
    void time(std::string_view name, int64_t ms) {
        const size_t before = out_.size();
        const bool was_first = first_;
        key(name);
        if (put_time(out_, ms)) return;
        out_.resize(before);
        first_ = was_first;
    }
    void attribute(std::string_view name, Field field, ByteReader& r) {
        key(name);
        out_ += '{';
        put_attribute(out_, r);
        while (!r.done() && static_cast<Field>(r.rest()[0]) == field) {
            r.u8();
            out_ += ',';
            put_attribute(out_, r);
        }
        out_ += '}';
    }
    void end() { out_ += first_ ? "{}" : "}"; }

private:
    std::string& out_;
    bool first_ = true;
};

} // namespace

void put_object(std::string& out, std::string_view stable, std::string_view moving) {
    Members members(out);
    for (const std::string_view part : {stable, moving}) {
        ByteReader r(part);
        while (!r.done()) {
            const auto field = static_cast<Field>(r.u8());
            switch (field) {
                case Field::kind:
                    members.text("kind", r);
                    break;
                case Field::native_type:
                    members.text("native_type", r);
                    break;
                case Field::platform_id:
                    members.text("platform_id", r);
                    break;
                case Field::owner:
                    members.text("owner", r);
                    break;
                case Field::comment:
                    members.text("comment", r);
                    break;
                case Field::created:
                    members.time("created", r.zigzag());
                    break;
                case Field::definition:
                    members.text("definition", r);
                    break;
                case Field::columns:
                    members.key("columns");
                    put_columns(out, r, 0);
                    break;
                case Field::tags:
                    members.key("tags");
                    put_tags(out, r);
                    break;
                case Field::attribute:
                    members.attribute("attributes", field, r);
                    break;
                case Field::stamp:
                    members.text("stamp", r);
                    break;
                case Field::modified:
                    members.time("modified", r.zigzag());
                    break;
                case Field::volatile_attribute:
                    members.attribute("volatile_attributes", field, r);
                    break;
                default:
                    throw Error(ErrorKind::corrupt, "an object has an unknown field");
            }
        }
    }
    members.end();
}

void put_columns(std::string& out, std::string_view bytes) {
    ByteReader r(bytes);
    put_columns(out, r, 0);
}

void put_tags(std::string& out, std::string_view bytes) {
    ByteReader r(bytes);
    put_tags(out, r);
}

} // namespace json

std::string json_text(std::string_view value) {
    std::string out;
    json::put_text(out, value);
    return out;
}

std::string json_name(std::string_view name) {
    std::string out;
    json::put_name(out, name);
    return out;
}

std::string json_time(int64_t ms) {
    std::string out;
    if (!json::put_time(out, ms)) out = "null";
    return out;
}

std::string json_number(int64_t value) {
    return std::to_string(value);
}

std::string json_column(const Column& column) {
    std::string out = json_columns({column});
    return out.substr(1, out.size() - 2); // without the brackets
}

std::string json_columns(const std::vector<Column>& columns) {
    std::string bytes;
    encode_columns(columns, bytes);
    std::string out;
    json::put_columns(out, bytes);
    return out;
}

std::string json_tags(const std::vector<Tag>& tags) {
    std::string bytes;
    encode_tags(tags, bytes);
    std::string out;
    json::put_tags(out, bytes);
    return out;
}

std::string json_object(const Object& object) {
    std::string stable;
    std::string moving;
    encode_object(object, stable, moving);
    std::string out;
    json::put_object(out, stable, moving);
    return out;
}

} // namespace objsync
