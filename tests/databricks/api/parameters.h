// The query of a request, read strictly: a parameter that the API does not have is refused, as is a
// value that it would not take. The platform ignores some of that; a test must not.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>

#include "tests/databricks/http/server.h"

namespace fake_databricks {

class Parameters {
public:
    Parameters(const Request& request, std::initializer_list<const char*> known);

    [[nodiscard]] const std::string& need(const char* name) const; // not empty
    [[nodiscard]] bool flag(const char* name) const;               // absent: false
    [[nodiscard]] std::optional<int64_t> integer(const char* name) const;
    [[nodiscard]] std::string text(const char* name) const; // absent: ""

private:
    const Request& request_;
};

} // namespace fake_databricks
