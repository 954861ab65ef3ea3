// The rows of a statement, fetched in blocks into bound buffers: for answers of many rows. Used by
// the thread of its connection; at most one for a statement, which must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/unixodbc/sql.h"
#include "plugins/unixodbc/statement.h"

namespace objsync::odbc {

// One column of the answer that is wanted. Drivers announce text columns of 16 MiB, so the room is
// chosen by who asks: what does not fit is told as cut, never given in part.
struct Bound {
    enum class As { text, number, time } as = As::text;
    SQLUSMALLINT column = 0; // from 1
    size_t room = 0;         // bytes of text

    static Bound text(size_t column, size_t room) {
        return {As::text, static_cast<SQLUSMALLINT>(column), room};
    }
    static Bound number(size_t column) {
        return {As::number, static_cast<SQLUSMALLINT>(column), 0};
    }
    static Bound time(size_t column) { return {As::time, static_cast<SQLUSMALLINT>(column), 0}; }
};

enum class Reading {
    bound, // blocks of rows
    whole, // row by row, and every text in full: for the few that were cut
};

class Block {
public:
    // The statement was executed. `wanted` counts its cells from 0 in the order given here; in
    // whole reading columns must ascend. Throws sdk::Error where the answer has fewer columns.
    Block(Statement& statement, std::vector<Bound> wanted, Reading reading = Reading::bound);
    ~Block();
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    // The next row. Throws sdk::Error or sdk::Cancelled, and where the driver contradicts itself.
    [[nodiscard]] bool next();

    // Of the current row. nullopt: SQL NULL, or cut. Views are valid until next(). Throw
    // sdk::Error where the driver's length and the driver's text do not agree.
    [[nodiscard]] std::optional<std::string_view> text(size_t cell) const;
    [[nodiscard]] std::optional<int64_t> number(size_t cell) const;
    // Milliseconds since the epoch, the driver's text taken as UTC; what is below is left away.
    [[nodiscard]] std::optional<int64_t> time_ms(size_t cell) const;
    // There is more text than room, or so much that a driver may have cut it without a word (before
    // 3.16 Snowflake's did); or text with a NUL inside, which in a block cannot be told from a
    // length that is wrong. Whole reading gives it.
    [[nodiscard]] bool cut(size_t cell) const;

private:
    struct Place {
        size_t indicator, data; // offsets in a row
    };
    void lay_out();
    void bind();
    [[nodiscard]] bool next_block();
    void check_rows(SQLRETURN result) const;
    [[nodiscard]] bool next_whole();
    [[nodiscard]] SQLLEN indicator(size_t cell) const;
    [[nodiscard]] bool is_null(size_t cell) const;
    [[nodiscard]] const char* data(size_t cell) const;
    [[noreturn]] void driver_lies(size_t cell, const std::string& how) const;

    Statement& statement_;
    std::vector<Bound> wanted_;
    Reading reading_;
    std::vector<Place> places_;
    size_t row_size_ = 0, rows_ = 0; // bytes; rows of a block
    std::unique_ptr<char[]> buffer_;
    std::vector<SQLUSMALLINT> status_;
    SQLULEN fetched_ = 0;
    size_t row_ = 0;
    std::vector<MaybeText> whole_; // texts and numbers of a row in whole reading
};

} // namespace objsync::odbc
