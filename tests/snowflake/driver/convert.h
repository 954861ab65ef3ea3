// From cells to what the application binds: whole columns of a block at a time, so that the type is
// looked at once and not once a row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/snowflake/driver/diagnostics.h"
#include "tests/snowflake/engine.h"
#include "tests/snowflake/wire/chunk.h"
#include "tests/snowflake/wire/messages.h"

namespace fake_snowflake::driver {

// Where the values of one column go; row r at data + r * stride.
struct Target {
    SQLSMALLINT type = SQL_C_DEFAULT;
    char* data = nullptr;
    SQLLEN room = 0;           // bytes for each, of variable length types
    char* indicator = nullptr; // may be null
    size_t stride = 0, indicator_stride = 0;

    [[nodiscard]] char* at(size_t row) const { return data + row * stride; }
    void set_indicator(size_t row, SQLLEN value) const {
        if (indicator != nullptr) *indicator_at(row) = value;
    }
    [[nodiscard]] SQLLEN* indicator_at(size_t row) const {
        return reinterpret_cast<SQLLEN*>(indicator + row * indicator_stride);
    }
};

// How the driver behaves, which depends on its version and on the locale.
struct Manner {
    wire::DriverTraits traits;
    bool utf8 = true;
    bool block = false; // more than one row at once

    // Release notes of 3.16.0: until then nothing was said about a text that was cut.
    [[nodiscard]] bool cuts_silently() const { return traits.major == 3 && traits.minor < 16; }
    // Release notes of 3.12.0, and of the patches of older lines that have the mend.
    [[nodiscard]] bool numbers_break_in_blocks() const;
};

// What is to be said about rows, beside their values.
struct RowIssue {
    size_t row = 0;
    bool error = false;
    Record record;
};
using RowIssues = std::vector<RowIssue>;

// The rows [from, from + count) of a column into the target's rows [to, to + count).
struct Span {
    size_t from = 0, count = 0, to = 0;
};

// The C type that SQL_C_DEFAULT means for such a column.
[[nodiscard]] SQLSMALLINT default_c_type(Cell cell);
// Bytes of a C type, 0 where they vary. Throws DriverError for one that the driver does not know.
[[nodiscard]] size_t c_size(SQLSMALLINT type);

// Throws DriverError 07006 where the two types do not go together. The target's type is not
// SQL_C_DEFAULT.
void convert(const ResultColumn& column, const wire::ColumnView& view, const Span& span,
             const Target& target, const Manner& manner, RowIssues& issues);

// The parts of it, by target.
void convert_to_text(const ResultColumn& column, const wire::ColumnView& view, const Span& span,
                     const Target& target, const Manner& manner, RowIssues& issues);
void convert_to_number(const ResultColumn& column, const wire::ColumnView& view, const Span& span,
                       const Target& target, const Manner& manner, RowIssues& issues);
void convert_to_time(const ResultColumn& column, const wire::ColumnView& view, const Span& span,
                     const Target& target, RowIssues& issues);

// How many characters of a text fit into so many bytes, beside the terminator; -1: not even that.
[[nodiscard]] SQLLEN wide_capacity(SQLLEN room, const wire::DriverTraits& traits);

// Sets NULL's indicator for a row; an error where there is none.
void put_null(const Target& target, size_t row, RowIssues& issues);

// A value that is no text as the driver writes it.
class Rendered {
public:
    Rendered(Cell cell, const wire::ColumnView& view, size_t row);
    [[nodiscard]] std::string_view text() const noexcept { return {text_, size_}; }

private:
    char text_[64];
    size_t size_ = 0;
};

} // namespace fake_snowflake::driver
