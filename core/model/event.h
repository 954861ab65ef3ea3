// One change, as it stands in the outbox and as it goes out: a CloudEvents 1.0 envelope in JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/path.h"

namespace objsync {

struct Column;
struct Tag;
struct Object;

enum class EventType : uint8_t {
    added = 1,
    removed,
    changed,
    renamed,
    restored,
    activated,
    deactivated,
    crawl_started = 20,
    crawl_finished,
    crawl_failed,
    removals_held = 30,
    removals_approved,
    removals_rejected,
};

enum class Reason : uint8_t {
    none = 0,
    dropped,  // the platform said so, or the listing is not filtered by permission
    vanished, // complete, but filtered by permission: a lost grant looks the same
    moved,
    parent_removed,
    out_of_scope,
    connection_removed,
};

// A field's values as JSON texts. No `old`: it was not known before. No `now`: it has gone.
// Fields: kind, native_type, platform_id, owner, comment, created, definition, columns (all of
// them), columns.<name> (one), tags, attributes.<name>, presence, local_tags (a JSON object).
struct Change {
    std::string field;
    std::optional<std::string> old;
    std::optional<std::string> now;
    bool operator==(const Change&) const = default;
};

struct Event {
    int64_t seq = 0; // per connection, without gaps
    int64_t at_ms = 0;
    EventType type = EventType::added;
    int64_t run = 0; // 0: not caused by a crawl
    int64_t oid = 0; // 0: crawl.* events
    int64_t parent = 0;
    int64_t previous = 0; // outbox position of the object's event before this one; 0: none known
    Path path;
    std::string kind;
    bool active = false;
    bool initial = false;  // until the connection's first complete run
    bool replaced = false; // changed: another object under the same name
    Reason reason = Reason::none;
    std::optional<Path> old_path; // renamed, restored under another name
    // added, restored: the object in the byte form of codec.h
    bool has_object = false;
    std::string stable, moving;
    std::vector<Change> changes;
    // Further members of `data` as a JSON object text: of crawl.* and removals.*; of added and
    // restored `local_tags`, where there are any.
    std::string details;
};

[[nodiscard]] std::string_view type_name(EventType type); // "objsync.object.added"
[[nodiscard]] std::string_view reason_name(Reason reason);

void encode_event(const Event& event, std::string& out);
[[nodiscard]] Event decode_event(std::string_view body); // throws Error{corrupt}

// The event as one line of JSON without a line end. `epoch` is the store's.
void render_event(const Event& event, std::string_view connection, std::string_view epoch,
                  std::string& out);
// The same from stored bytes, without the way over an Event: for sinks. Throws Error{corrupt}.
void render_body(std::string_view body, std::string_view connection, std::string_view epoch,
                 std::string& out);

// JSON texts of parts, as used in changes and by the API.
[[nodiscard]] std::string json_text(std::string_view value); // what is not UTF-8 becomes U+FFFD
[[nodiscard]] std::string json_name(std::string_view name);  // percent-encoded as in path text
[[nodiscard]] std::string json_time(int64_t ms); // RFC 3339; null where that cannot write it
[[nodiscard]] std::string json_number(int64_t value);
[[nodiscard]] std::string json_column(const Column& column);
[[nodiscard]] std::string json_columns(const std::vector<Column>& columns);
[[nodiscard]] std::string json_tags(const std::vector<Tag>& tags);
// Every field of the object that is known, volatile ones too.
[[nodiscard]] std::string json_object(const Object& object);

} // namespace objsync
