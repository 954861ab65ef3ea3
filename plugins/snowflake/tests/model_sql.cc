#include "plugins/snowflake/tests/model_sql.h"

#include <algorithm>

namespace objsync::snowflake::scripted {

namespace {

// Reads a constant that begins at `at`, and moves behind it.
std::string take_literal(const std::string& sql, size_t& at) {
    std::string out;
    for (++at; at < sql.size(); ++at) {
        if (sql[at] == '\\') {
            out += sql.at(++at);
        } else if (sql[at] != '\'') {
            out += sql[at];
        } else if (at + 1 < sql.size() && sql[at + 1] == '\'') {
            out += sql[at++];
        } else {
            ++at;
            break;
        }
    }
    return out;
}

} // namespace

Reply error(const std::string& state, int native, const std::string& text) {
    Reply out;
    out.failure = Refusal{state, native, text};
    return out;
}

Reply not_there() {
    return error("02000", 2043,
                 "SQL compilation error: Object does not exist, or operation "
                 "cannot be performed.");
}

std::optional<std::string> literal_after(const std::string& sql, const std::string& before) {
    size_t at = sql.rfind(before + "'");
    if (at == std::string::npos) return std::nullopt;
    at += before.size();
    return take_literal(sql, at);
}

std::vector<std::string> identifiers_after(const std::string& sql, size_t at) {
    std::vector<std::string> out;
    if (at < sql.size() && sql[at] != '"') at = sql.find('"', at);
    while (at < sql.size() && sql[at] == '"') {
        std::string name;
        for (++at; at < sql.size(); ++at) {
            if (sql[at] == '"' && (at + 1 == sql.size() || sql[at + 1] != '"')) break;
            if (sql[at] == '"') ++at;
            name += sql[at];
        }
        out.push_back(name);
        ++at;
        if (at >= sql.size() || sql[at] != '.') break;
        ++at;
    }
    return out;
}

Predicates::Predicates(const std::string& sql)
    : schema(literal_after(sql, "TABLE_SCHEMA = ")),
      above(literal_after(sql, "TABLE_NAME > ")),
      upto(literal_after(sql, "TABLE_NAME <= ")) {
    size_t at = sql.find("TABLE_NAME IN (");
    if (at == std::string::npos) return;
    list.emplace();
    for (at += 15; at < sql.size() && sql[at] == '\''; at += 2)
        list->push_back(take_literal(sql, at));
}

bool Predicates::hold(const std::string& in, const std::string& name) const {
    if (schema && in != *schema) return false;
    if (above && name <= *above) return false;
    if (upto && name > *upto) return false;
    return !list || std::find(list->begin(), list->end(), name) != list->end();
}

} // namespace objsync::snowflake::scripted
