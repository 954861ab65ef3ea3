#include "core/model/event.h"

#include <catch2/catch.hpp>

#include "core/base/error.h"
#include "core/model/codec.h"
#include "core/model/event_view.h"

using namespace objsync;

namespace {

constexpr int64_t kNow = 1'767'323'045'678; // 2026-01-02 03:04:05.678 UTC

std::string line(const Event& event) {
    std::string out;
    render_event(event, "shop", "00ff", out);
    return out;
}

std::string envelope(const std::string& type, const std::string& subject) {
    return R"({"specversion":"1.0","id":"shop/00ff/42","source":"/objsync/shop","type":"objsync.)" +
           type + R"(","subject":")" + subject +
           R"(","time":"2026-01-02T03:04:05.678Z","datacontenttype":"application/json",)"
           R"("sequence":"0000000000000000042","data":)";
}

Event base(EventType type) {
    Event e;
    e.seq = 42;
    e.at_ms = kNow;
    e.type = type;
    e.run = 7;
    e.oid = 1001;
    e.parent = 1000;
    e.path = {{"main", ""}, {"orders", ""}};
    e.kind = "table";
    return e;
}

Column column(const char* name, uint32_t ordinal, const char* type) {
    Column c;
    c.name = name;
    c.ordinal = ordinal;
    c.type = type;
    return c;
}

Object orders() {
    Object o;
    o.kind = "table";
    o.native_type = "BASE TABLE";
    o.platform_id = "17";
    o.owner = "app";
    o.comment = "all \"orders\"";
    o.created_ms = 0;
    o.definition = "CREATE TABLE\n...";
    Column id = column("id", 1, "integer");
    id.nullable = Nullable::no;
    id.default_value = "nextval('s')";
    id.stable_id = "c1";
    Column nested = column("place", 2, "struct");
    nested.nullable = Nullable::yes;
    nested.comment = "where";
    nested.attributes = {{"masked", std::nullopt}, {"a", "1"}};
    nested.fields = {column("x", 1, "int")};
    o.columns = {id, nested};
    o.tags = {{"", "domain", "sales"}, {"id", "pii", "no"}};
    o.attributes = {{"format", "delta"}, {"cluster", std::nullopt}};
    o.stamp = "v9";
    o.modified_ms = kNow;
    o.volatile_attributes = {{"rows", "12"}};
    return o;
}

const char* const kOrders =
    R"({"kind":"table","native_type":"BASE TABLE","platform_id":"17","owner":"app",)"
    R"("comment":"all \"orders\"","created":"1970-01-01T00:00:00.000Z",)"
    R"("definition":"CREATE TABLE\n...","columns":[{"name":"id","ordinal":1,"type":"integer",)"
    R"j("nullable":false,"default":"nextval('s')","id":"c1"},{"name":"place","ordinal":2,)j"
    R"("type":"struct","nullable":true,"comment":"where","attributes":{"a":"1","masked":null},)"
    R"("fields":[{"name":"x","ordinal":1,"type":"int"}]}],)"
    R"("tags":[{"name":"domain","value":"sales"},{"column":"id","name":"pii","value":"no"}],)"
    R"("attributes":{"cluster":null,"format":"delta"},"stamp":"v9",)"
    R"("modified":"2026-01-02T03:04:05.678Z","volatile_attributes":{"rows":"12"}})";

} // namespace

TEST_CASE("an added object is a CloudEvents line with all that is known of it") {
    Event e = base(EventType::added);
    e.initial = true;
    e.has_object = true;
    encode_object(orders(), e.stable, e.moving);
    CHECK(line(e) == envelope("object.added", "shop/main/orders") +
                         R"({"path":["shop","main","orders"],"run":7,"oid":1001,)"
                         R"("parent_oid":1000,"kind":"table","status":"inactive",)"
                         R"("initial":true,"object":)" +
                         kOrders + "}}");
}

TEST_CASE("what is not known of an object is left out") {
    Event e = base(EventType::added);
    e.run = 0;
    e.parent = 0;
    e.kind.clear();
    e.path.clear();
    e.has_object = true;
    CHECK(line(e) == envelope("object.added", "shop") +
                         R"({"path":["shop"],"oid":1001,"status":"inactive","object":{}}})");
}

TEST_CASE("a changed object lists its fields with old and new values, an unknown one left out") {
    Event e = base(EventType::changed);
    e.active = true;
    e.replaced = true;
    e.changes = {{"owner", json_text("app"), json_text("dba")},
                 {"columns.x", std::nullopt, json_column(column("x", 3, "int"))},
                 {"comment", json_text("old"), std::nullopt}};
    CHECK(line(e) == envelope("object.changed", "shop/main/orders") +
                         R"({"path":["shop","main","orders"],"run":7,"oid":1001,"parent_oid":1000,)"
                         R"("kind":"table","status":"active","replaced":true,"changes":[)"
                         R"({"field":"owner","old":"app","new":"dba"},)"
                         R"({"field":"columns.x","new":{"name":"x","ordinal":3,"type":"int"}},)"
                         R"({"field":"comment","old":"old"}]}})");
}

TEST_CASE("a removal says why, a renaming from where") {
    Event removed = base(EventType::removed);
    removed.reason = Reason::vanished;
    CHECK(line(removed) == envelope("object.removed", "shop/main/orders") +
                               R"({"path":["shop","main","orders"],"run":7,"oid":1001,)"
                               R"("parent_oid":1000,"kind":"table","status":"inactive",)"
                               R"("reason":"vanished"}})");
    Event renamed = base(EventType::renamed);
    renamed.old_path = Path{{"old", ""}, {"orders", ""}};
    CHECK(line(renamed) == envelope("object.renamed", "shop/main/orders") +
                               R"({"path":["shop","main","orders"],"run":7,"oid":1001,)"
                               R"("parent_oid":1000,"kind":"table","status":"inactive",)"
                               R"("old_path":["shop","old","orders"]}})");
}

TEST_CASE("a crawl's event carries its details beside the run") {
    Event e = base(EventType::crawl_finished);
    e.oid = 0;
    e.parent = 0;
    e.path.clear();
    e.kind.clear();
    e.details = R"({"result":"complete","objects":3})";
    CHECK(line(e) == envelope("crawl.finished", "shop") +
                         R"({"path":["shop"],"run":7,"result":"complete","objects":3}})");
    e.details = "{}";
    CHECK(line(e) == envelope("crawl.finished", "shop") + R"({"path":["shop"],"run":7}})");
}

TEST_CASE("names in JSON are percent-encoded as in path text, and the subject is the path joined") {
    Event e = base(EventType::removed);
    e.path = {{"a/b;c%", ""}, {"..", ""}, {"f(int)", "function"}, {"q\"\\\xff\x01", ""}, {"ü", ""}};
    const std::string out = line(e);
    CHECK(out.find(
              R"j("path":["shop","a%2Fb%3Bc%25","%2E%2E","f(int);function","q\"\\%FF%01","ü"])j") !=
          std::string::npos);
    CHECK(out.find(R"j("subject":"shop/a%2Fb%3Bc%25/%2E%2E/f(int);function/q\"\\%FF%01/ü")j") !=
          std::string::npos);
    CHECK(json_column(column("x/\xff", 1, "t")) == R"({"name":"x%2F%FF","ordinal":1,"type":"t"})");
}

TEST_CASE("other texts stay valid JSON whatever their bytes are") {
    CHECK(json_text("a\"\\\n\r\t\x01\x7f/%;ü€😀") == "\"a\\\"\\\\\\n\\r\\t\\u0001\x7f/%;ü€😀\"");
    CHECK(json_text("a\xff\xc3") == "\"a\xef\xbf\xbd\xef\xbf\xbd\"");
    CHECK(json_text("\xc0\x80") == "\"\xef\xbf\xbd\xef\xbf\xbd\"");                 // overlong NUL
    CHECK(json_text("\xed\xa0\x80") == "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""); // surrogate
    CHECK(json_text(std::string_view("\0", 1)) == "\"\\u0000\"");
    CHECK(json_text("") == "\"\"");
}

TEST_CASE("times are RFC 3339 with milliseconds, also before 1970, and null where that ends") {
    CHECK(json_time(0) == "\"1970-01-01T00:00:00.000Z\"");
    CHECK(json_time(-1) == "\"1969-12-31T23:59:59.999Z\"");
    CHECK(json_time(951'826'554'321) == "\"2000-02-29T12:15:54.321Z\"");
    CHECK(json_time(-62'167'219'200'000) == "\"0000-01-01T00:00:00.000Z\"");
    CHECK(json_time(253'402'300'799'999) == "\"9999-12-31T23:59:59.999Z\"");
    CHECK(json_time(253'402'300'800'000) == "null");
    CHECK(json_time(-62'167'219'200'001) == "null");
    Object o;
    o.kind = "table";
    o.created_ms = INT64_MAX;
    CHECK(json_object(o) == R"({"kind":"table"})");
}

TEST_CASE("an object's JSON is the same from its fields and from its bytes") {
    CHECK(json_object(orders()) == kOrders);
    CHECK(json_object(Object{}) == "{}");
    CHECK(json_columns({}) == "[]");
    CHECK(json_tags({{"", "t", "v"}}) == R"([{"name":"t","value":"v"}])");
}

TEST_CASE("an event comes back from its stored bytes as it was") {
    Event e = base(EventType::restored);
    e.previous = 12;
    e.active = e.initial = e.replaced = e.has_object = true;
    e.reason = Reason::moved;
    e.old_path = Path{{"x", "volume"}};
    encode_object(orders(), e.stable, e.moving);
    e.changes = {{"owner", "1", std::nullopt}, {"kind", std::nullopt, "\"v\""}};
    e.details = "{\"a\":1}";
    std::string body;
    encode_event(e, body);
    const Event back = decode_event(body);
    std::string again;
    encode_event(back, again);
    CHECK(again == body);
    CHECK(line(back) == line(e));
    CHECK(back.previous == 12);
    CHECK(back.path == e.path);
    CHECK(back.old_path == e.old_path);
    CHECK(back.changes == e.changes);
    CHECK(peek_seq(body) == 42);
}

TEST_CASE("cut or strange event bytes are an error, never a wild read") {
    Event e = base(EventType::added);
    e.has_object = true;
    encode_object(orders(), e.stable, e.moving);
    e.changes = {{"owner", "1", "2"}};
    std::string body;
    encode_event(e, body);
    for (size_t n = 0; n < body.size(); n++) {
        CHECK_THROWS_AS(view_event(std::string_view(body).substr(0, n)), Error);
    }
    CHECK_THROWS_AS(view_event(body + "x"), Error);
    // Every single byte changed: an error or another event, but no crash.
    for (char& c : body) {
        for (const char bit : {'\x01', '\x40', '\x7f'}) {
            c = static_cast<char>(c ^ bit);
            std::string out;
            try {
                render_view(view_event(body), "shop", "00ff", out);
            } catch (const Error& error) {
                CHECK(error.kind() == ErrorKind::corrupt);
            }
            c = static_cast<char>(c ^ bit);
        }
    }
}
