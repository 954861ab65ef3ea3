#include "tests/snowflake/driver/catalog.h"

#include <cstdlib>
#include <map>
#include <vector>

#include "tests/snowflake/driver/catalog_rows.h"

namespace fake_snowflake::driver {

namespace {

std::string quoted(const std::string& text, char quote) {
    std::string out(1, quote);
    for (const char c : text) {
        if (c == quote || (c == '\\' && quote == '\'')) out += c;
        out += c;
    }
    return out + quote;
}

bool is_pattern(const std::string& text) {
    return text.find_first_of("%_") != std::string::npos;
}

// Without a catalog it is the whole account, unless the connection string says that its own
// database is meant.
std::string scope(const Keywords& keywords, const Pattern& catalog, const Pattern& schema) {
    std::string database = catalog.value_or("");
    if (database.empty() && (is_true(keywords, "USECURRENTCATALOG") ||
                             is_true(keywords, "CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX"))) {
        database = value_of(keywords, "DATABASE");
    }
    if (database.empty() || database == "%") return " IN ACCOUNT";
    if (!schema || schema->empty() || is_pattern(*schema)) {
        return " IN DATABASE " + quoted(database, '"');
    }
    return " IN SCHEMA " + quoted(database, '"') + "." + quoted(*schema, '"');
}

std::string like(const Pattern& pattern) {
    if (!pattern || pattern->empty() || *pattern == "%") return "";
    return " LIKE " + quoted(*pattern, '\'');
}

bool asks_for_all(const Pattern& this_one, const Pattern& other, const Pattern& third) {
    return this_one == "%" && other == "" && third == "";
}

const std::vector<ResultColumn>& table_columns() {
    static const std::vector<ResultColumn> columns = {{.name = "TABLE_CAT"},
                                                      {.name = "TABLE_SCHEM"},
                                                      {.name = "TABLE_NAME"},
                                                      {.name = "TABLE_TYPE"},
                                                      {.name = "REMARKS"}};
    return columns;
}

bool type_is_wanted(const std::string& type, const Pattern& types) {
    if (!types || types->empty() || *types == "%") return true;
    return types->find(type) != std::string::npos;
}

// What SHOW COLUMNS says of a type, in JSON: {"type":"FIXED","precision":38,"scale":0,...}
struct ShownType {
    std::string name;
    std::optional<int64_t> precision, scale, length;
};

std::optional<int64_t> number_in(const std::string& json, const char* name) {
    const std::string key = std::string("\"") + name + "\":";
    const size_t at = json.find(key);
    if (at == std::string::npos) return std::nullopt;
    return std::atoll(json.c_str() + at + key.size());
}

ShownType shown_type(const std::string& json) {
    ShownType out;
    const std::string key = "\"type\":\"";
    if (const size_t at = json.find(key); at != std::string::npos) {
        const size_t from = at + key.size();
        out.name = json.substr(from, json.find('"', from) - from);
    }
    out.precision = number_in(json, "precision");
    out.scale = number_in(json, "scale");
    out.length = number_in(json, "length");
    return out;
}

struct OdbcType {
    int64_t type;
    const char* name; // nullptr: as SHOW has it
};

OdbcType odbc_type(const std::string& shown) {
    static const std::map<std::string, OdbcType> kTypes = {
        {"FIXED", {SQL_DECIMAL, "NUMBER"}},
        {"TEXT", {SQL_VARCHAR, "VARCHAR"}},
        {"REAL", {SQL_DOUBLE, "DOUBLE"}},
        {"BOOLEAN", {SQL_BIT, nullptr}},
        {"DATE", {SQL_TYPE_DATE, nullptr}},
        {"TIME", {SQL_TYPE_TIME, nullptr}},
        {"BINARY", {SQL_BINARY, nullptr}},
        {"TIMESTAMP_NTZ", {SQL_TYPE_TIMESTAMP, nullptr}},
        {"TIMESTAMP_LTZ", {SQL_TYPE_TIMESTAMP, nullptr}},
        {"TIMESTAMP_TZ", {SQL_TYPE_TIMESTAMP, nullptr}}};
    const auto found = kTypes.find(shown);
    return found == kTypes.end() ? OdbcType{SQL_VARCHAR, nullptr} : found->second;
}

const std::vector<ResultColumn>& column_columns() {
    const auto number = [](const char* name) {
        return ResultColumn{.name = name, .cell = Cell::integer};
    };
    static const std::vector<ResultColumn> columns = {
        {.name = "TABLE_CAT"},       {.name = "TABLE_SCHEM"},    {.name = "TABLE_NAME"},
        {.name = "COLUMN_NAME"},     number("DATA_TYPE"),        {.name = "TYPE_NAME"},
        number("COLUMN_SIZE"),       number("BUFFER_LENGTH"),    number("DECIMAL_DIGITS"),
        number("NUM_PREC_RADIX"),    number("NULLABLE"),         {.name = "REMARKS"},
        {.name = "COLUMN_DEF"},      number("SQL_DATA_TYPE"),    number("SQL_DATETIME_SUB"),
        number("CHAR_OCTET_LENGTH"), number("ORDINAL_POSITION"), {.name = "IS_NULLABLE"}};
    return columns;
}

void add_column(RowsMade& out, const RowsRead& in, int64_t ordinal) {
    const ShownType type = shown_type(in.text("data_type").value_or(""));
    const OdbcType odbc = odbc_type(type.name);
    const std::optional<int64_t> size = type.length ? type.length : type.precision;
    const bool nullable = in.text("null?") != "NOT_NULL";
    for (const char* name : {"database_name", "schema_name", "table_name", "column_name"})
        out.text(in.text(name));
    out.number(odbc.type);
    out.text(odbc.name != nullptr ? odbc.name : type.name);
    out.number(size);
    out.number(size);
    out.number(type.scale);
    out.number(type.precision ? std::optional<int64_t>(10) : std::nullopt);
    out.number(nullable ? SQL_NULLABLE : SQL_NO_NULLS);
    out.text(in.text("comment"));
    out.text(in.text("default"));
    out.number(odbc.type);
    out.number(std::nullopt);
    out.number(type.length);
    out.number(ordinal);
    out.text(nullable ? "YES" : "NO");
    out.end_row();
}

} // namespace

void show_tables(Statement& statement, const Pattern& catalog, const Pattern& schema,
                 const Pattern& table, const Pattern& types) {
    RowsMade out(table_columns());
    const auto list = [&](const std::string& sql, size_t column) {
        RowsRead in(statement, sql);
        while (in.next()) {
            for (size_t i = 0; i < out.width(); ++i)
                out.text(i == column ? in.text("name") : std::nullopt);
            out.end_row();
        }
    };
    if (asks_for_all(catalog, schema, table)) {
        list("SHOW DATABASES", 0);
    } else if (asks_for_all(schema, catalog, table)) {
        list("SHOW SCHEMAS IN ACCOUNT", 1);
    } else {
        RowsRead in(statement, "SHOW OBJECTS" + like(table) +
                                   scope(statement.connection().keywords(), catalog, schema));
        while (in.next()) {
            if (!type_is_wanted(in.text("kind").value_or(""), types)) continue;
            for (const char* name : {"database_name", "schema_name", "name", "kind", "comment"})
                out.text(in.text(name));
            out.end_row();
        }
    }
    statement.show(out.result());
}

void show_columns(Statement& statement, const Pattern& catalog, const Pattern& schema,
                  const Pattern& table, const Pattern& column) {
    RowsMade out(column_columns());
    RowsRead in(statement, "SHOW COLUMNS" + like(column) +
                               scope(statement.connection().keywords(), catalog, schema));
    std::string last;
    int64_t ordinal = 0;
    while (in.next()) {
        const std::string name = in.text("table_name").value_or("");
        const std::string whole = in.text("database_name").value_or("") + "." +
                                  in.text("schema_name").value_or("") + "." + name;
        ordinal = whole == last ? ordinal + 1 : 1;
        last = whole;
        // The table is looked for here, after all of the schema's or the database's came.
        const bool all = !table || table->empty() || is_pattern(*table);
        if (all || name == *table) add_column(out, in, ordinal);
    }
    statement.show(out.result());
}

} // namespace fake_snowflake::driver
