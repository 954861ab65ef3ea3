// A statement handle: what is bound, what runs, and the rows of it. Used by one thread at a time,
// but for cancel().
#pragma once

#include <atomic>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/snowflake/driver/connection.h"
#include "tests/snowflake/driver/convert.h"
#include "tests/snowflake/driver/diagnostics.h"
#include "tests/snowflake/driver/result.h"

namespace fake_snowflake::driver {

// A bound column, or where SQLGetData is to write.
struct Binding {
    SQLSMALLINT type = SQL_C_DEFAULT;
    SQLPOINTER data = nullptr;
    SQLLEN room = 0;
    SQLLEN* indicator = nullptr;
};

struct ParameterBinding {
    SQLSMALLINT c_type = SQL_C_DEFAULT, sql_type = SQL_VARCHAR;
    SQLPOINTER data = nullptr;
    SQLLEN room = 0;
    SQLLEN* indicator = nullptr;
    bool bound = false;
};

struct StatementAttributes {
    SQLULEN row_array_size = 1, row_bind_type = SQL_BIND_BY_COLUMN;
    SQLULEN* rows_fetched = nullptr;
    SQLUSMALLINT* row_status = nullptr;
    SQLLEN* bind_offset = nullptr;
    SQLULEN query_timeout_s = 0, max_rows = 0;
    SQLULEN async = SQL_ASYNC_ENABLE_OFF;
    SQLULEN metadata_id = SQL_FALSE;
};

class Statement {
public:
    explicit Statement(Connection& connection) : connection_(connection) {}
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Diagnostics diagnostics;
    StatementAttributes attributes;
    std::vector<Binding> columns;             // by number from 1; [0] is never bound
    std::vector<ParameterBinding> parameters; // by number from 0

    [[nodiscard]] Connection& connection() noexcept { return connection_; }

    // All throw DriverError, and add warnings to the diagnostics.
    void prepare(std::string sql);
    [[nodiscard]] const std::string& prepared() const; // throws where nothing is
    void execute(const std::string& sql);
    // Rows that the driver made itself, as a catalog function's.
    void show(std::unique_ptr<Result> result);
    // Rows that the driver reads itself; nullptr where there are none.
    [[nodiscard]] std::unique_ptr<Result> take_result() noexcept { return std::move(result_); }
    [[nodiscard]] SQLRETURN fetch();
    [[nodiscard]] SQLRETURN get_data(SQLUSMALLINT column, const Binding& to);
    void close() noexcept;

    // Stops what runs in another thread; nothing where nothing does. An asynchronous statement runs
    // on (BehaviorDifferences.yaml #32).
    void cancel();

    [[nodiscard]] bool cursor_open() const noexcept { return result_ != nullptr; }
    [[nodiscard]] const std::vector<ResultColumn>& described() const;
    [[nodiscard]] const std::string& query_id() const noexcept { return query_id_; }

    // Of an asynchronous call: throws what execute() throws.
    std::future<void> pending;

private:
    // How far SQLGetData came in a value.
    struct Reading {
        SQLUSMALLINT column = 0;
        size_t offset = 0;
        bool finished = false;
    };

    [[nodiscard]] Manner manner() const;
    [[nodiscard]] size_t wait_for_rows();
    [[nodiscard]] Target target_of(const Binding& binding, Cell cell) const;
    void fill(size_t from, size_t rows, size_t to, const Manner& manner, RowIssues& issues);
    void put_wrong_lengths(size_t from, size_t rows, size_t to);
    void put_wrong_length(SQLUSMALLINT column, size_t row, SQLLEN* indicator) const;
    [[nodiscard]] SQLRETURN finish_rowset(size_t rows, const RowIssues& issues);
    [[nodiscard]] SQLRETURN read_at_once(const ResultColumn& column, const wire::ColumnView& view,
                                         size_t row, SQLSMALLINT type, const Binding& to);
    [[nodiscard]] SQLRETURN read_text(std::string_view text, const Binding& to);
    [[nodiscard]] SQLRETURN read_wide(std::string_view text, const Binding& to);
    [[nodiscard]] SQLRETURN cut();

    Connection& connection_;
    std::string prepared_;
    bool is_prepared_ = false;
    std::string query_id_;
    std::unique_ptr<Result> result_;
    size_t rows_read_ = 0;   // of max_rows
    size_t rowset_rows_ = 0; // of the last fetch
    Reading reading_;
    uint64_t statement_ = 0;            // whose rows these are
    std::atomic<uint64_t> running_ = 0; // that statement, while a call waits for it
};

} // namespace fake_snowflake::driver
