// The body of POST /api/2.0/sql/statements, read strictly.
// https://docs.databricks.com/api/workspace/statementexecution/executestatement
#pragma once

#include <map>
#include <string>

namespace fake_databricks {

struct StatementRequest {
    std::string warehouse_id, statement;
    std::string wait_timeout = "10s", on_wait_timeout = "CONTINUE";
    std::string format = "JSON_ARRAY", disposition = "INLINE";
    std::map<std::string, std::string> parameters; // all of type STRING
};

// Throws Refusal for what is no JSON, for members that the API does not have, and for values that
// it would not take.
[[nodiscard]] StatementRequest read_statement_request(const std::string& body);

} // namespace fake_databricks
