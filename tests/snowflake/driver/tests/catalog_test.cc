// The catalog functions, and what they ask the server for.
#include <catch2/catch.hpp>

#include "tests/snowflake/driver/tests/setup.h"

using namespace fake_snowflake;
using namespace fake_snowflake::testing;

namespace {

Table shown(const std::vector<std::string>& names, std::vector<std::vector<std::string>> rows) {
    Table out;
    for (const std::string& name : names)
        out.columns.push_back({.name = name});
    out.rows = rows.size();
    out.cell = [rows = std::move(rows)](size_t row, size_t column) { return rows[row][column]; };
    return out;
}

Table objects() {
    return shown({"created_on", "name", "database_name", "schema_name", "kind", "comment"},
                 {{"", "T", "D", "S", "TABLE", "a table"}, {"", "V", "D", "S", "VIEW", ""}});
}

Table columns() {
    const std::string fixed = R"({"type":"FIXED","precision":10,"scale":2,"nullable":false})";
    const std::string text = R"({"type":"TEXT","length":30,"byteLength":120,"nullable":true})";
    return shown({"table_name", "schema_name", "column_name", "data_type", "null?", "default",
                  "database_name"},
                 {{"T", "S", "A", fixed, "NOT_NULL", "0", "D"},
                  {"T", "S", "B", text, "true", "", "D"},
                  {"U", "S", "C", text, "true", "", "D"}});
}

SQLCHAR* chars(const char* text) {
    return reinterpret_cast<SQLCHAR*>(const_cast<char*>(text));
}

SQLRETURN tables(Statement& statement, const char* catalog, const char* schema, const char* table,
                 const char* types) {
    return SQLTables(statement.handle(), chars(catalog), SQL_NTS, chars(schema), SQL_NTS,
                     chars(table), SQL_NTS, chars(types), SQL_NTS);
}

std::string asked(Setup& with) {
    return with.server.log().statements().back().sql;
}

// All rows, cells separated by commas.
std::vector<std::string> rows(Statement& statement, SQLUSMALLINT width) {
    std::vector<std::string> out;
    while (statement.fetch() == SQL_SUCCESS) {
        out.emplace_back();
        for (SQLUSMALLINT i = 1; i <= width; ++i)
            out.back() += (i > 1 ? "," : "") + statement.text(i).value_or("-");
    }
    return out;
}

} // namespace

TEST_CASE("SQLTables without a catalog asks for the whole account") {
    Setup with({{"SHOW OBJECTS IN ACCOUNT", objects()}});
    Statement statement(with.connection);
    REQUIRE(tables(statement, nullptr, nullptr, nullptr, nullptr) == SQL_SUCCESS);
    CHECK(asked(with) == "SHOW OBJECTS IN ACCOUNT");
    CHECK(rows(statement, 5) == std::vector<std::string>{"D,S,T,TABLE,a table", "D,S,V,VIEW,"});
}

TEST_CASE("SQLTables with a catalog asks for its database, with a schema's name for the schema") {
    Setup with({{"SHOW OBJECTS LIKE 'T%' IN DATABASE \"D\"", objects()},
                {"SHOW OBJECTS IN SCHEMA \"D\".\"S\"\"\"", objects()}});
    Statement statement(with.connection);
    REQUIRE(tables(statement, "D", "%", "T%", "VIEW") == SQL_SUCCESS);
    CHECK(rows(statement, 3) == std::vector<std::string>{"D,S,V"});
    statement.close();
    CHECK(tables(statement, "D", "S\"", nullptr, nullptr) == SQL_SUCCESS);
}

TEST_CASE("the connection string can keep catalog functions to its database") {
    Setup with({{"SHOW OBJECTS IN DATABASE \"D\"", objects()}}, {},
               "DATABASE=D;UseCurrentCatalog=true");
    Statement statement(with.connection);
    CHECK(tables(statement, nullptr, nullptr, nullptr, nullptr) == SQL_SUCCESS);
}

TEST_CASE("SQLTables lists databases and schemas") {
    Setup with({{"SHOW DATABASES", shown({"name"}, {{"D"}, {"E"}})},
                {"SHOW SCHEMAS IN ACCOUNT", shown({"name"}, {{"S"}})}});
    Statement statement(with.connection);
    REQUIRE(tables(statement, "%", "", "", nullptr) == SQL_SUCCESS);
    CHECK(rows(statement, 2) == std::vector<std::string>{"D,-", "E,-"});
    statement.close();
    REQUIRE(tables(statement, "", "%", "", nullptr) == SQL_SUCCESS);
    CHECK(rows(statement, 2) == std::vector<std::string>{"-,S"});
}

TEST_CASE("SQLColumns of one table asks for all columns of its schema") {
    Setup with({{"SHOW COLUMNS IN SCHEMA \"D\".\"S\"", columns()}});
    Statement statement(with.connection);
    REQUIRE(SQLColumns(statement.handle(), chars("D"), SQL_NTS, chars("S"), SQL_NTS, chars("T"),
                       SQL_NTS, nullptr, 0) == SQL_SUCCESS);
    CHECK(rows(statement, 18) ==
          std::vector<std::string>{"D,S,T,A,3,NUMBER,10,10,2,10,0,-,0,3,-,-,1,NO",
                                   "D,S,T,B,12,VARCHAR,30,30,-,-,1,-,,12,-,30,2,YES"});
}

TEST_CASE("catalog functions fail as SHOW fails") {
    Setup with({{"SHOW COLUMNS IN ACCOUNT", columns()}});
    with.server.faults().add({"SHOW COLUMNS *", Fail{"22000", 90153, "too many"}});
    Statement statement(with.connection);
    CHECK(SQLColumns(statement.handle(), nullptr, 0, nullptr, 0, nullptr, 0, nullptr, 0) ==
          SQL_ERROR);
    CHECK(statement.error() == "22000 90153");
}
