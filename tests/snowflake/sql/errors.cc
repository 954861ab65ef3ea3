#include "tests/snowflake/sql/errors.h"

namespace fake_snowflake::sql {

namespace {

SqlError compilation(const std::string& state, int32_t native, const std::string& text) {
    return {state, native, "SQL compilation error:\n" + text};
}

SqlError compilation_at(Position at, const std::string& state, int32_t native,
                        const std::string& text) {
    return {state, native,
            "SQL compilation error: error line " + std::to_string(at.line) + " at position " +
                std::to_string(at.column) + "\n" + text};
}

} // namespace

SqlError syntax_error(Position at, const std::string& unexpected) {
    return compilation("42000", 1003,
                       "syntax error line " + std::to_string(at.line) + " at position " +
                           std::to_string(at.column) + " unexpected '" + unexpected + "'.");
}

SqlError invalid_identifier(Position at, const std::string& name) {
    return compilation_at(at, "42000", 904, "invalid identifier '" + name + "'");
}

SqlError unknown_function(const std::string& name) {
    return compilation("42601", 2141, "Unknown function " + name);
}

SqlError invalid_arguments(Position at, const std::string& function, const std::string& types) {
    return compilation_at(
        at, "42P13", 1044,
        "Invalid argument types for function '" + function + "': (" + types + ")");
}

SqlError no_database(const std::string& name) {
    return compilation("02000", 2003, "Database '" + name + "' does not exist or not authorized.");
}

SqlError no_schema(const std::string& name) {
    return compilation("02000", 2003, "Schema '" + name + "' does not exist or not authorized.");
}

SqlError no_object(const std::string& name) {
    return compilation("42S02", 2003, "Object '" + name + "' does not exist or not authorized.");
}

SqlError nothing_there() {
    return compilation("02000", 2043, "Object does not exist, or operation cannot be performed.");
}

SqlError insufficient_privileges(const std::string& on) {
    return {"42501", 3001,
            "SQL access control error:\nInsufficient privileges to operate on " + on};
}

SqlError dead_share() {
    return compilation("02000", 3030,
                       "Shared database is no longer available for use. It will need to be "
                       "re-created if and when the publisher makes it available again.");
}

SqlError no_warehouse() {
    return {"57P03", 606,
            "No active warehouse selected in the current session.  Select an active warehouse "
            "with the 'use warehouse' command.\n"};
}

SqlError no_current_database(const std::string& operation) {
    return {"22000", 90105,
            "Cannot perform " + operation +
                ". This session does not have a current database. Call 'USE DATABASE', or use a "
                "qualified name."};
}

SqlError no_current_schema(const std::string& operation) {
    return {"22000", 90106,
            "Cannot perform " + operation +
                ". This session does not have a current schema. Call 'USE SCHEMA', or use a "
                "qualified name."};
}

SqlError too_much_data() {
    return {"22000", 90030,
            "Information schema query returned too much data. Please repeat query with more "
            "selective predicates."};
}

SqlError too_many_rows(size_t limit) {
    return {"22000", 90153,
            "The result set size exceeded the max number of rows(" + std::to_string(limit) +
                ") supported for SHOW statements. Use LIMIT option to limit result set to a "
                "smaller number."};
}

SqlError expired() {
    return {"08001", 390114,
            "Authentication token has expired.  The user must authenticate again."};
}

SqlError not_recognized(const std::string& type, const std::string& text) {
    const int32_t native = type == "Date" ? 100040 : 100035;
    return {"22007", native, type + " '" + text + "' is not recognized"};
}

SqlError not_numeric(const std::string& text) {
    return {"22018", 100038, "Numeric value '" + text + "' is not recognized"};
}

SqlError not_faked(const std::string& what) {
    return {"HYC00", -1,
            "the fake Snowflake has no " + what +
                ", though Snowflake has: teach it, or ask "
                "otherwise"};
}

} // namespace fake_snowflake::sql
