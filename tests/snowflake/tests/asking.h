// Asks an account and reads the answer as text.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/snowflake/account/account.h"

namespace fake_snowflake::testing {

using Line = std::vector<std::string>; // NULL as "NULL"
using Lines = std::vector<Line>;

// What a statement answered.
struct Answer {
    std::vector<std::string> columns;
    Lines lines;

    // Of one column, by its name, which must be there.
    [[nodiscard]] Line column(const std::string& name) const;
};

// An error as "002043 (02000) Object does not exist", in one line.
[[nodiscard]] std::string text(const SqlError& error);

class Asking {
public:
    explicit Asking(std::unique_ptr<Session> session) : session_(std::move(session)) {}
    // Signs in by name, with the user's password.
    Asking(Account& account, const std::string& user, const std::string& role = {},
           const std::string& warehouse = {});

    [[nodiscard]] Answer ask(const std::string& sql, const std::vector<Parameter>& parameters = {});
    [[nodiscard]] Lines lines(const std::string& sql,
                              const std::vector<Parameter>& parameters = {});
    // The first column of each row.
    [[nodiscard]] Line first(const std::string& sql, const std::vector<Parameter>& parameters = {});
    // The error that it gives, as text(); empty: none.
    [[nodiscard]] std::string error(const std::string& sql,
                                    const std::vector<Parameter>& parameters = {});
    void run(const std::string& sql) { (void)ask(sql); }

    [[nodiscard]] Session& session() { return *session_; }

private:
    std::unique_ptr<Session> session_;
};

// An account with a warehouse WH, and the user CRAWLER with the password "secret", the role CRAWL
// and, for what only administrators see, ADMIN with ACCOUNTADMIN.
[[nodiscard]] std::unique_ptr<Account> small_account();
// Gives CRAWL what a crawler needs in a database: USAGE and REFERENCES on all.
void open_to_crawl(Account& account, const std::string& database);

} // namespace fake_snowflake::testing
