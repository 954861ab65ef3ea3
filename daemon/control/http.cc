#include "daemon/control/http.h"

#include <algorithm>
#include <charconv>

#include "core/base/error.h"

namespace objsync::control {

namespace {

constexpr size_t kMaxDetail = 4096; // bytes, of the audit log

struct KindOf {
    int status;
    const char* name;
};

KindOf kind_of(Refusal::Kind kind) {
    switch (kind) {
        case Refusal::Kind::invalid:
            return {400, "invalid"};
        case Refusal::Kind::not_found:
            return {404, "not-found"};
        case Refusal::Kind::gone:
            return {410, "gone"};
        case Refusal::Kind::conflict:
            return {409, "conflict"};
        case Refusal::Kind::unavailable:
            return {503, "unavailable"};
        case Refusal::Kind::failed:
            return {500, "failed"};
        case Refusal::Kind::forbidden:
            return {403, "forbidden"};
        case Refusal::Kind::unmatched:
            return {412, "unmatched"};
        case Refusal::Kind::not_built:
            return {501, "not-built"};
    }
    return {500, "failed"};
}

[[noreturn]] void invalid(const std::string& detail, const std::string& what_to_do = "") {
    throw Refused(Refusal::Kind::invalid, "The request cannot be taken", detail, what_to_do);
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string range_text(std::string_view name, int64_t least, int64_t most) {
    return "\"" + std::string(name) + "\" must be a whole number from " + std::to_string(least) +
           " to " + std::to_string(most);
}

bool is_of(const json::Value& value, Type type) {
    switch (type) {
        case Type::text:
        case Type::time:
            return value.is_text();
        case Type::integer:
            return value.is_integer();
        case Type::number:
            return value.is_number();
        case Type::boolean:
            return value.is_bool();
        case Type::texts:
            return value.is_array() &&
                   std::all_of(value.items().begin(), value.items().end(),
                               [](const json::Value& item) { return item.is_text(); });
        case Type::list:
            return value.is_array();
        case Type::named:
        case Type::named_changes:
            return value.is_object() &&
                   std::all_of(value.members().begin(), value.members().end(),
                               [type](const auto& member) {
                                   return member.second.is_text() ||
                                          (type == Type::named_changes && member.second.is_null());
                               });
        case Type::object:
        case Type::counts:
            return value.is_object();
        case Type::any:
            return true;
    }
    return false;
}

const char* type_text(Type type) {
    switch (type) {
        case Type::text:
            return "a text";
        case Type::time:
            return "a time such as \"2026-01-31T12:00:00Z\"";
        case Type::integer:
            return "a whole number";
        case Type::number:
            return "a number";
        case Type::boolean:
            return "true or false";
        case Type::texts:
            return "a list of texts";
        case Type::list:
            return "a list of objects";
        case Type::named:
            return "an object of texts";
        case Type::named_changes:
            return "an object of texts, or null for what is to go";
        default:
            return "an object";
    }
}

void check_shape(const json::Value& object, const Shape& shape, const std::string& where) {
    std::string names;
    for (const Field& field : shape.fields)
        names += (names.empty() ? "" : ", ") + std::string(field.name);
    for (const auto& [name, member] : object.members()) {
        const auto field =
            std::find_if(shape.fields.begin(), shape.fields.end(),
                         [&name = name](const Field& one) { return one.name == name; });
        if (field == shape.fields.end()) {
            invalid(where + " has an unknown member \"" + name + "\"",
                    names.empty() ? "this route takes no body" : "known members: " + names);
        }
        const bool null = member.is_null() && (field->may_be & kNull) != 0;
        if (!null && !is_of(member, field->type))
            invalid("\"" + name + "\" must be " + type_text(field->type));
        if (field->shape == nullptr || null) continue;
        if (field->type == Type::object) check_shape(member, *field->shape, '"' + name + '"');
        for (const json::Value& item : member.items()) {
            if (!item.is_object()) invalid("\"" + name + "\" must be a list of objects");
            check_shape(item, *field->shape, '"' + name + '"');
        }
    }
    for (const Field& field : shape.fields) {
        const auto same = [&](const auto& member) { return member.first == field.name; };
        const json::Members& members = object.members();
        if ((field.may_be & kAbsent) != 0 || std::any_of(members.begin(), members.end(), same))
            continue;
        invalid(where + " has no \"" + std::string(field.name) + "\"");
    }
}

} // namespace

Response problem(int status, const std::string& kind, const Refusal& refusal) {
    json::Writer w;
    w.begin_object()
        .field("type", "urn:objsync:problem:" + kind)
        .field("title", refusal.title)
        .field("status", status)
        .field("detail", refusal.detail);
    if (!refusal.what_to_do.empty()) w.field("whatToDo", refusal.what_to_do);
    if (!refusal.mistakes.empty()) w.texts("mistakes", refusal.mistakes);
    w.end_object();
    std::string detail = refusal.detail;
    for (const std::string& mistake : refusal.mistakes)
        detail += "; " + mistake;
    if (detail.size() > kMaxDetail) detail = detail.substr(0, kMaxDetail) + " ...";
    return {status, "application/problem+json", w.take(), {}, nullptr, std::move(detail)};
}

Response problem(const Refusal& refusal) {
    const KindOf kind = kind_of(refusal.kind);
    return problem(kind.status, kind.name, refusal);
}

Response answer(json::Writer& writer, int status) {
    return {status, "application/json", writer.take(), {}, nullptr, ""};
}

std::optional<std::string> Request::text(std::string_view name) const {
    for (const auto& [key, value] : query) {
        if (key == name) return value;
    }
    return std::nullopt;
}

std::optional<int64_t> Request::integer(std::string_view name, int64_t least, int64_t most) const {
    const auto value = text(name);
    if (!value) return std::nullopt;
    int64_t number = 0;
    const char* end = value->data() + value->size();
    const auto [stop, error] = std::from_chars(value->data(), end, number);
    if (error != std::errc() || stop != end || number < least || number > most)
        invalid(range_text(name, least, most));
    return number;
}

bool Request::flag(std::string_view name) const {
    const auto value = text(name);
    if (!value || *value == "false") return false;
    if (*value == "true" || value->empty()) return true;
    invalid("\"" + std::string(name) + "\" must be true or false");
}

json::Value Request::object(const Shape* shape) const {
    json::Value value{json::Members()};
    if (!body.empty()) {
        try {
            value = json::parse(body);
        } catch (const Error& error) {
            invalid(std::string("the body: ") + error.what());
        }
    }
    if (!value.is_object()) invalid("the body must be a JSON object");
    static const Shape nothing;
    check_shape(value, shape != nullptr ? *shape : nothing, "the body");
    return value;
}

Target parse_target(std::string_view text) {
    const size_t slash = text.find('/');
    Target target;
    target.connection = percent_decode(text.substr(0, slash));
    if (target.connection.empty())
        invalid("a path is missing", "write the connection's name, then the names below it");
    if (slash == std::string_view::npos || slash + 1 == text.size()) return target;
    try {
        target.path = decode_path(text.substr(slash + 1));
    } catch (const Error& error) {
        invalid(error.what());
    }
    return target;
}

std::string percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hex(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hex(text[i + 2]) : -1;
        if (high < 0 || low < 0) invalid("\"%\" needs two hex digits; write a \"%\" as %25");
        out += static_cast<char>(high << 4 | low);
        i += 2;
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> parse_query(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> query;
    while (!text.empty()) {
        const std::string_view item = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), item.size() + 1));
        if (item.empty()) continue;
        const size_t equals = item.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view() : item.substr(equals + 1);
        query.emplace_back(percent_decode(item.substr(0, equals)), percent_decode(value));
    }
    return query;
}

bool body_flag(const json::Value& body, std::string_view name) {
    const json::Value& value = body[name];
    if (!value.is_null() && !value.is_bool())
        invalid("\"" + std::string(name) + "\" must be true or false");
    return value.boolean();
}

std::string body_text(const json::Value& body, std::string_view name) {
    const json::Value& value = body[name];
    if (!value.is_null() && !value.is_text())
        invalid("\"" + std::string(name) + "\" must be a text");
    return value.text();
}

std::optional<int64_t> body_integer(const json::Value& body, std::string_view name, int64_t least,
                                    int64_t most) {
    const json::Value& value = body[name];
    if (value.is_null()) return std::nullopt;
    if (!value.is_integer() || value.integer() < least || value.integer() > most)
        invalid(range_text(name, least, most));
    return value.integer();
}

} // namespace objsync::control
