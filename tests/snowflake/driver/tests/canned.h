// An account that answers each statement with the rows it was given.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tests/snowflake/engine.h"

namespace fake_snowflake::testing {

using Value = std::variant<std::monostate, std::string, int64_t, double>;

struct Table {
    std::vector<ResultColumn> columns;
    size_t rows = 0;
    std::function<Value(size_t row, size_t column)> cell; // monostate: NULL
};

// One text column with these values.
[[nodiscard]] Table texts(std::vector<std::optional<std::string>> values);
// One column of that kind.
[[nodiscard]] Table values(Cell cell, std::vector<Value> values);

class Canned : public Engine {
public:
    // By the statement's text; what is not there is a syntax error.
    explicit Canned(std::map<std::string, Table> by_statement = {})
        : answers(std::move(by_statement)) {}

    std::unique_ptr<Session> sign_in(const std::map<std::string, std::string>& keywords) override;

    // Before anyone connects.
    std::map<std::string, Table> answers;
    std::map<std::string, std::string> passwords = {{"CRAWLER", "secret"}};
    std::map<std::string, std::string> public_keys = {}; // by user
    std::map<std::string, std::string> tokens = {};      // by authenticator in upper case
    int64_t statement_timeout_s = 0;

    // What a statement with parameters was given last.
    [[nodiscard]] std::vector<Parameter> last_parameters() const;
    [[nodiscard]] std::map<std::string, std::string> last_keywords() const;

private:
    friend class CannedSession;
    mutable std::mutex mutex_;
    int64_t last_session_ = 0;
    std::vector<Parameter> last_parameters_;
    std::map<std::string, std::string> last_keywords_;
};

} // namespace fake_snowflake::testing
