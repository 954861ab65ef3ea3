#include "core/model/codec.h"

#include <catch2/catch.hpp>
#include <functional>
#include <random>

#include "core/base/error.h"

using namespace objsync;

namespace {

Object full_object() {
    Object o;
    o.kind = "table";
    o.native_type = "BASE TABLE";
    o.platform_id = "4711";
    o.owner = "ann";
    o.comment = "";
    o.created_ms = -5;
    o.definition = "create table ...";
    Column id{"id", 1, "INTEGER", Nullable::no, {}, {}, "c1", {}, {}};
    Column data{"data", 2, "STRUCT", Nullable::yes, "x", "y", {}, {{"masked", "yes"}}, {}};
    data.fields.push_back({"inner", 1, "TEXT", Nullable::unknown, {}, {}, {}, {}, {}});
    o.columns = {id, data};
    o.tags = {{"", "pii", "no"}, {"id", "pii", "yes"}};
    o.attributes = {{"cluster_by", std::nullopt}, {"engine", "x"}};
    o.stamp = "s";
    o.modified_ms = 1700000000000;
    o.volatile_attributes = {{"rows", "10"}};
    return o;
}

Object decoded(std::string_view stable, std::string_view moving) {
    Object o;
    decode_object(stable, moving, o);
    return o;
}

} // namespace

TEST_CASE("an object comes back as it was, absent fields absent") {
    std::string stable;
    std::string moving;
    for (const Object& o : {Object{}, full_object()}) {
        encode_object(o, stable, moving);
        CHECK(decoded(stable, moving) == o);
    }
}

TEST_CASE("equal objects give equal bytes, in whatever order their parts come") {
    const Object o = full_object();
    Object shuffled = o;
    std::reverse(shuffled.columns->begin(), shuffled.columns->end());
    std::reverse(shuffled.tags->begin(), shuffled.tags->end());
    std::reverse(shuffled.attributes.begin(), shuffled.attributes.end());
    std::string stable;
    std::string moving;
    std::string other;
    std::string other_moving;
    encode_object(o, stable, moving);
    encode_object(shuffled, other, other_moving);
    CHECK(stable == other);
    CHECK(moving == other_moving);
    CHECK(fingerprint(stable) == fingerprint(other));
}

TEST_CASE("unequal objects give unequal bytes, and only volatile fields touch the volatile part") {
    using Change = std::function<void(Object&)>;
    const Change stable_changes[] = {
        [](Object& o) { o.kind.reset(); },
        [](Object& o) { o.native_type = "VIEW"; },
        [](Object& o) { o.platform_id = "4712"; },
        [](Object& o) { o.owner = "bob"; },
        [](Object& o) { o.comment.reset(); },
        [](Object& o) { o.created_ms = 5; },
        [](Object& o) { o.definition = ""; },
        [](Object& o) { o.columns.reset(); },
        [](Object& o) { o.columns->clear(); },
        [](Object& o) { o.columns->front().nullable = Nullable::unknown; },
        [](Object& o) { o.columns->front().default_value = ""; },
        [](Object& o) { o.columns->front().comment = ""; },
        [](Object& o) {
            o.columns->front().attributes.push_back({"a", {}});
        },
        [](Object& o) { o.columns->back().fields.front().type = "INT"; },
        [](Object& o) { o.columns->front().ordinal = 9; },
        [](Object& o) { o.tags->pop_back(); },
        [](Object& o) { o.tags->front().value = "yes"; },
        [](Object& o) { o.attributes.front().value = ""; },
    };
    std::string stable;
    std::string moving;
    std::string other;
    std::string other_moving;
    encode_object(full_object(), stable, moving);
    for (const Change& change : stable_changes) {
        Object o = full_object();
        change(o);
        encode_object(o, other, other_moving);
        CHECK(other != stable);
        CHECK(other_moving == moving);
    }
    const Change moving_changes[] = {
        [](Object& o) { o.stamp = "t"; },
        [](Object& o) { o.modified_ms.reset(); },
        [](Object& o) { o.volatile_attributes.front().value = "11"; },
    };
    for (const Change& change : moving_changes) {
        Object o = full_object();
        change(o);
        encode_object(o, other, other_moving);
        CHECK(other == stable);
        CHECK(other_moving != moving);
    }
}

TEST_CASE("an object cut short is refused or stops at a field's end, never read past") {
    std::string stable;
    std::string moving;
    encode_object(full_object(), stable, moving);
    for (size_t n = 0; n < stable.size(); n++) {
        try {
            const Object o = decoded(std::string_view(stable).substr(0, n), "");
            CHECK_FALSE(o == full_object());
        } catch (const Error& e) {
            CHECK(e.kind() == ErrorKind::corrupt);
        }
    }
}

TEST_CASE("corrupt bytes of an object throw and do nothing else") {
    std::string stable;
    std::string moving;
    encode_object(full_object(), stable, moving);
    CHECK_THROWS_AS(decoded("\xfe", ""), Error);
    CHECK_THROWS_AS(decoded("", "\x01"), Error);
    std::mt19937 random(11);
    int refused = 0;
    for (int round = 0; round < 20000; round++) {
        std::string bad = stable;
        for (int n = 0; n < 3; n++)
            bad[random() % bad.size()] = static_cast<char>(random());
        try {
            decoded(bad, moving);
        } catch (const Error& e) {
            CHECK(e.kind() == ErrorKind::corrupt);
            refused++;
        }
    }
    CHECK(refused > 1000);
}

TEST_CASE("columns nested deeper than any platform does are refused") {
    std::vector<Column> columns(1);
    Column* deepest = &columns.front();
    for (int i = 0; i < 70; i++) {
        deepest->fields.resize(1);
        deepest = &deepest->fields.front();
    }
    std::string bytes;
    encode_columns(columns, bytes);
    CHECK_THROWS_AS(decode_columns(bytes), Error);
}

TEST_CASE("facets alone come back as they were") {
    const Object o = full_object();
    std::string bytes;
    encode_columns(*o.columns, bytes);
    CHECK(decode_columns(bytes) == *o.columns);
    bytes.clear();
    encode_tags(*o.tags, bytes);
    CHECK(decode_tags(bytes) == *o.tags);
}

TEST_CASE("one text field is read without the rest, absent or not") {
    std::string stable;
    std::string moving;
    encode_object(full_object(), stable, moving);
    CHECK(peek_text(stable, TextField::kind) == "table");
    CHECK(peek_text(stable, TextField::comment) == "");
    Object bare;
    bare.owner = "ann";
    bare.definition = "x";
    encode_object(bare, stable, moving);
    CHECK_FALSE(peek_text(stable, TextField::platform_id));
    CHECK_FALSE(peek_text(stable, TextField::comment));
    CHECK(peek_text(stable, TextField::owner) == "ann");
}

TEST_CASE("a fingerprint is never the value that means unknown") {
    CHECK(fingerprint("") != 0);
    CHECK(fingerprint("a") != fingerprint("b"));
}
