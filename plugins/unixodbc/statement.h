// One statement and its rows, read forward. Used by the thread of its connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/unixodbc/connection.h"
#include "plugins/unixodbc/sql.h"

namespace objsync::odbc {

using MaybeText = std::optional<std::string>; // nullopt: SQL NULL

class Statement {
public:
    // Throws sdk::Error, or sdk::Cancelled where the host cancelled.
    explicit Statement(Connection& connection);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    void execute(const std::string& sql);

    // ODBC's catalog functions. nullopt: an argument that is not given.
    void tables(const MaybeText& catalog, const MaybeText& schema, const MaybeText& table,
                const MaybeText& types);
    void columns(const MaybeText& catalog, const MaybeText& schema, const MaybeText& table);

    // The next row.
    [[nodiscard]] bool fetch();

    // Of the current row; columns count from 1 and must be read from left to right, each once:
    // drivers may not do otherwise.
    [[nodiscard]] MaybeText text(SQLUSMALLINT column);
    [[nodiscard]] std::string text_or_empty(SQLUSMALLINT column) {
        return text(column).value_or("");
    }
    // 0 for SQL NULL.
    [[nodiscard]] int64_t number(SQLUSMALLINT column);

    // The names of the answer's columns, in lower case: a session parameter of Snowflake's changes
    // how they are written. Ask after execute() and before the first row.
    [[nodiscard]] std::vector<std::string> column_names();

private:
    friend class Block;
    [[noreturn]] void fail(const char* doing);
    void require(SQLRETURN result, const char* doing);
    void begin(std::string what);

    Connection& connection_;
    SQLHSTMT handle_ = SQL_NULL_HSTMT;
    std::string what_; // for errors: the SQL, or the name of a catalog function
    std::string bytes_;
    std::u16string units_;
};

// The first column of the first row; throws where there is none.
[[nodiscard]] MaybeText query_text(Connection& connection, const std::string& sql);
[[nodiscard]] int64_t query_number(Connection& connection, const std::string& sql);
void run(Connection& connection, const std::string& sql);

} // namespace objsync::odbc
