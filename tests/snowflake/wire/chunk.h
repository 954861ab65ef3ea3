// Rows on their way: a chunk is copied as whole columns on the server's side, and read in place on
// the driver's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/snowflake/engine.h"

namespace fake_snowflake::wire {

// An indicator that the driver is to report for a cell instead of the true one.
struct WrongLength {
    uint32_t row = 0, column = 0; // from 0, in the chunk
    int64_t length = 0;
};

[[nodiscard]] std::string encode_chunk(const Chunk& chunk, const std::vector<ResultColumn>& columns,
                                       const std::vector<WrongLength>& wrong);

// One column of a chunk, pointing into its payload. Only what the column's Cell calls for is set.
struct ColumnView {
    const uint8_t* is_null = nullptr; // nullptr: no row is NULL
    const int64_t* integers = nullptr;
    const double* reals = nullptr;
    const char* bytes = nullptr;
    const uint32_t* ends = nullptr;

    [[nodiscard]] bool null(size_t row) const { return is_null != nullptr && is_null[row] != 0; }
    [[nodiscard]] std::string_view text(size_t row) const {
        const uint32_t from = row == 0 ? 0 : ends[row - 1];
        return {bytes + from, ends[row] - from};
    }
};

struct ChunkView {
    size_t rows = 0;
    std::vector<ColumnView> columns;
    std::vector<WrongLength> wrong;

    // Points into `payload`, which must stay, aligned to 8 bytes. Throws WireError.
    void read(std::string_view payload, const std::vector<ResultColumn>& described);
};

} // namespace fake_snowflake::wire
