#include "tests/databricks/parse/statement_body.h"

#include <simdjson.h>

#include <algorithm>

#include "tests/databricks/api/refusal.h"

namespace fake_databricks {

namespace {

namespace dom = simdjson::dom;

std::string text_of(std::string_view name, dom::element value) {
    std::string_view out;
    if (value.get(out) != simdjson::SUCCESS)
        throw Refusal{400, "MALFORMED_REQUEST", std::string(name) + " is no string"};
    return std::string(out);
}

void require_one_of(const char* name, const std::string& value,
                    std::initializer_list<const char*> allowed) {
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end())
        throw invalid(std::string(name) + " cannot be '" + value + "'");
}

void read_parameter(dom::object object, std::map<std::string, std::string>& out) {
    std::string name, value;
    for (const auto [key, member] : object) {
        if (key == "name") {
            name = text_of(key, member);
        } else if (key == "value") {
            value = text_of(key, member);
        } else if (key == "type") {
            require_one_of("type", text_of(key, member), {"STRING"});
        } else {
            throw invalid("a parameter has no member '" + std::string(key) + "'");
        }
    }
    if (name.empty() || !out.emplace(name, value).second)
        throw invalid("a parameter has no name, or one that was given before: '" + name + "'");
}

void check(const StatementRequest& request) {
    if (request.warehouse_id.empty()) throw invalid("warehouse_id is required");
    if (request.statement.empty()) throw invalid("statement is required");
    require_one_of("on_wait_timeout", request.on_wait_timeout, {"CONTINUE", "CANCEL"});
    require_one_of("format", request.format, {"JSON_ARRAY"});
    require_one_of("disposition", request.disposition, {"INLINE"});
    const std::string& wait = request.wait_timeout;
    int seconds = -1;
    if (wait.size() >= 2 && wait.size() <= 3 && wait.back() == 's' &&
        wait.find_first_not_of("0123456789") == wait.size() - 1)
        seconds = std::stoi(wait);
    if (seconds != 0 && (seconds < 5 || seconds > 50))
        throw invalid("wait_timeout must be 0s or between 5s and 50s: '" + wait + "'");
}

} // namespace

StatementRequest read_statement_request(const std::string& body) {
    dom::parser parser;
    dom::object root;
    if (parser.parse(body).get(root) != simdjson::SUCCESS)
        throw Refusal{400, "MALFORMED_REQUEST", "the body is no JSON object"};
    StatementRequest out;
    for (const auto [key, value] : root) {
        dom::array list;
        if (key == "warehouse_id") {
            out.warehouse_id = text_of(key, value);
        } else if (key == "statement") {
            out.statement = text_of(key, value);
        } else if (key == "wait_timeout") {
            out.wait_timeout = text_of(key, value);
        } else if (key == "on_wait_timeout") {
            out.on_wait_timeout = text_of(key, value);
        } else if (key == "format") {
            out.format = text_of(key, value);
        } else if (key == "disposition") {
            out.disposition = text_of(key, value);
        } else if (key == "parameters" && value.get(list) == simdjson::SUCCESS) {
            for (const auto item : list) {
                dom::object parameter;
                if (item.get(parameter) != simdjson::SUCCESS)
                    throw invalid("a parameter is no object");
                read_parameter(parameter, out.parameters);
            }
        } else {
            throw invalid("the API takes no '" + std::string(key) + "' of that kind");
        }
    }
    check(out);
    return out;
}

} // namespace fake_databricks
