#include "tests/snowflake/tests/asking.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace fake_snowflake::testing {

namespace {

std::string cell(const ColumnData& column, Cell kind, size_t row) {
    if (column.is_null[row] != 0) return "NULL";
    switch (kind) {
        case Cell::text: {
            const size_t begin = row == 0 ? 0 : column.ends[row - 1];
            return column.bytes.substr(begin, column.ends[row] - begin);
        }
        case Cell::real:
            return std::to_string(column.reals[row]);
        case Cell::integer:
        case Cell::boolean:
        case Cell::timestamp:
            break;
    }
    return std::to_string(column.integers[row]);
}

} // namespace

Line Answer::column(const std::string& name) const {
    const auto it = std::find(columns.begin(), columns.end(), name);
    if (it == columns.end()) throw std::invalid_argument("no column " + name);
    Line result;
    for (const Line& line : lines)
        result.push_back(line[static_cast<size_t>(it - columns.begin())]);
    return result;
}

std::string text(const SqlError& error) {
    char number[16];
    std::snprintf(number, sizeof number, "%06d", error.native());
    std::string result = std::string(number) + " (" + error.state() + ") " + error.what();
    std::replace(result.begin(), result.end(), '\n', ' ');
    return result;
}

Asking::Asking(Account& account, const std::string& user, const std::string& role,
               const std::string& warehouse) {
    std::map<std::string, std::string> keywords = {{"UID", user}, {"PWD", "secret"}};
    if (!role.empty()) keywords["ROLE"] = role;
    if (!warehouse.empty()) keywords["WAREHOUSE"] = warehouse;
    session_ = account.sign_in(keywords);
}

Answer Asking::ask(const std::string& sql, const std::vector<Parameter>& parameters) {
    const auto rows = session_->execute(sql, parameters);
    Answer result;
    for (const ResultColumn& column : rows->columns())
        result.columns.push_back(column.name);
    for (;;) {
        Chunk chunk;
        rows->read(chunk, 7);
        if (chunk.rows == 0) return result;
        for (size_t row = 0; row < chunk.rows; ++row) {
            Line line;
            for (size_t n = 0; n < result.columns.size(); ++n)
                line.push_back(cell(chunk.columns[n], rows->columns()[n].cell, row));
            result.lines.push_back(std::move(line));
        }
    }
}

Lines Asking::lines(const std::string& sql, const std::vector<Parameter>& parameters) {
    return ask(sql, parameters).lines;
}

Line Asking::first(const std::string& sql, const std::vector<Parameter>& parameters) {
    Line result;
    for (const Line& line : lines(sql, parameters))
        result.push_back(line.at(0));
    return result;
}

std::string Asking::error(const std::string& sql, const std::vector<Parameter>& parameters) {
    try {
        (void)ask(sql, parameters);
    } catch (const SqlError& error) {
        return text(error);
    }
    return {};
}

std::unique_ptr<Account> small_account() {
    auto account = std::make_unique<Account>();
    account->create_role("CRAWL");
    account->create_warehouse({.name = "WH"});
    account->grant_warehouse("CRAWL", "WH");
    User crawler{.name = "CRAWLER"};
    crawler.roles = {"CRAWL"};
    crawler.default_role = "CRAWL";
    crawler.default_warehouse = "WH";
    crawler.password = "secret";
    account->create_user(crawler);
    User admin{.name = "ADMIN"};
    admin.roles = {"ACCOUNTADMIN", "SECURITYADMIN", "SYSADMIN"};
    admin.default_role = "ACCOUNTADMIN";
    admin.default_warehouse = "WH";
    admin.password = "secret";
    account->create_user(admin);
    account->grant_warehouse("ACCOUNTADMIN", "WH");
    return account;
}

void open_to_crawl(Account& account, const std::string& database) {
    account.grant("CRAWL", "USAGE", {database});
    account.grant_on_all("CRAWL", "USAGE", "SCHEMAS", {database});
    for (const char* const kind : {"TABLES", "VIEWS", "MATERIALIZED VIEWS", "EXTERNAL TABLES",
                                   "EVENT TABLES", "ICEBERG TABLES"})
        account.grant_on_all("CRAWL", "REFERENCES", kind, {database});
    account.grant_on_all("CRAWL", "MONITOR", "DYNAMIC TABLES", {database});
}

} // namespace fake_snowflake::testing
