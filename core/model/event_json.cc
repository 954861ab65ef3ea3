// Events as CloudEvents 1.0 in JSON, straight from the stored bytes.
#include "core/model/event_view.h"
#include "core/model/json.h"
#include "core/model/object_json.h"

namespace objsync {

namespace {

// The sequence extension of CloudEvents sorts as text, so it is padded to the longest number.
void put_sequence(std::string& out, int64_t seq) {
    char digits[] = "0000000000000000000";
    for (size_t i = sizeof digits - 1; i-- > 0 && seq > 0; seq /= 10) {
        digits[i] = static_cast<char>('0' + seq % 10);
    }
    out.append(digits, sizeof digits - 1);
}

// An encoded name needs no escape in JSON but for quotes and backslashes, which put_text gives.
void put_segment(std::string& out, std::string_view name, std::string_view ns) {
    if (ns == kDefaultNamespace) {
        json::put_name(out, name);
    } else {
        json::put_text(out, encode_segment({std::string(name), std::string(ns)}));
    }
}

// `"shop","main","orders"`
void put_path_items(std::string& out, std::string_view connection, std::string_view path) {
    json::put_text(out, connection);
    each_segment(path, [&](std::string_view name, std::string_view ns) {
        out += ',';
        put_segment(out, name, ns);
    });
}

// Path text is the items joined, as each is encoded in the same way.
void put_subject(std::string& out, std::string_view connection, std::string_view path) {
    json::put_text(out, connection);
    each_segment(path, [&](std::string_view name, std::string_view ns) {
        out.back() = '/'; // in place of the closing quote
        const size_t quote = out.size();
        put_segment(out, name, ns);
        out.erase(quote, 1);
    });
}

void put_changes(std::string& out, std::string_view changes) {
    out += ",\"changes\":[";
    bool first = true;
    each_change(changes, [&](std::string_view field, const auto& old, const auto& now) {
        out += first ? "{\"field\":" : ",{\"field\":";
        first = false;
        json::put_text(out, field);
        if (old) {
            out += ",\"old\":";
            out += *old;
        }
        if (now) {
            out += ",\"new\":";
            out += *now;
        }
        out += '}';
    });
    out += ']';
}

void put_id(std::string& out, const char* key, int64_t id) {
    if (id == 0) return;
    out += key;
    json::put_number(out, id);
}

void put_data(std::string& out, const EventView& e, std::string_view connection) {
    out += "{\"path\":[";
    put_path_items(out, connection, e.path);
    out += ']';
    put_id(out, ",\"run\":", e.run);
    put_id(out, ",\"oid\":", e.oid);
    put_id(out, ",\"parent_oid\":", e.parent);
    if (!e.kind.empty()) {
        out += ",\"kind\":";
        json::put_text(out, e.kind);
    }
    if (e.oid != 0) out += e.active ? ",\"status\":\"active\"" : ",\"status\":\"inactive\"";
    if (e.initial) out += ",\"initial\":true";
    if (e.replaced) out += ",\"replaced\":true";
    if (e.reason != Reason::none) {
        out += ",\"reason\":\"";
        out += reason_name(e.reason);
        out += '"';
    }
    if (e.has_old_path) {
        out += ",\"old_path\":[";
        put_path_items(out, connection, e.old_path);
        out += ']';
    }
    if (!e.changes.empty()) put_changes(out, e.changes);
    if (e.has_object) {
        out += ",\"object\":";
        json::put_object(out, e.stable, e.moving);
    }
    if (e.details.size() > 2) { // "{}" has nothing to add
        out += ',';
        out += e.details.substr(1); // brings the closing brace
    } else {
        out += '}';
    }
}

} // namespace

void render_view(const EventView& e, std::string_view connection, std::string_view epoch,
                 std::string& out) {
    out += "{\"specversion\":\"1.0\",\"id\":";
    json::put_text(out, connection);
    out.back() = '/';
    out += epoch;
    out += '/';
    json::put_number(out, e.seq);
    out += "\",\"source\":\"/objsync/";
    const size_t quote = out.size();
    json::put_name(out, connection);
    out.erase(quote, 1);
    out += ",\"type\":\"";
    out += type_name(e.type);
    out += "\",\"subject\":";
    put_subject(out, connection, e.path);
    const size_t before_time = out.size();
    out += ",\"time\":";
    if (!json::put_time(out, e.at_ms)) out.resize(before_time);
    out += ",\"datacontenttype\":\"application/json\",\"sequence\":\"";
    put_sequence(out, e.seq);
    out += "\",\"data\":";
    put_data(out, e, connection);
    out += '}';
}

void render_event(const Event& event, std::string_view connection, std::string_view epoch,
                  std::string& out) {
    std::string body;
    encode_event(event, body);
    render_view(view_event(body), connection, epoch, out);
}

} // namespace objsync
