#include "tests/snowflake/driver/diagnostics.h"

namespace fake_snowflake::driver {

Record own_record(const char* state, SQLINTEGER native, const std::string& text) {
    return {state, native, "[Snowflake][Support] (" + std::to_string(native) + ") " + text};
}

DriverError own_error(const char* state, SQLINTEGER native, const std::string& text) {
    const Record record = own_record(state, native, text);
    return {record.state, record.native, record.text};
}

} // namespace fake_snowflake::driver
