#include <catch2/catch.hpp>

#include "plugins/odbc/dialects/odbc_types.h"
#include "plugins/unixodbc/connection_string.h"
#include "plugins/unixodbc/errors.h"
#include "plugins/unixodbc/text.h"

using namespace objsync::odbc;
using objsync::sdk::ErrorClass;

TEST_CASE("text goes to UTF-16 and back unchanged") {
    const std::string text = "a\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80";
    CHECK(to_utf16(text) == u"a\u00e9\u6f22\U0001F600");
    CHECK(to_utf8(to_utf16(text)) == text);
}

TEST_CASE("halves of surrogate pairs stay different from each other") {
    CHECK(to_utf8(u"\xD800") != to_utf8(u"\xD801"));
    CHECK(to_utf16("\xFF\xC3") == u"\uFFFD\uFFFD");
}

TEST_CASE("a value with special characters is put in braces and read back") {
    ConnectionString string("Driver=SQLite3; Database = /srv/a b.db ;");
    string.add("PWD", "s;e}c{r et'=\"1");
    string.add("X", "plain");
    CHECK(string.text() == "Driver=SQLite3;Database=/srv/a b.db;PWD={s;e}}c{r et'=\"1};X=plain;");
    CHECK(ConnectionString(string.text()).get("pwd") == "s;e}c{r et'=\"1");
}

TEST_CASE("a braced driver name is read") {
    const ConnectionString string("DRIVER={PostgreSQL Unicode};Servername=h");
    CHECK(string.get("driver") == "PostgreSQL Unicode");
    CHECK(string.get("Servername") == "h");
}

TEST_CASE("a connection string that cannot be read is refused without quoting its values") {
    for (const char* bad : {"Driver", "Driver={x", "Driver={x}y;", "=x", "PWD;Driver=x"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(ConnectionString(bad), objsync::sdk::Error);
    }
}

TEST_CASE("a keyword that is given twice is refused") {
    ConnectionString string("Driver=x;Pwd=a");
    CHECK_THROWS_WITH(string.add("PWD", "secret"), !Catch::Matchers::Contains("secret"));
}

TEST_CASE("errors get their class from state, native code or words") {
    CHECK(classify({"28000", 1045, "Access denied"}) == ErrorClass::auth);
    CHECK(classify({"08001", 101, "FATAL: password authentication failed"}) == ErrorClass::auth);
    CHECK(classify({"42000", 1142, "SELECT command denied"}) == ErrorClass::denied);
    CHECK(classify({"42501", 7, "permission denied for table"}) == ErrorClass::denied);
    CHECK(classify({"HYT00", 0, "expired"}) == ErrorClass::timeout);
    CHECK(classify({"HY000", 5, "database is locked (5)"}) == ErrorClass::timeout);
    CHECK(classify({"08S01", 26, "gone"}) == ErrorClass::unavailable);
    CHECK(classify({"HY000", 1040, "Too many"}) == ErrorClass::throttled);
    CHECK(classify({"42601", 7, "syntax error"}) == ErrorClass::bug);
}

TEST_CASE("an error without diagnostic records is still an error") {
    CHECK(make_error("cannot run x", {}).error_class() == ErrorClass::bug);
}

TEST_CASE("type texts carry size and scale where they say something") {
    CHECK(type_text("varchar", SQL_VARCHAR, "20", std::nullopt) == "varchar(20)");
    CHECK(type_text("decimal", SQL_DECIMAL, "10", "2") == "decimal(10,2)");
    CHECK(type_text("varchar(20)", SQL_VARCHAR, "20", std::nullopt) == "varchar(20)");
    CHECK(type_text("int", SQL_INTEGER, "10", "0") == "int");
    CHECK(type_text("text", SQL_LONGVARCHAR, "65535", std::nullopt) == "text");
}

TEST_CASE("table types that are no data objects have no kind") {
    CHECK(kind_of_table_type("BASE TABLE", false) == "table");
    CHECK(kind_of_table_type("MATERIALIZED VIEW", false) == "materialized_view");
    CHECK(kind_of_table_type("FOREIGN TABLE", false) == "foreign_table");
    CHECK(!kind_of_table_type("SYSTEM TABLE", false));
    CHECK(kind_of_table_type("SYSTEM TABLE", true) == "table");
    CHECK(!kind_of_table_type("LOCAL TEMPORARY", false));
    CHECK(!kind_of_table_type("SEQUENCE", false));
}
