// What needs no account: quoting, kinds, types, errors.
#include <catch2/catch.hpp>

#include "plugins/snowflake/column/type.h"
#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/object/kind.h"
#include "plugins/snowflake/sql/quote.h"

using namespace objsync::snowflake;
using Catch::Matchers::Contains;
using objsync::odbc::DriverError;
using objsync::sdk::ErrorClass;

namespace {

std::string kind_text(const Traits& traits) {
    const auto kind = kind_of(traits);
    return kind ? kind->kind + "|" + kind->native_type : "cannot tell";
}

std::string text_of(const TypeParts& parts) {
    std::string out;
    return type_text(parts, out) ? out : "cannot tell";
}

std::string shown(std::string_view json) {
    const auto type = read_shown_type(json);
    return type ? type->text : "cannot tell";
}

DriverError error(int native, const std::string& state = "42000") {
    return ErrorReader({})("listing", {{state, native, "text"}});
}

} // namespace

TEST_CASE("names and texts come back from SQL exactly as they were") {
    CHECK(quoted("plain") == "\"plain\"");
    CHECK(quoted("a\"b.c") == "\"a\"\"b.c\"");
    CHECK(quoted_path({"D", "s\"", "t.x"}) == "\"D\".\"s\"\"\".\"t.x\"");
    CHECK(literal("it's a \\ and \"") == "'it''s a \\\\ and \"'");
    CHECK(literal("") == "''");
}

TEST_CASE("a name of several parts is quoted only where it would be ambiguous") {
    CHECK(dotted({"GOV", "TAGS", "PII"}) == "GOV.TAGS.PII");
    CHECK(dotted({"GOV", "a.b", "pii"}) == "GOV.\"a.b\".\"pii\"");
    CHECK(dotted({"1X", ""}) == "\"1X\".\"\"");
    CHECK(dotted({"_$1"}) == "_$1");
}

TEST_CASE("the seven kinds are told apart, dynamic before iceberg before event before external") {
    const Traits plain{"BASE TABLE", false, false, false, false, {}};
    CHECK(kind_text(plain) == "table|TABLE");
    CHECK(kind_text({"TABLE", false, false, false, false, {}}) == "table|TABLE");
    CHECK(kind_text({"BASE TABLE", true, true, false, false, {}}) == "dynamic_table|DYNAMIC TABLE");
    CHECK(kind_text({"BASE TABLE", false, true, false, false, {}}) ==
          "iceberg_table|ICEBERG TABLE");
    CHECK(kind_text({"TABLE", false, false, true, false, {}}) == "event_table|EVENT TABLE");
    CHECK(kind_text({"TABLE", false, false, false, true, {}}) == "external_table|EXTERNAL TABLE");
    CHECK(kind_text({"VIEW", {}, {}, {}, {}, false}) == "view|VIEW");
    CHECK(kind_text({"VIEW", {}, {}, {}, {}, true}) == "materialized_view|MATERIALIZED VIEW");
    CHECK(kind_text({"MATERIALIZED VIEW", {}, {}, {}, {}, {}}) ==
          "materialized_view|MATERIALIZED VIEW");
}

TEST_CASE("one kind has one spelling whichever listing gives it") {
    CHECK(kind_text({"EXTERNAL_TABLE", false, false, {}, {}, {}}) ==
          kind_text({"EXTERNAL TABLE", false, false, {}, {}, {}}));
    CHECK(kind_text({"EVENT TABLE", false, false, {}, {}, {}}) == "event_table|EVENT TABLE");
    CHECK(kind_text({"DYNAMIC_TABLE", {}, {}, {}, {}, {}}) == "dynamic_table|DYNAMIC TABLE");
    // Called external by one listing, and flagged by all.
    CHECK(kind_text({"EXTERNAL TABLE", false, true, {}, {}, {}}) == "iceberg_table|ICEBERG TABLE");
}

TEST_CASE("a kind that a listing cannot tell is absent, not guessed") {
    CHECK(kind_text({"VIEW", {}, {}, {}, {}, {}}) == "cannot tell");
    CHECK(kind_text({"TABLE", false, false, {}, {}, {}}) == "cannot tell");
    CHECK(kind_text({"TABLE", {}, true, false, false, {}}) == "cannot tell");
    CHECK(kind_text({"TABLE", true, {}, {}, {}, {}}) == "dynamic_table|DYNAMIC TABLE");
    CHECK(kind_text({"", false, false, false, false, false}) == "cannot tell");
}

TEST_CASE("a type that nobody knows yet is a kind of its own") {
    CHECK(kind_text({"QUANTUM TABLE", false, false, {}, {}, {}}) == "quantum_table|QUANTUM TABLE");
    CHECK(kind_text({"QUANTUM_TABLE", {}, {}, {}, {}, {}}) == "quantum_table|QUANTUM TABLE");
}

TEST_CASE("flags are read as every listing writes them") {
    for (const char* yes : {"Y", "YES", "true", "TRUE"})
        CHECK(flag_of(yes) == true);
    for (const char* no : {"N", "NO", "false"})
        CHECK(flag_of(no) == false);
    CHECK(flag_of(std::nullopt) == std::nullopt);
    CHECK(flag_of("") == std::nullopt);
    CHECK(flag_of("maybe") == std::nullopt);
}

TEST_CASE("temporary tables are known by their type") {
    CHECK(is_temporary("TEMPORARY TABLE"));
    CHECK(is_temporary("LOCAL TEMPORARY"));
    CHECK(!is_temporary("BASE TABLE"));
}

TEST_CASE("types of INFORMATION_SCHEMA get their full text") {
    CHECK(text_of({"NUMBER", {}, 38, 0, {}}) == "NUMBER(38,0)");
    CHECK(text_of({"TEXT", 16777216, {}, {}, {}}) == "VARCHAR(16777216)");
    CHECK(text_of({"BINARY", 8388608, {}, {}, {}}) == "BINARY(8388608)");
    CHECK(text_of({"TIMESTAMP_NTZ", {}, {}, {}, 9}) == "TIMESTAMP_NTZ(9)");
    CHECK(text_of({"TIME", {}, {}, {}, 0}) == "TIME(0)");
    CHECK(text_of({"FLOAT", {}, {}, {}, {}}) == "FLOAT");
    CHECK(text_of({"GEOGRAPHY", {}, {}, {}, {}}) == "GEOGRAPHY");
    CHECK(text_of({"VARIANT", {}, {}, {}, {}}) == "VARIANT");
    CHECK(text_of({"ARRAY", {}, {}, {}, {}}) == "ARRAY");
    CHECK(text_of({"DECFLOAT", {}, 38, {}, {}}) == "DECFLOAT(38)");
}

TEST_CASE("a type whose parts do not tell it is left to others") {
    CHECK(text_of({"VECTOR", {}, {}, {}, {}}) == "cannot tell");
    CHECK(text_of({"MAP", {}, {}, {}, {}, true}) == "cannot tell");
    CHECK(text_of({"ARRAY", {}, {}, {}, {}, true}) == "cannot tell");
    CHECK(text_of({"NUMBER", {}, 38, {}, {}}) == "cannot tell");
    CHECK(text_of({"TIMESTAMP_TZ", {}, {}, {}, {}}) == "cannot tell");
    CHECK(text_of({"", {}, {}, {}, {}}) == "cannot tell");
}

TEST_CASE("types of SHOW COLUMNS get the text that INFORMATION_SCHEMA gives") {
    CHECK(shown(R"({"type":"FIXED","precision":38,"scale":0,"nullable":true})") == "NUMBER(38,0)");
    CHECK(shown(R"({"type":"TEXT","length":9,"byteLength":36,"nullable":true,"fixed":false})") ==
          "VARCHAR(9)");
    CHECK(shown(R"({"type":"REAL","nullable":true})") == "FLOAT");
    CHECK(shown(R"({"type":"TIMESTAMP_LTZ","precision":0,"scale":9,"nullable":true})") ==
          "TIMESTAMP_LTZ(9)");
    CHECK(shown(R"({"type":"TIME","precision":0,"scale":3,"nullable":true})") == "TIME(3)");
    CHECK(shown(R"({"type":"BINARY","length":7,"byteLength":7,"nullable":true,"fixed":true})") ==
          "BINARY(7)");
    CHECK(shown(R"({"type":"VARIANT","nullable":true})") == "VARIANT");
    CHECK(shown(R"({"type":"BOOLEAN","nullable":true})") == "BOOLEAN");
}

TEST_CASE("a column's type in SHOW COLUMNS that cannot be read is told as such") {
    CHECK(shown("") == "cannot tell");
    CHECK(shown("FIXED") == "cannot tell");
    CHECK(shown(R"({"precision":38,"nullable":true})") == "cannot tell");
}

TEST_CASE("types of SHOW COLUMNS that may hold others, or lack a figure, are left to DESCRIBE") {
    for (const char* type : {"ARRAY", "OBJECT", "MAP", "VECTOR", "FIXED"})
        CHECK(shown(R"({"type":")" + std::string(type) + R"(","nullable":true})") == "");
}

TEST_CASE("nullability and collation are read with a column's type") {
    const auto type =
        read_shown_type(R"({"type":"TEXT","length":9,"nullable":false,"collation":"en-ci"})");
    REQUIRE(type);
    CHECK(!type->nullable);
    CHECK(type->collation == "en-ci");
}

TEST_CASE("each of Snowflake's errors has a class, and those one can act on are known") {
    for (const int missing : {2003, 2043, 3001}) {
        CAPTURE(missing);
        CHECK(trouble_of(error(missing)) == Trouble::no_access);
        CHECK(error(missing).error_class() == ErrorClass::denied);
    }
    CHECK(trouble_of(error(3030)) == Trouble::dead_share);
    CHECK(trouble_of(error(90030, "22000")) == Trouble::too_much);
    CHECK(trouble_of(error(90153, "22000")) == Trouble::too_many);
    for (const int ended : {390111, 390112, 390114, 390115}) {
        CAPTURE(ended);
        CHECK(trouble_of(error(ended, "HY000")) == Trouble::lost_session);
        CHECK(error(ended, "HY000").error_class() == ErrorClass::unavailable);
    }
    for (const int token : {390303, 390318}) {
        CAPTURE(token);
        CHECK(trouble_of(error(token, "28000")) == Trouble::lost_session);
        CHECK(error(token, "28000").error_class() == ErrorClass::auth);
    }
    for (const int stopped : {606, 608, 90073}) {
        CAPTURE(stopped);
        CHECK(trouble_of(error(stopped, "57P03")) == Trouble::no_warehouse);
    }
    CHECK(trouble_of(error(0, "08S01")) == Trouble::lost_session);
    CHECK(error(630, "57014").error_class() == ErrorClass::timeout);
    CHECK(error(390144, "28000").error_class() == ErrorClass::auth);
    CHECK(error(390100, "28000").error_class() == ErrorClass::auth);
    CHECK(trouble_of(error(390100, "28000")) == Trouble::other);
}

TEST_CASE("a secret in an error text is masked in the forms it has in a connection string") {
    const ErrorReader reader({"hunter2", "pa}ss;", "pa}ss;more", ""});
    const auto made = reader("cannot connect", {{"28000", 390100, "bad PWD={pa}}ss;more} hunter2"},
                                                {"HY000", 1, "pa}ss; again"}});
    CHECK_THAT(made.what(), !Contains("hunter2") && !Contains("pa}") && !Contains("more"));
    CHECK_THAT(made.what(), Contains("code 390100") && Contains("check 'user' and 'password'"));
}

TEST_CASE("a huge error text is cut, and keeps its code") {
    const auto made = ErrorReader({})("listing", {{"42000", 1003, std::string(100000, 'x')}});
    CHECK(std::string(made.what()).size() < 2200);
    CHECK_THAT(made.what(), Contains("code 1003"));
}
