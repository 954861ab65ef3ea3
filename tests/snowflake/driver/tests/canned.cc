#include "tests/snowflake/driver/tests/canned.h"

#include <algorithm>

#include "tests/snowflake/crypto/jwt.h"

namespace fake_snowflake::testing {

namespace {

class CannedRows : public Rows {
public:
    explicit CannedRows(const Table& table) : table_(table) {}

    const std::vector<ResultColumn>& columns() const override { return table_.columns; }
    void read(Chunk& chunk, size_t limit) override {
        const size_t rows = std::min(limit, table_.rows - row_);
        for (size_t i = 0; i < rows; ++i, ++row_)
            for (size_t c = 0; c < table_.columns.size(); ++c)
                append(chunk.columns[c], table_.columns[c].cell, table_.cell(row_, c));
        chunk.rows = rows;
    }

private:
    static void append(ColumnData& data, Cell cell, const Value& value) {
        data.is_null.push_back(std::holds_alternative<std::monostate>(value) ? 1 : 0);
        if (cell == Cell::text) {
            if (const auto* text = std::get_if<std::string>(&value)) data.bytes += *text;
            data.ends.push_back(static_cast<uint32_t>(data.bytes.size()));
        } else if (cell == Cell::real) {
            const auto* real = std::get_if<double>(&value);
            data.reals.push_back(real ? *real : 0);
        } else {
            const auto* integer = std::get_if<int64_t>(&value);
            data.integers.push_back(integer ? *integer : 0);
        }
    }

    const Table& table_;
    size_t row_ = 0;
};

} // namespace

class CannedSession : public Session {
public:
    CannedSession(Canned& account, int64_t id) : account_(account), id_(id) {}

    int64_t id() const override { return id_; }
    int64_t statement_timeout_s() const override { return account_.statement_timeout_s; }
    std::unique_ptr<Rows> execute(const std::string& sql,
                                  const std::vector<Parameter>& parameters) override {
        if (!parameters.empty()) {
            const std::lock_guard lock(account_.mutex_);
            account_.last_parameters_ = parameters;
        }
        const auto found = account_.answers.find(sql);
        if (found == account_.answers.end()) {
            throw SqlError(
                "42000", 1003,
                "SQL compilation error:\nsyntax error line 1 at position 0 unexpected '" + sql +
                    "'.");
        }
        return std::make_unique<CannedRows>(found->second);
    }

private:
    Canned& account_;
    int64_t id_;
};

std::unique_ptr<Session> Canned::sign_in(const std::map<std::string, std::string>& keywords) {
    const std::lock_guard lock(mutex_);
    last_keywords_ = keywords;
    const auto at = [&](const char* name) {
        const auto found = keywords.find(name);
        return found == keywords.end() ? std::string() : found->second;
    };
    const std::string authenticator = at("AUTHENTICATOR");
    if (authenticator.empty()) {
        const auto user = passwords.find(at("UID"));
        if (user == passwords.end() || user->second != at("PWD")) {
            throw SqlError("08004", 390100, "Incorrect username or password was specified.");
        }
    } else if (authenticator == "SNOWFLAKE_JWT") {
        const auto key = public_keys.find(at("UID"));
        const std::string problem =
            key == public_keys.end() ? "no key"
                                     : jwt_problem(at("TOKEN"), {"ACME"}, at("UID"), {key->second});
        if (!problem.empty()) throw SqlError("08004", 390144, "JWT token is invalid. " + problem);
    } else if (tokens.find(authenticator) == tokens.end() ||
               tokens.at(authenticator) != at("TOKEN")) {
        throw SqlError("08004", 390303, "Invalid OAuth access token.");
    }
    return std::make_unique<CannedSession>(*this, ++last_session_);
}

std::vector<Parameter> Canned::last_parameters() const {
    const std::lock_guard lock(mutex_);
    return last_parameters_;
}

std::map<std::string, std::string> Canned::last_keywords() const {
    const std::lock_guard lock(mutex_);
    return last_keywords_;
}

Table values(Cell cell, std::vector<Value> values) {
    Table out;
    out.columns = {{.name = "VALUE", .cell = cell}};
    out.rows = values.size();
    out.cell = [values = std::move(values)](size_t row, size_t) { return values[row]; };
    return out;
}

Table texts(std::vector<std::optional<std::string>> given) {
    std::vector<Value> out;
    for (auto& text : given)
        out.push_back(text ? Value(std::move(*text)) : Value());
    return values(Cell::text, std::move(out));
}

} // namespace fake_snowflake::testing
