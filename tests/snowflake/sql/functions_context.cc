// Functions that tell of the session and the account.
// https://docs.snowflake.com/en/sql-reference/functions-context
#include <map>

#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/functions.h"
#include "tests/snowflake/sql/nodes.h"

namespace fake_snowflake::sql {

namespace {

NodePtr text_or_null(const std::string& text) {
    return literal(text.empty() ? null(Type::text) : of(std::string_view(text)));
}

std::string roles_json(const Environment& environment) {
    std::string result = "[";
    for (const std::string& role : environment.roles)
        result += (result.size() > 1 ? ", \"" : " \"") + role + "\"";
    return result + " ]";
}

using Fact = NodePtr (*)(const Environment& environment);

const std::map<std::string, Fact>& facts() {
    using E = Environment;
    static const std::map<std::string, Fact> kFacts = {
        {"CURRENT_ACCOUNT", [](const E& e) { return text_or_null(e.settings.locator); }},
        {"CURRENT_ACCOUNT_NAME", [](const E& e) { return text_or_null(e.settings.name); }},
        {"CURRENT_ORGANIZATION_NAME",
         [](const E& e) { return text_or_null(e.settings.organization); }},
        {"CURRENT_REGION", [](const E& e) { return text_or_null(e.settings.region); }},
        {"CURRENT_VERSION", [](const E& e) { return text_or_null(e.settings.version); }},
        {"CURRENT_USER", [](const E& e) { return text_or_null(e.user); }},
        {"CURRENT_ROLE", [](const E& e) { return text_or_null(e.role); }},
        {"CURRENT_WAREHOUSE", [](const E& e) { return text_or_null(e.warehouse); }},
        {"CURRENT_DATABASE", [](const E& e) { return text_or_null(e.database); }},
        {"CURRENT_SCHEMA", [](const E& e) { return text_or_null(e.schema); }},
        {"CURRENT_SESSION",
         [](const E& e) { return text_or_null(std::to_string(28'000'000'000 + e.session)); }},
        {"CURRENT_SECONDARY_ROLES",
         [](const E& /*e*/) { return text_or_null(R"({"roles":"","value":""})"); }},
        {"CURRENT_AVAILABLE_ROLES", [](const E& e) { return text_or_null(roles_json(e)); }},
        {"CURRENT_TIMESTAMP", [](const E& e) { return literal(of(e.now)); }},
        {"LOCALTIMESTAMP", [](const E& e) { return literal(of(e.now)); }},
        {"GETDATE", [](const E& e) { return literal(of(e.now)); }},
        {"SYSDATE",
         [](const E& e) {
             Value now = of(e.now);
             now.type = Type::timestamp_ntz;
             return literal(now);
         }},
        {"CURRENT_DATE", [](const E& e) {
             Value now = of(e.now);
             now.type = Type::date;
             now.integer /= 86'400'000'000'000;
             return literal(now);
         }}};
    return kFacts;
}

} // namespace

NodePtr context_function(const std::string& name, const std::vector<NodePtr>& arguments,
                         const Environment& environment) {
    if (name == "IS_ROLE_IN_SESSION" && arguments.size() == 1 && arguments[0]->constant()) {
        Scratch scratch;
        Frame frame{nullptr, &scratch, &environment.zone};
        const Value role = arguments[0]->eval(frame);
        return literal(of_bool(environment.roles.contains(std::string(role.text))));
    }
    const auto fact = facts().find(name);
    if (fact == facts().end()) return nullptr;
    const bool takes_precision = name.ends_with("TIMESTAMP");
    if (arguments.size() > (takes_precision ? 1 : 0)) {
        throw SqlError("22023", 939,
                       "SQL compilation error:\ntoo many arguments for function [" + name +
                           "] expected 0, got " + std::to_string(arguments.size()));
    }
    return fact->second(environment);
}

} // namespace fake_snowflake::sql
