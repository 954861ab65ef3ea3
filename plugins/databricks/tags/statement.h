// One SQL statement, run by a warehouse through the statement execution API.
// https://docs.databricks.com/api/workspace/statementexecution
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/databricks/json/decode.h"
#include "plugins/databricks/session.h"
#include "plugins/sdk/host.hpp"

namespace objsync::databricks {

using Row = std::vector<Text>;
using Parameters = std::vector<std::pair<std::string, std::string>>; // :name -> text

enum class Result {
    whole,
    too_large, // for one answer (25 MiB, https://github.com/databrickslabs/ucx/issues/3447): no
               // rows
};

// In the warehouse of that workspace. Calls take(row) for each row, in order; its texts are valid
// until it returns. Throws sdk::Error, also where the statement is not done after 20 minutes.
Result run_statement(sdk::Host& host, Session& session, size_t workspace, const std::string& sql,
                     const Parameters& parameters, const std::function<void(const Row&)>& take);

} // namespace objsync::databricks
