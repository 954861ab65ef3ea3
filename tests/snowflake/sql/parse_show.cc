// SHOW, DESCRIBE, USE and ALTER SESSION.
#include <unordered_map>
#include <unordered_set>

#include "tests/snowflake/sql/parser.h"

namespace fake_snowflake::sql {

namespace {

// Which kinds take TERSE and HISTORY.
struct Takes {
    bool terse = false;
    bool history = false;
};

const std::unordered_map<std::string_view, Takes>& kinds() {
    static const std::unordered_map<std::string_view, Takes> kKinds = {
        {"DATABASES", {true, true}},        {"SCHEMAS", {true, true}},
        {"OBJECTS", {true, false}},         {"TABLES", {true, true}},
        {"VIEWS", {true, false}},           {"MATERIALIZED VIEWS", {false, false}},
        {"EXTERNAL TABLES", {true, false}}, {"EVENT TABLES", {true, false}},
        {"ICEBERG TABLES", {true, false}},  {"DYNAMIC TABLES", {false, false}},
        {"COLUMNS", {false, false}},        {"GRANTS", {false, false}},
        {"ROLES", {true, false}},           {"WAREHOUSES", {false, false}},
        {"PARAMETERS", {false, false}}};
    return kKinds;
}

// Snowflake shows these, too.
const std::unordered_set<std::string_view>& other_kinds() {
    static const std::unordered_set<std::string_view> kKinds = {
        "USERS",        "STAGES",       "PIPES",       "STREAMS",    "TASKS",
        "SEQUENCES",    "FUNCTIONS",    "PROCEDURES",  "TAGS",       "SHARES",
        "INTEGRATIONS", "PRIMARY",      "IMPORTED",    "EXPORTED",   "UNIQUE",
        "FILE",         "MASKING",      "ROW",         "NETWORK",    "SESSION",
        "PASSWORD",     "CONNECTIONS",  "REGIONS",     "ACCOUNTS",   "ORGANIZATION",
        "VARIABLES",    "TRANSACTIONS", "LOCKS",       "HYBRID",     "APPLICATIONS",
        "APPLICATION",  "DATABASE",     "ALERTS",      "SECRETS",    "SERVICES",
        "IMAGE",        "COMPUTE",      "EXTERNAL",    "USER",       "DATASETS",
        "MODELS",       "NOTEBOOKS",    "STREAMLITS",  "GIT",        "FUTURE",
        "DELEGATED",    "RESOURCE",     "AGGREGATION", "PROJECTION", "AUTHENTICATION",
        "BACKUP"};
    return kKinds;
}

} // namespace

Show Parser::show() {
    Show result;
    result.at = take().at;
    result.terse = accept_word("TERSE");
    const Token& first = peek();
    if (first.kind != TokenKind::word) unexpected();
    for (const std::string_view two : {"MATERIALIZED", "EXTERNAL", "EVENT", "ICEBERG", "DYNAMIC"}) {
        if (!first.is_word(two) || peek(1).kind != TokenKind::word) continue;
        const std::string both = first.text + " " + peek(1).text;
        if (!kinds().contains(both)) continue;
        result.what = both;
        next_ += 2;
    }
    if (result.what.empty()) {
        if (first.is_word("FUTURE") && peek(1).is_word("GRANTS"))
            throw not_faked("SHOW FUTURE GRANTS");
        if (!kinds().contains(first.text)) {
            if (other_kinds().contains(first.text)) throw not_faked("SHOW " + first.text);
            unexpected();
        }
        result.what = take().text;
    }
    const Takes takes = kinds().at(result.what);
    if (result.terse && !takes.terse) throw syntax_error(first.at, first.raw);
    if (result.what == "GRANTS") {
        show_grants(result);
        return result;
    }
    if (at_word("HISTORY")) {
        if (!takes.history) unexpected();
        take();
        result.history = true;
    }
    if (accept_word("LIKE")) result.like = expect_string();
    if (at_word("IN")) {
        if (result.what == "DATABASES" || result.what == "ROLES" || result.what == "WAREHOUSES")
            unexpected();
        take();
        result.in_at = peek().at;
        show_scope(result);
    }
    if (accept_words({"STARTS", "WITH"})) result.starts_with = expect_string();
    if (accept_word("LIMIT")) {
        result.limit = expect_count();
        if (accept_word("FROM")) result.from = expect_string();
    }
    return result;
}

void Parser::show_scope(Show& show) {
    for (const std::string_view word : {"ACCOUNT", "DATABASE", "SCHEMA", "TABLE", "VIEW",
                                        "APPLICATION", "SESSION", "USER", "WAREHOUSE"}) {
        if (!at_word(word)) continue;
        show.in = take().text;
        if (show.in == "APPLICATION" && accept_word("PACKAGE")) show.in += " PACKAGE";
        const bool clause = at_word("STARTS") || at_word("LIMIT");
        if (show.in != "ACCOUNT" && show.in != "SESSION" && at_identifier() && !clause)
            show.scope = name(3);
        return;
    }
    show.in = "NAME";
    show.scope = name(3);
}

void Parser::show_grants(Show& show) {
    if (accept_word("ON")) {
        static const std::unordered_set<std::string_view> kOn = {
            "DATABASE", "SCHEMA", "TABLE", "VIEW", "WAREHOUSE", "ACCOUNT"};
        show.relation = "ON";
        if (!kOn.contains(peek().text)) unexpected();
        show.in = take().text;
        if (show.in != "ACCOUNT") show.scope = name(3);
    } else if (at_word("TO") || at_word("OF")) {
        show.relation = take().text;
        if (at_word("SHARE") || at_word("APPLICATION")) throw not_faked("SHOW GRANTS TO SHARE");
        show.in = at_word("USER") ? "USER" : at_word("DATABASE") ? "DATABASE ROLE" : "ROLE";
        if (accept_word("DATABASE")) {
            expect_word("ROLE");
        } else if (!accept_word("USER")) {
            expect_word("ROLE");
        }
        show.scope = name(2);
    }
    if (at_word("LIMIT")) throw not_faked("SHOW GRANTS ... LIMIT");
}

Describe Parser::describe() {
    take();
    Describe result;
    if (!at_word("TABLE") && !at_word("VIEW")) {
        if (peek().kind == TokenKind::word) throw not_faked("DESCRIBE " + peek().text);
        unexpected();
    }
    result.what = take().text;
    result.name = name(3);
    if (at_word("TYPE")) throw not_faked("DESCRIBE TABLE ... TYPE =");
    return result;
}

Use Parser::use() {
    take();
    Use result;
    if (accept_word("SECONDARY")) {
        if (!accept_word("ROLES")) expect_word("ROLE");
        if (!at_word("ALL") && !at_word("NONE")) throw not_faked("USE SECONDARY ROLES by name");
        result.what = "SECONDARY ROLES";
        const Token& token = take();
        result.name = {{token.text, false, token.at}};
        return result;
    }
    for (const std::string_view word : {"ROLE", "WAREHOUSE", "DATABASE", "SCHEMA"}) {
        if (at_word(word) &&
            (peek(1).kind == TokenKind::word || peek(1).kind == TokenKind::quoted)) {
            result.what = take().text;
            break;
        }
    }
    const bool schema = result.what == "SCHEMA";
    if (result.what.empty()) result.what = "DATABASE"; // USE x; USE x.y is a schema
    result.name = name(schema || result.what == "DATABASE" ? 2 : 1);
    if (result.name.size() == 2) result.what = "SCHEMA";
    return result;
}

AlterSession Parser::alter_session() {
    AlterSession result;
    if (accept_word("UNSET")) {
        do {
            result.unset.push_back(identifier().text);
        } while (accept(","));
        return result;
    }
    expect_word("SET");
    do {
        const std::string parameter = identifier().text;
        expect("=");
        const bool minus = accept("-");
        const Token& value = peek();
        const bool word =
            value.kind == TokenKind::word &&
            (!reserved(value.text) || value.is_word("TRUE") || value.is_word("FALSE"));
        if (value.kind != TokenKind::string && value.kind != TokenKind::number && !word)
            unexpected();
        result.set[parameter] = (minus ? "-" : "") + take().text;
        accept(",");
    } while (at_identifier());
    return result;
}

} // namespace fake_snowflake::sql
