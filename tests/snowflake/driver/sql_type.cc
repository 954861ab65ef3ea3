#include "tests/snowflake/driver/sql_type.h"

#include <cstdlib>

namespace fake_snowflake::driver {

SqlType sql_type_of(const ResultColumn& column, const Keywords& keywords) {
    constexpr int64_t kLongestVarchar = 16777216;
    switch (column.cell) {
        case Cell::text: {
            int64_t size = column.size;
            const std::string set = value_of(keywords, "DEFAULT_VARCHAR_SIZE");
            if (size == kLongestVarchar && !set.empty()) size = std::atoll(set.c_str());
            return {SQL_VARCHAR, static_cast<SQLULEN>(size), 0, 0, "VARCHAR"};
        }
        case Cell::integer:
            if (is_true(keywords, "ODBC_TREAT_DECIMAL_AS_INT")) {
                return {SQL_BIGINT, 19, 0, 8, "NUMBER"};
            }
            return {SQL_DECIMAL, 38, 0, 136, "NUMBER"};
        case Cell::real:
            return {SQL_DOUBLE, 15, 0, 8, "FLOAT"};
        case Cell::boolean:
            return {SQL_BIT, 1, 0, 1, "BOOLEAN"};
        case Cell::timestamp:
            return {SQL_TYPE_TIMESTAMP, 29, 9, sizeof(SQL_TIMESTAMP_STRUCT), "TIMESTAMP_NTZ"};
    }
    return {};
}

} // namespace fake_snowflake::driver
