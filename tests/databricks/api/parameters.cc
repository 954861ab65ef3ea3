#include "tests/databricks/api/parameters.h"

#include <algorithm>
#include <charconv>

#include "tests/databricks/api/refusal.h"

namespace fake_databricks {

Parameters::Parameters(const Request& request, std::initializer_list<const char*> known)
    : request_(request) {
    for (const auto& parameter : request.query) {
        const std::string& name = parameter.first;
        const auto same = [&](const char* one) { return name == one; };
        if (std::none_of(known.begin(), known.end(), same))
            throw invalid("this API has no parameter '" + name + "'");
    }
}

const std::string& Parameters::need(const char* name) const {
    const std::string* value = request_.parameter(name);
    if (value == nullptr || value->empty())
        throw invalid(std::string("Missing required field: ") + name);
    return *value;
}

bool Parameters::flag(const char* name) const {
    const std::string* value = request_.parameter(name);
    if (value == nullptr || *value == "false") return false;
    if (*value == "true") return true;
    throw invalid(std::string(name) + " is not a boolean: '" + *value + "'");
}

std::optional<int64_t> Parameters::integer(const char* name) const {
    const std::string* value = request_.parameter(name);
    if (value == nullptr) return std::nullopt;
    int32_t out = 0;
    const char* end = value->data() + value->size();
    const auto [at, error] = std::from_chars(value->data(), end, out);
    if (error != std::errc() || at != end)
        throw invalid(std::string(name) + " is not an integer: '" + *value + "'");
    return out;
}

std::string Parameters::text(const char* name) const {
    const std::string* value = request_.parameter(name);
    return value == nullptr ? std::string() : *value;
}

} // namespace fake_databricks
