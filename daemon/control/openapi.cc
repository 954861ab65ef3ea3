// The routes as an OpenAPI 3.1 document. All of it comes from the table.
#include <map>
#include <set>

#include "daemon/control/handlers.h"
#include "daemon/control/router.h"
#include "daemon/control/shapes.h"

namespace objsync::control {

namespace {

void write_schema(json::Writer& w, const Field& field);

void write_type(json::Writer& w, const char* type, bool or_null) {
    w.key("type");
    if (!or_null) {
        w.text(type);
    } else {
        w.begin_array().text(type).text("null").end_array();
    }
}

void write_ref(json::Writer& w, const Shape& shape) {
    w.field("$ref", "#/components/schemas/" + std::string(shape.name));
}

void write_object(json::Writer& w, const Field& field, bool or_null) {
    if (or_null) {
        w.key("oneOf").begin_array().begin_object();
        write_ref(w, *field.shape);
        w.end_object().begin_object().field("type", "null").end_object().end_array();
    } else {
        write_ref(w, *field.shape);
    }
}

// Members of an open object.
void write_members(json::Writer& w, const Field& field) {
    const bool or_null = (field.may_be & kNull) != 0;
    switch (field.type) {
        case Type::text:
            write_type(w, "string", or_null);
            break;
        case Type::time:
            write_type(w, "string", or_null);
            w.field("format", "date-time");
            break;
        case Type::integer:
            write_type(w, "integer", or_null);
            w.field("format", "int64");
            break;
        case Type::number:
            write_type(w, "number", or_null);
            break;
        case Type::boolean:
            write_type(w, "boolean", or_null);
            break;
        case Type::texts:
            write_type(w, "array", or_null);
            w.key("items").begin_object().field("type", "string").end_object();
            break;
        case Type::list:
            write_type(w, "array", or_null);
            w.key("items").begin_object();
            write_ref(w, *field.shape);
            w.end_object();
            break;
        case Type::counts:
            write_type(w, "object", or_null);
            w.key("additionalProperties").begin_object().field("type", "integer").end_object();
            break;
        case Type::named:
        case Type::named_changes:
            write_type(w, "object", or_null);
            w.key("additionalProperties").begin_object();
            write_type(w, "string", field.type == Type::named_changes);
            w.end_object();
            break;
        case Type::object:
            write_object(w, field, or_null);
            break;
        case Type::any:
            break;
    }
    if (!field.help.empty()) w.field("description", field.help);
}

void write_schema(json::Writer& w, const Field& field) {
    w.begin_object();
    write_members(w, field);
    w.end_object();
}

void write_shape(json::Writer& w, const Shape& shape) {
    w.key(shape.name).begin_object().field("type", "object");
    w.key("additionalProperties").boolean(false).key("properties").begin_object();
    for (const Field& field : shape.fields) {
        w.key(field.name);
        write_schema(w, field);
    }
    w.end_object().key("required").begin_array();
    for (const Field& field : shape.fields) {
        if ((field.may_be & kAbsent) == 0) w.text(field.name);
    }
    w.end_array().end_object();
}

using Shapes =
    std::map<std::string_view, const Shape*>; // by name, so that the text is always the same

void collect(const Shape* shape, Shapes& found) {
    if (shape == nullptr || !found.emplace(shape->name, shape).second) return;
    for (const Field& field : shape->fields)
        collect(field.shape, found);
}

std::string_view needs_text(Needs needs) {
    switch (needs) {
        case Needs::nothing:
            return "nothing";
        case Needs::known:
            return "a known caller; shows what it may read";
        case Needs::create:
            return "CREATE_DATA_SOURCE or GOVERNANCE";
        case Needs::governance:
            return "GOVERNANCE";
        case Needs::read:
        case Needs::own:
            return "data owner or infrastructure admin there or above, or GOVERNANCE";
        case Needs::admin:
            return "infrastructure admin there or above, or GOVERNANCE";
    }
    return "";
}

void write_parameter(json::Writer& w, const Field& field, const char* in, bool required) {
    w.begin_object().field("name", field.name).field("in", in).field("required", required);
    w.field("description", field.help).key("schema");
    write_schema(w, {field.name, field.type});
    w.end_object();
}

void write_parameters(json::Writer& w, const Route& route) {
    w.key("parameters").begin_array();
    if (route.pattern.find("{key}") != std::string_view::npos)
        write_parameter(w, {"key", Type::text, "a name or an id"}, "path", true);
    if (route.pattern.find("{path}") != std::string_view::npos) {
        write_parameter(
            w,
            {"path", Type::text, "path text: a connection and the names below it, with / between"},
            "path", true);
    }
    for (const Field& field : route.query)
        write_parameter(w, field, "query", false);
    for (const Field& field : route.headers)
        write_parameter(w, field, "header", false);
    w.end_array();
}

// One of the shapes, if there are several.
void write_content(json::Writer& w, std::string_view type,
                   const std::vector<const Shape*>& shapes) {
    w.key("content").begin_object().key(type).begin_object();
    if (!shapes.empty()) w.key("schema").begin_object();
    if (shapes.size() == 1) write_ref(w, *shapes[0]);
    if (shapes.size() > 1) {
        w.key("oneOf").begin_array();
        for (const Shape* shape : shapes) {
            w.begin_object();
            write_ref(w, *shape);
            w.end_object();
        }
        w.end_array();
    }
    if (!shapes.empty()) w.end_object();
    w.end_object().end_object();
}

void write_tag(json::Writer& w) {
    w.key("headers").begin_object().key("ETag").begin_object();
    w.field("description", "of the object's own settings, for If-Match").key("schema");
    write_schema(w, {"ETag", Type::text});
    w.end_object().end_object();
}

void write_responses(json::Writer& w, const Route& route) {
    struct Described {
        std::string text = "done";
        std::vector<const Shape*> shapes;
    };
    std::map<int, Described> by_status;
    if (route.answer != nullptr) by_status[route.status].shapes.push_back(route.answer);
    for (const Other& other : route.others) {
        Described& described = by_status[other.status];
        if (other.status != route.status && described.shapes.empty()) described.text.clear();
        described.text += (described.text.empty() ? "" : "; or ") + std::string(other.when);
        described.shapes.push_back(other.answer);
    }
    if (by_status.empty()) by_status[route.status] = {};
    w.key("responses").begin_object();
    for (const auto& [status, described] : by_status) {
        w.key(std::to_string(status)).begin_object().field("description", described.text);
        if (route.tagged) write_tag(w);
        write_content(w, route.type, described.shapes);
        w.end_object();
    }
    w.key("default").begin_object().field("description", "refused");
    write_content(w, "application/problem+json", {&shapes::problem});
    w.end_object().end_object();
}

void write_operation(json::Writer& w, const Route& route) {
    std::string method(route.method);
    for (char& c : method)
        c = static_cast<char>(c - 'A' + 'a');
    w.key(method).begin_object().field("summary", route.help);
    w.field("x-permission", needs_text(route.needs)).field("x-audited", route.changes);
    write_parameters(w, route);
    if (route.body != nullptr) {
        w.key("requestBody").begin_object();
        write_content(w, "application/json", {route.body});
        w.end_object();
    }
    write_responses(w, route);
    w.end_object();
}

std::string make_document(const std::string& version) {
    json::Writer w;
    w.begin_object().field("openapi", "3.1.0").key("info").begin_object();
    w.field("title", "objsync").field("version", version).end_object();
    w.key("security").begin_array().begin_object().key("token").begin_array().end_array();
    w.end_object().end_array().key("paths").begin_object();
    std::set<std::string_view> done;
    Shapes found;
    collect(&shapes::problem, found);
    collect(&shapes::exported_object, found);
    for (const Route& first : routes()) {
        if (!done.insert(first.pattern).second) continue;
        w.key(first.pattern).begin_object();
        for (const Route& route : routes()) {
            if (route.pattern != first.pattern) continue;
            write_operation(w, route);
            collect(route.body, found);
            collect(route.answer, found);
            for (const Other& other : route.others)
                collect(other.answer, found);
        }
        w.end_object();
    }
    w.end_object().key("components").begin_object().key("securitySchemes").begin_object();
    w.key("token").begin_object().field("type", "http").field("scheme", "bearer").end_object();
    w.end_object().key("schemas").begin_object();
    for (const auto& [name, shape] : found)
        write_shape(w, *shape);
    w.end_object().end_object().end_object();
    return w.take();
}

} // namespace

void get_openapi(Call& call) {
    call.read([version = call.commands().status().version](Reader&) {
        Response response;
        response.body = make_document(version);
        return response;
    });
}

} // namespace objsync::control
