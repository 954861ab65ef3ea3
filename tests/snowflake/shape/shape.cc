#include "tests/snowflake/shape/shape.h"

#include "tests/snowflake/shape/statements.h"

namespace fake_snowflake {

namespace {

using shaping::Words;

// ADVANCE 90 MINUTES
void advance(Words& words, Account& account) {
    const int64_t count = words.integer();
    if (words.accept("SECONDS")) {
        account.advance(std::chrono::seconds(count));
    } else if (words.accept("MINUTES")) {
        account.advance(std::chrono::minutes(count));
    } else {
        words.expect("HOURS");
        account.advance(std::chrono::hours(count));
    }
}

// LOSE SHARE db: its publisher takes it back.
void lose(Words& words, Account& account) {
    words.expect("SHARE");
    account.edit_database(words.path(1).database,
                          [](Database& database) { database.dead_share = true; });
}

} // namespace

void shape(Account& account, std::string_view line) {
    using Statement = void (*)(Words&, Account&);
    constexpr std::pair<std::string_view, Statement> kStatements[] = {
        {"CREATE", shaping::create},     {"DROP", shaping::drop},
        {"UNDROP", shaping::undrop},     {"ALTER", shaping::alter},
        {"GRANT", shaping::grant},       {"REVOKE", shaping::revoke},
        {"SET", shaping::set},           {"ADVANCE", advance},
        {"GENERATE", shaping::generate}, {"LOSE", lose}};
    Words words(line);
    if (words.at_end()) return;
    for (const auto& [word, statement] : kStatements) {
        if (!words.accept(word)) continue;
        statement(words, account);
        return;
    }
    if (!words.accept("EXPIRE SESSIONS")) words.unexpected();
    words.end();
    account.expire_sessions();
}

} // namespace fake_snowflake
