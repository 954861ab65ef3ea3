// What a request is refused with. Handlers throw it; the workspace makes the answer of it.
#pragma once

#include <string>

#include "tests/databricks/http/server.h"

namespace fake_databricks {

struct Refusal {
    int status;
    std::string code, message;
};

// {"error_code", "message", "details": [google.rpc.ErrorInfo]}, as in databricks-sdk-go, apierr.
[[nodiscard]] Reply reply_of(const Refusal& refusal);

// What a server says that has no such endpoint, and no idea of the API's errors.
[[nodiscard]] Reply plain_not_found();

[[nodiscard]] inline Refusal invalid(const std::string& message) {
    return {400, "INVALID_PARAMETER_VALUE", message};
}
[[nodiscard]] inline Refusal denied(const std::string& message) {
    return {403, "PERMISSION_DENIED", message};
}
// `what`: "CATALOG", "SCHEMA", ...; `shown`: "Catalog".
[[nodiscard]] inline Refusal missing(const std::string& what, const std::string& shown,
                                     const std::string& name) {
    return {404, what + "_DOES_NOT_EXIST", shown + " '" + name + "' does not exist."};
}

} // namespace fake_databricks
