// One SQL statement, run by a warehouse through the statement execution API.
// https://docs.databricks.com/api/workspace/statementexecution
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/databricks/json/decode.h"
#include "plugins/databricks/session.h"

namespace objsync::databricks {

using Row = std::vector<Text>;
using Parameters = std::vector<std::pair<std::string, std::string>>; // :name -> text

enum class Result { whole, truncated };

// Calls take(row) for each row, in order; its texts are valid until it returns. Truncated: the
// result was too large for one answer, and no row was given. Throws sdk::Error.
Result run_statement(Session& session, const std::string& sql, const Parameters& parameters,
                     const std::function<void(const Row&)>& take);

} // namespace objsync::databricks
