// Rows that the driver reads for itself, and rows that it makes of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/snowflake/driver/statement.h"

namespace fake_snowflake::driver {

// A statement's rows, one at a time, its columns by their names in lower case.
class RowsRead {
public:
    // Throws DriverError; so does next().
    RowsRead(Statement& statement, const std::string& sql);
    [[nodiscard]] bool next();
    // nullopt: NULL, or no such column.
    [[nodiscard]] std::optional<std::string> text(const char* column) const;

private:
    std::unique_ptr<Result> result_;
};

// Filled value by value, in the order of the columns.
class RowsMade {
public:
    explicit RowsMade(std::vector<ResultColumn> columns);

    [[nodiscard]] size_t width() const noexcept { return columns_.size(); }
    void text(const std::optional<std::string>& value);
    void number(std::optional<int64_t> value);
    void end_row() noexcept;
    [[nodiscard]] std::unique_ptr<Result> result();

private:
    ColumnData& next(bool is_null);

    std::vector<ResultColumn> columns_;
    Chunk chunk_;
    size_t at_ = 0;
};

} // namespace fake_snowflake::driver
