// Values of bound parameters, as the text that the server gets.
#pragma once

#include <string_view>
#include <vector>

#include "tests/snowflake/driver/statement.h"
#include "tests/snowflake/engine.h"

namespace fake_snowflake::driver {

// Throws DriverError: 07002 where one before the last is not bound.
[[nodiscard]] std::vector<Parameter> parameter_values(
    const std::vector<ParameterBinding>& parameters, bool utf8);

// How many ? a statement has, outside of quotes and comments.
[[nodiscard]] size_t count_markers(std::string_view sql);

} // namespace fake_snowflake::driver
