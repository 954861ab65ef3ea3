// GRANT and REVOKE. https://docs.snowflake.com/en/sql-reference/sql/grant-privilege
#include "tests/snowflake/shape/statements.h"

namespace fake_snowflake::shaping {

namespace {

// "SELECT", "IMPORTED PRIVILEGES", "ALL": several with commas, up to ON.
std::vector<std::string> privileges(Words& words) {
    std::vector<std::string> out(1);
    while (!words.accept("ON")) {
        if (words.accept(",")) {
            out.emplace_back();
            continue;
        }
        std::string& one = out.back();
        one += (one.empty() ? "" : " ") + words.word();
    }
    return out;
}

std::string role(Words& words) {
    const bool of_database = words.accept("DATABASE ROLE");
    if (!of_database) (void)words.accept("ROLE");
    std::string name = words.identifier();
    if (words.accept(".")) name += "." + words.identifier();
    return name;
}

// What stands between ON and TO.
struct On {
    std::string plural = {}; // ON ALL and ON FUTURE
    std::string warehouse = {};
    Path path = {};
};

On read_on(Words& words) {
    On out;
    if (words.accept("ALL") || words.accept("FUTURE")) {
        while (!words.accept("IN"))
            out.plural += (out.plural.empty() ? "" : " ") + words.word();
        if (words.accept("SCHEMA")) {
            out.path = words.path(2);
        } else {
            words.expect("DATABASE");
            out.path = words.path(1);
        }
    } else if (words.accept("WAREHOUSE")) {
        out.warehouse = words.identifier();
    } else if (words.accept("DATABASE")) {
        out.path = words.path(1);
    } else if (words.accept("SCHEMA")) {
        out.path = words.path(2);
    } else if (accept_kind(words)) {
        out.path = words.path(3);
    } else {
        words.expect("ACCOUNT");
    }
    return out;
}

void give(Account& account, const On& on, const std::string& privilege, const std::string& to) {
    if (!on.warehouse.empty()) {
        account.grant_warehouse(to, on.warehouse, privilege);
    } else if (!on.plural.empty()) {
        account.grant_on_all(to, privilege, on.plural, on.path);
    } else if (privilege == "OWNERSHIP" && !on.path.object.empty()) {
        account.alter(on.path, [to](Object& object) { object.owned_by(to); });
    } else {
        account.grant(to, privilege, on.path);
    }
}

void take(Account& account, const On& on, const std::string& privilege, const std::string& from) {
    if (!on.warehouse.empty()) {
        account.edit_warehouse(
            on.warehouse, [=](Warehouse& warehouse) { warehouse.grants[from].erase(privilege); });
    } else if (!on.plural.empty()) {
        account.revoke_on_all(from, privilege, on.plural, on.path);
    } else {
        account.revoke(from, privilege, on.path);
    }
}

} // namespace

void grant(Words& words, Account& account) {
    if (words.accept("ROLE") || words.accept("DATABASE ROLE")) {
        std::string name = words.identifier();
        if (words.accept(".")) name += "." + words.identifier();
        words.expect("TO");
        (void)words.accept("USER");
        const std::string to = role(words);
        words.end();
        return account.grant_role(name, to);
    }
    const auto list = privileges(words);
    const On on = read_on(words);
    words.expect("TO");
    const std::string to = role(words);
    words.end();
    for (const std::string& privilege : list)
        give(account, on, privilege, to);
}

void revoke(Words& words, Account& account) {
    if (words.accept("ROLE") || words.accept("DATABASE ROLE")) {
        std::string name = words.identifier();
        if (words.accept(".")) name += "." + words.identifier();
        words.expect("FROM");
        (void)words.accept("USER");
        const std::string from = role(words);
        words.end();
        return account.revoke_role(name, from);
    }
    const auto list = privileges(words);
    const On on = read_on(words);
    words.expect("FROM");
    const std::string from = role(words);
    words.end();
    for (const std::string& privilege : list)
        take(account, on, privilege, from);
}

} // namespace fake_snowflake::shaping
