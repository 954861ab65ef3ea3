// Roles, users and warehouses.
#include "tests/snowflake/shape/statements.h"

namespace fake_snowflake::shaping {

namespace {

std::string name(Words& words) {
    words.expect("=");
    return words.identifier();
}

std::string value(Words& words) {
    words.expect("=");
    return words.text();
}

// EXPIRES IN n MINUTES, of the account's time.
std::optional<std::chrono::minutes> lifetime(Words& words) {
    if (!words.accept("EXPIRES IN")) return std::nullopt;
    const std::chrono::minutes out(words.integer());
    words.expect("MINUTES");
    return out;
}

std::function<void(User&)> secret(Words& words, Time now) {
    const auto end = [&]() -> std::optional<Time> {
        const auto minutes = lifetime(words);
        if (!minutes) return std::nullopt;
        return now + *minutes;
    };
    if (words.accept("OAUTH TOKEN")) {
        const std::string token = words.text();
        const auto expires = end();
        return [=](User& user) { user.oauth_tokens[token] = expires; };
    }
    if (words.accept("OAUTH CLIENT")) {
        const std::string id = words.text();
        const std::string its_secret = words.text();
        return [=](User& user) { user.oauth_clients[id] = its_secret; };
    }
    words.expect("ACCESS TOKEN");
    AccessToken token{words.text()};
    if (words.accept("ROLE")) token.only_role = words.identifier();
    token.expires = end();
    return [token](User& user) { user.access_tokens[token.secret] = token; };
}

// PASSWORD = '...' DEFAULT_ROLE = r ... , any of them.
std::function<void(User&)> properties(Words& words) {
    std::vector<std::function<void(User&)>> changes;
    while (!words.at_end()) {
        const std::string property = words.word();
        std::string User::*member = nullptr;
        if (property == "PASSWORD") member = &User::password;
        if (property == "RSA_PUBLIC_KEY") member = &User::rsa_public_key;
        if (property == "RSA_PUBLIC_KEY_2") member = &User::rsa_public_key_2;
        if (member) {
            changes.emplace_back(
                [member, given = value(words)](User& user) { user.*member = given; });
            continue;
        }
        if (property == "DISABLED") {
            words.expect("=");
            changes.emplace_back([off = words.truth()](User& user) { user.disabled = off; });
            continue;
        }
        if (property == "DEFAULT_ROLE") member = &User::default_role;
        if (property == "DEFAULT_WAREHOUSE") member = &User::default_warehouse;
        if (property == "DEFAULT_DATABASE") member = &User::default_database;
        if (!member) throw ShapeError(property + " is no property of a user here");
        changes.emplace_back([member, given = name(words)](User& user) { user.*member = given; });
    }
    return [changes](User& user) {
        for (const auto& change : changes)
            change(user);
    };
}

} // namespace

void create_role(Words& words, Account& account) {
    std::string name = words.identifier();
    if (words.accept(".")) name += "." + words.identifier();
    words.end();
    account.create_role(name);
}

void create_user(Words& words, Account& account) {
    User user;
    user.name = words.identifier();
    properties(words)(user);
    words.end();
    account.create_user(std::move(user));
}

// ALTER USER u SET PASSWORD = '...', ALTER USER u ADD OAUTH TOKEN '...' EXPIRES IN 60 MINUTES
void alter_user(Words& words, Account& account) {
    const std::string name = words.identifier();
    std::function<void(User&)> change;
    if (words.accept("ADD")) {
        change = secret(words, account.now());
    } else {
        words.expect("SET");
        change = properties(words);
    }
    words.end();
    account.edit_user(name, change);
}

void create_warehouse(Words& words, Account& account) {
    Warehouse warehouse;
    warehouse.name = words.identifier();
    (void)accept_comment(words, warehouse.comment);
    words.end();
    account.create_warehouse(std::move(warehouse));
}

void alter_warehouse(Words& words, Account& account) {
    const std::string name = words.identifier();
    std::function<void(Warehouse&)> change;
    if (words.accept("SUSPEND")) {
        change = [](Warehouse& warehouse) { warehouse.suspended = true; };
    } else if (words.accept("RESUME")) {
        change = [](Warehouse& warehouse) { warehouse.suspended = false; };
    } else {
        words.expect("SET AUTO_RESUME =");
        change = [on = words.truth()](Warehouse& warehouse) { warehouse.auto_resume = on; };
    }
    words.end();
    account.edit_warehouse(name, change);
}

} // namespace fake_snowflake::shaping
