#include <catch2/catch.hpp>

#include "core/model/codec.h"
#include "daemon/host/abi.h"
#include "daemon/host/object_encoder.h"
#include "tests/unit/host/builder.h"

using namespace objsync;
using namespace objsync::host;
using Catch::Contains;

namespace {

objsync_str str(const std::string& s) {
    return {s.data(), s.size()};
}

objsync_object plain() {
    objsync_object o{};
    o.size = sizeof o;
    o.created_ms = o.modified_ms = OBJSYNC_NO_TIME;
    return o;
}

// Points into `name`.
objsync_column column(const std::string& name, uint32_t ordinal) {
    objsync_column c{};
    c.size = sizeof c;
    c.name = str(name);
    c.ordinal = ordinal;
    return c;
}

Object decoded(const ObjectEncoder& encoder) {
    Object o;
    decode_object(encoder.stable(), encoder.moving(), o);
    return o;
}

std::string refusal(const objsync_object& o) {
    ObjectEncoder encoder;
    try {
        encoder.encode(o, kAll);
    } catch (const Refused& r) {
        return r.why;
    }
    return "";
}

} // namespace

TEST_CASE("the direct encoder gives exactly the bytes of core/model/codec") {
    ObjectEncoder encoder;
    std::string stable;
    std::string moving;
    for (unsigned seed = 0; seed < 3000; ++seed) {
        const RandomObject random(seed);
        for (const unsigned parts : {+kAll, +kBase, +kColumns, +kTags, +kDefinition}) {
            std::vector<std::string> warnings;
            encode_object(to_object(random.object, parts, warnings), stable, moving);
            encoder.encode(random.object, parts);
            REQUIRE(encoder.stable() == stable);
            REQUIRE(encoder.moving() == moving);
        }
    }
}

TEST_CASE("absent stays absent, empty stays empty, and a time of zero is none") {
    const std::string empty;
    objsync_object o = plain();
    o.owner = str(empty);
    o.created_ms = 0;
    o.modified_ms = 5;
    o.has = OBJSYNC_HAS_COLUMNS;
    ObjectEncoder encoder;
    encoder.encode(o, kAll);
    const Object got = decoded(encoder);
    CHECK(got.owner == "");
    CHECK_FALSE(got.comment);
    CHECK_FALSE(got.created_ms);
    CHECK(got.modified_ms == 5);
    REQUIRE(got.columns);
    CHECK(got.columns->empty());
    CHECK_FALSE(got.tags);
}

TEST_CASE("volatile attributes go apart from the others") {
    const std::string rows = "rows";
    const std::string engine = "engine";
    const objsync_attribute list[] = {{sizeof list[0], str(rows), str(rows), 1},
                                      {sizeof list[0], str(engine), {nullptr, 0}, 0}};
    objsync_object o = plain();
    o.attributes = list;
    o.n_attributes = 2;
    ObjectEncoder encoder;
    encoder.encode(o, kAll);
    const Object got = decoded(encoder);
    CHECK(got.attributes == std::vector<Attribute>{{"engine", std::nullopt}});
    CHECK(got.volatile_attributes == std::vector<Attribute>{{"rows", "rows"}});
}

TEST_CASE("the first element's size is the stride, so a newer plugin's longer structs are read") {
    struct Longer {
        objsync_column column;
        uint64_t appended;
    };
    const std::string a = "a";
    const std::string b = "b";
    Longer list[2] = {{column(a, 1), 7}, {column(b, 2), 7}};
    list[0].column.size = sizeof(Longer);
    objsync_object o = plain();
    o.has = OBJSYNC_HAS_COLUMNS;
    o.columns = &list[0].column;
    o.n_columns = 2;
    ObjectEncoder encoder;
    encoder.encode(o, kAll);
    const Object got = decoded(encoder);
    REQUIRE(got.columns->size() == 2);
    CHECK(got.columns->at(1).name == "b");
}

TEST_CASE("a string above 1 MiB is cut, with its length and hash, the same each time") {
    const std::string large(kMaxString + 1, 'x');
    std::string other = large;
    other.back() = 'y';
    objsync_object o = plain();
    o.definition = str(large);
    ObjectEncoder encoder;
    encoder.encode(o, kAll);
    const std::string first = *decoded(encoder).definition;
    CHECK(first.size() == kMaxString);
    CHECK_THAT(first, Catch::EndsWith("]") && Contains("[cut: 1048577 bytes, xxh3 "));
    o.definition = str(other);
    encoder.encode(o, kAll);
    CHECK(*decoded(encoder).definition != first);
    o.definition = {large.data(), kMaxString};
    encoder.encode(o, kAll);
    CHECK(decoded(encoder).definition->size() == kMaxString);
    CHECK_THAT(*decoded(encoder).definition, !Contains("cut"));
}

TEST_CASE("more than 100,000 columns are left out with a warning, the object stays") {
    const std::string name = "c";
    std::vector<objsync_column> list(kMaxItems + 1, column(name, 1));
    objsync_object o = plain();
    o.kind = "table";
    o.has = OBJSYNC_HAS_COLUMNS;
    o.columns = list.data();
    o.n_columns = kMaxItems;
    ObjectEncoder encoder;
    encoder.encode(o, kAll);
    CHECK(decoded(encoder).columns->size() == kMaxItems);
    o.n_columns = kMaxItems + 1;
    encoder.encode(o, kAll);
    CHECK_FALSE(decoded(encoder).columns);
    CHECK(decoded(encoder).kind == "table");
    REQUIRE(encoder.warnings().size() == 1);
    CHECK_THAT(encoder.warnings()[0], Contains("columns are left out: more than 100000"));
}

TEST_CASE("nested fields count as columns, and nest only so deep") {
    const std::string name = "c";
    std::vector<objsync_column> leaves(kMaxItems, column(name, 1));
    objsync_column top = column(name, 1);
    top.fields = leaves.data();
    top.n_fields = leaves.size();
    objsync_object o = plain();
    o.has = OBJSYNC_HAS_COLUMNS;
    o.columns = &top;
    o.n_columns = 1;
    ObjectEncoder encoder;
    encoder.encode(o, kAll);
    CHECK_FALSE(decoded(encoder).columns);

    std::vector<objsync_column> chain(static_cast<size_t>(kMaxDepth) + 2, column(name, 1));
    for (size_t i = 0; i + 1 < chain.size(); ++i) {
        chain[i].fields = &chain[i + 1];
        chain[i].n_fields = 1;
    }
    o.columns = &chain[1];
    encoder.encode(o, kAll);
    CHECK(decoded(encoder).columns);
    o.columns = &chain[0];
    encoder.encode(o, kAll);
    CHECK_FALSE(decoded(encoder).columns);
}

TEST_CASE("an object stays below 32 MiB by leaving out the facet that would not fit") {
    const std::string comment(kMaxString, 'x');
    const std::string name = "n";
    std::vector<objsync_column> list(40, column(name, 1));
    for (objsync_column& c : list)
        c.comment = str(comment);
    const objsync_tag tag{sizeof tag, {nullptr, 0}, str(name), str(name)};
    objsync_object o = plain();
    o.has = OBJSYNC_HAS_COLUMNS | OBJSYNC_HAS_TAGS;
    o.columns = list.data();
    o.n_columns = list.size();
    o.tags = &tag;
    o.n_tags = 1;
    const std::string longer(kMaxString + 1, 'y');
    for (const objsync_str& owner : {str(name), str(longer)}) { // the fast way and the slow one
        o.owner = owner;
        ObjectEncoder encoder;
        encoder.encode(o, kAll);
        const Object got = decoded(encoder);
        CHECK_FALSE(got.columns);
        CHECK(got.tags->size() == 1);
        REQUIRE(encoder.warnings().size() == 1);
        CHECK_THAT(encoder.warnings()[0], Contains("above 32 MiB"));
    }
}

TEST_CASE("what cannot be an object is refused, and the text says what to set") {
    objsync_object o = plain();
    o.size = 8;
    CHECK_THAT(refusal(o), Contains("the object.size is 8; set it to sizeof"));
    o = plain();
    o.owner = {nullptr, 3};
    CHECK_THAT(refusal(o), Contains("a length but no data"));
    o = plain();
    o.n_attributes = 1;
    CHECK_THAT(refusal(o), Contains("an attribute is NULL"));
    o = plain();
    o.has = OBJSYNC_HAS_COLUMNS;
    const std::string name = "c";
    objsync_column c = column(name, 1);
    c.size += 1;
    o.columns = &c;
    o.n_columns = 1;
    CHECK_THAT(refusal(o), Contains("not the size of such a struct"));
    c.size -= 1;
    c.nullable = 9;
    CHECK_THAT(refusal(o), Contains("nullable is 9"));
    const std::string kind(300, 'k');
    o = plain();
    o.kind = kind.c_str();
    CHECK_THAT(refusal(o), Contains("the kind is longer"));
}
