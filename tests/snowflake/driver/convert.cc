#include "tests/snowflake/driver/convert.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "tests/snowflake/driver/calendar.h"

namespace fake_snowflake::driver {

bool Manner::numbers_break_in_blocks() const {
    if (traits.major != 3 || traits.minor >= 12) return false;
    return traits.minor < 7 || traits.patch == 0;
}

SQLSMALLINT default_c_type(Cell cell) {
    switch (cell) {
        case Cell::text:
        case Cell::integer:
            return SQL_C_CHAR;
        case Cell::real:
            return SQL_C_DOUBLE;
        case Cell::boolean:
            return SQL_C_BIT;
        case Cell::timestamp:
            return SQL_C_TYPE_TIMESTAMP;
    }
    return SQL_C_CHAR;
}

size_t c_size(SQLSMALLINT type) {
    switch (type) {
        case SQL_C_CHAR:
        case SQL_C_WCHAR:
        case SQL_C_BINARY:
            return 0;
        case SQL_C_BIT:
        case SQL_C_TINYINT:
        case SQL_C_STINYINT:
        case SQL_C_UTINYINT:
            return 1;
        case SQL_C_SHORT:
        case SQL_C_SSHORT:
        case SQL_C_USHORT:
            return 2;
        case SQL_C_LONG:
        case SQL_C_SLONG:
        case SQL_C_ULONG:
        case SQL_C_FLOAT:
            return 4;
        case SQL_C_SBIGINT:
        case SQL_C_UBIGINT:
        case SQL_C_DOUBLE:
            return 8;
        case SQL_C_NUMERIC:
            return sizeof(SQL_NUMERIC_STRUCT);
        case SQL_C_TYPE_DATE:
        case SQL_C_DATE:
            return sizeof(SQL_DATE_STRUCT);
        case SQL_C_TYPE_TIME:
        case SQL_C_TIME:
            return sizeof(SQL_TIME_STRUCT);
        case SQL_C_TYPE_TIMESTAMP:
        case SQL_C_TIMESTAMP:
            return sizeof(SQL_TIMESTAMP_STRUCT);
        default:
            throw own_error("HY003", 10520, "Invalid application buffer type.");
    }
}

void put_null(const Target& target, size_t row, RowIssues& issues) {
    if (target.indicator != nullptr) {
        target.set_indicator(row, SQL_NULL_DATA);
        return;
    }
    issues.push_back(
        {row, true, own_record("22002", 10560, "Indicator variable required but not supplied.")});
}

void convert(const ResultColumn& column, const wire::ColumnView& view, const Span& span,
             const Target& target, const Manner& manner, RowIssues& issues) {
    switch (target.type) {
        case SQL_C_CHAR:
        case SQL_C_WCHAR:
        case SQL_C_BINARY:
            return convert_to_text(column, view, span, target, manner, issues);
        case SQL_C_TYPE_DATE:
        case SQL_C_DATE:
        case SQL_C_TYPE_TIME:
        case SQL_C_TIME:
        case SQL_C_TYPE_TIMESTAMP:
        case SQL_C_TIMESTAMP:
            return convert_to_time(column, view, span, target, issues);
        default:
            return convert_to_number(column, view, span, target, manner, issues);
    }
}

Rendered::Rendered(Cell cell, const wire::ColumnView& view, size_t row) {
    if (cell == Cell::timestamp) {
        size_ = print_timestamp(view.integers[row], text_, sizeof(text_));
    } else if (cell == Cell::real) {
        const double value = view.reals[row];
        if (std::isnan(value)) {
            size_ = 3;
            std::memcpy(text_, "NaN", size_);
        } else {
            size_ =
                static_cast<size_t>(std::to_chars(text_, text_ + sizeof(text_), value).ptr - text_);
        }
    } else {
        size_ = static_cast<size_t>(
            std::to_chars(text_, text_ + sizeof(text_), view.integers[row]).ptr - text_);
    }
}

} // namespace fake_snowflake::driver
