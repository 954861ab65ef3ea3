#include <cstring>

#include "tests/snowflake/driver/calendar.h"
#include "tests/snowflake/driver/convert.h"

namespace fake_snowflake::driver {

namespace {

// Returns whether something of the value was lost.
bool put_time(SQLSMALLINT type, const SQL_TIMESTAMP_STRUCT& t, char* to) {
    if (type == SQL_C_TYPE_DATE || type == SQL_C_DATE) {
        const SQL_DATE_STRUCT out{t.year, t.month, t.day};
        std::memcpy(to, &out, sizeof(out));
        return t.hour != 0 || t.minute != 0 || t.second != 0 || t.fraction != 0;
    }
    if (type == SQL_C_TYPE_TIME || type == SQL_C_TIME) {
        const SQL_TIME_STRUCT out{t.hour, t.minute, t.second};
        std::memcpy(to, &out, sizeof(out));
        return t.fraction != 0;
    }
    std::memcpy(to, &t, sizeof(t));
    return false;
}

} // namespace

void convert_to_time(const ResultColumn& column, const wire::ColumnView& view, const Span& span,
                     const Target& target, RowIssues& issues) {
    if (column.cell != Cell::timestamp) {
        throw own_error("07006", 40060, "Restricted data type attribute violation.");
    }
    const auto size = static_cast<SQLLEN>(c_size(target.type));
    for (size_t i = 0; i < span.count; ++i) {
        const size_t row = span.to + i;
        if (view.null(span.from + i)) {
            put_null(target, row, issues);
            continue;
        }
        target.set_indicator(row, size);
        if (put_time(target.type, timestamp_of(view.integers[span.from + i]), target.at(row))) {
            issues.push_back({row, false, own_record("01S07", 40520, "Fractional truncation.")});
        }
    }
}

} // namespace fake_snowflake::driver
