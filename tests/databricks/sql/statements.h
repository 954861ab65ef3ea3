// The statement execution API.
// https://docs.databricks.com/api/workspace/statementexecution
#pragma once

#include "tests/databricks/http/server.h"

namespace fake_databricks {

struct Call;

[[nodiscard]] Reply post_statement(const Call& call);
[[nodiscard]] Reply get_statement(const Call& call);
[[nodiscard]] Reply get_chunk(const Call& call);
[[nodiscard]] Reply cancel_statement(const Call& call);

} // namespace fake_databricks
