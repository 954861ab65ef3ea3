// The rows of a statement as they come in: chunk after chunk, the next one asked for ahead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/snowflake/driver/connection.h"
#include "tests/snowflake/wire/chunk.h"

namespace fake_snowflake::driver {

class Result {
public:
    // Rows of a statement that runs on a channel, which goes back to its connection at the end.
    Result(Connection& connection, std::unique_ptr<Channel> channel,
           std::vector<ResultColumn> columns);
    // Rows that are all there.
    Result(Chunk chunk, std::vector<ResultColumn> columns);
    Result(const Result&) = delete;
    Result& operator=(const Result&) = delete;

    [[nodiscard]] const std::vector<ResultColumn>& columns() const noexcept { return columns_; }

    // Of the chunk at hand. rows_left() makes the next one that chunk when all of it was taken; 0:
    // that was all. Throws DriverError, after which there are no more rows.
    [[nodiscard]] size_t rows_left();
    [[nodiscard]] size_t position() const noexcept { return position_; }
    [[nodiscard]] const wire::ChunkView& chunk() const noexcept { return view_; }
    void take(size_t rows) noexcept { position_ += rows; }

private:
    void ask();

    Connection* connection_ = nullptr;
    std::unique_ptr<Channel> channel_;
    std::vector<ResultColumn> columns_;
    std::string payload_;
    wire::ChunkView view_;
    size_t position_ = 0;
    bool asked_ = false;
};

} // namespace fake_snowflake::driver
