// GENERATE: many objects at once; and what Snowflake decides for an account.
#include <array>

#include "tests/snowflake/shape/statements.h"

namespace fake_snowflake::shaping {

namespace {

// The types of columns that made tables have, over and over.
constexpr std::array<const char*, 10> kTypes = {"NUMBER(38,0)",
                                                "VARCHAR(16777216)",
                                                "TIMESTAMP_NTZ(9)",
                                                "NUMBER(12,2)",
                                                "BOOLEAN",
                                                "VARCHAR(64)",
                                                "FLOAT",
                                                "DATE",
                                                "VARIANT",
                                                "TIMESTAMP_LTZ(3)"};

Columns made_columns(size_t count) {
    std::vector<Column> out;
    for (size_t n = 0; n < count; ++n) {
        Column one = column("COLUMN_" + std::to_string(n), kTypes[n % kTypes.size()],
                            n == 0 ? not_null : nullable);
        if (n % 4 == 1) one.comment = "what column " + std::to_string(n) + " is for";
        out.push_back(std::move(one));
    }
    return columns(std::move(out));
}

} // namespace

// GENERATE 200 TABLES WITH 20 COLUMNS IN SCHEMA db.schema [PREFIX 'T_']
// GENERATE 500 SCHEMAS WITH 200 TABLES WITH 20 COLUMNS IN DATABASE db [PREFIX 'S_']
void generate(Words& words, Account& account) {
    const auto count = [&] {
        const int64_t number = words.integer();
        if (number < 0) throw ShapeError("how many are to be made?");
        return static_cast<size_t>(number);
    };
    size_t tables = count();
    size_t schemas = 0;
    const bool with_schemas = words.accept("SCHEMAS WITH");
    if (with_schemas) schemas = std::exchange(tables, count());
    words.expect("TABLES WITH");
    const size_t columns_each = count();
    words.expect("COLUMNS IN");
    words.expect(with_schemas ? "DATABASE" : "SCHEMA");
    Path in = words.path(with_schemas ? 1 : 2);
    std::string prefix = with_schemas ? "S" : "T";
    if (words.accept("PREFIX")) prefix = words.text();
    words.end();

    Formula formula;
    formula.count = tables;
    formula.pattern.columns = made_columns(columns_each);
    formula.pattern.row_count = 1000;
    formula.pattern.bytes = 65536;
    if (!with_schemas) {
        formula.prefix = prefix;
        account.generate(in, formula);
        return;
    }
    Formula names;
    names.prefix = prefix;
    names.digits = 4;
    for (size_t n = 0; n < schemas; ++n) {
        in.schema = names.name(n);
        account.create_schema(in.database, in.schema);
        account.generate(in, formula);
    }
}

// SET SHOW_ROWS = 100
void set(Words& words, Account& account) {
    const std::string name = words.word();
    words.expect("=");
    std::function<void(AccountSettings&)> change;
    const auto size = [&](size_t AccountSettings::*member) {
        const int64_t number = words.integer();
        if (number < 0) throw ShapeError(name + " cannot be negative");
        change = [=](AccountSettings& s) { s.*member = static_cast<size_t>(number); };
    };
    const auto minutes = [&](std::chrono::minutes AccountSettings::*member) {
        const std::chrono::minutes given(words.integer());
        change = [=](AccountSettings& s) { s.*member = given; };
    };
    const auto text = [&](std::string AccountSettings::*member) {
        const std::string given = words.text();
        change = [=](AccountSettings& s) { s.*member = given; };
    };
    if (name == "SHOW_ROWS") {
        size(&AccountSettings::show_rows);
    } else if (name == "INFORMATION_SCHEMA_ROWS") {
        size(&AccountSettings::information_schema_rows);
    } else if (name == "USAGE_LAG_MINUTES") {
        minutes(&AccountSettings::usage_lag);
    } else if (name == "TAG_LAG_MINUTES") {
        minutes(&AccountSettings::tag_lag);
    } else if (name == "LOCATOR") {
        text(&AccountSettings::locator);
    } else if (name == "VERSION") {
        text(&AccountSettings::version);
    } else if (name == "EXTERNAL_TABLE_IN_SHOW_OBJECTS") {
        text(&AccountSettings::external_table_in_show_objects);
    } else if (name == "EVENT_TABLE_IN_SHOW_OBJECTS") {
        text(&AccountSettings::event_table_in_show_objects);
    } else if (name == "REFUSES_EXTERNAL_TABLES_IN_ACCOUNT") {
        change = [on = words.truth()](AccountSettings& s) {
            s.refuses_external_tables_in_account = on;
        };
    } else {
        throw ShapeError("there is no setting " + name);
    }
    words.end();
    account.set(change);
}

} // namespace fake_snowflake::shaping
