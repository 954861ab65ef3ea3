#include "tests/snowflake/sql/parameters.h"

#include <algorithm>
#include <cctype>

#include "tests/snowflake/sql/calendar.h"
#include "tests/snowflake/sql/environment.h"

namespace fake_snowflake::sql {

namespace {

const SessionParameters::Parameter* find(const std::string& name) {
    for (const auto& parameter : SessionParameters::all()) {
        if (parameter.name == name) return &parameter;
    }
    return nullptr;
}

const SessionParameters::Parameter& known(const std::string& name) {
    const auto* const parameter = find(name);
    if (!parameter)
        throw SqlError("42000", 1006, "SQL compilation error:\ninvalid parameter '" + name + "'");
    return *parameter;
}

std::string checked(const SessionParameters::Parameter& parameter, const std::string& value) {
    const auto invalid = [&] {
        return SqlError("22023", 1008,
                        "SQL compilation error:\ninvalid value [" + value + "] for parameter '" +
                            parameter.name + "'");
    };
    if (parameter.type == "BOOLEAN") {
        const std::string folded = upper(value);
        if (folded != "TRUE" && folded != "FALSE") throw invalid();
        return folded == "TRUE" ? "true" : "false";
    }
    if (parameter.type == "NUMBER") {
        const bool digits = !value.empty() && value.size() < 10 &&
                            std::all_of(value.begin(), value.end(),
                                        [](unsigned char c) { return std::isdigit(c) != 0; });
        if (!digits) throw invalid();
        if (parameter.name == "STATEMENT_TIMEOUT_IN_SECONDS" && std::stoul(value) > 604800)
            throw invalid();
    }
    if (parameter.name == "TIMEZONE" && !zone_is_known(value)) throw invalid();
    if (parameter.name.ends_with("_FORMAT") && value != parameter.initial)
        throw not_faked(parameter.name + " other than its default");
    return value;
}

} // namespace

const std::vector<SessionParameters::Parameter>& SessionParameters::all() {
    static const std::vector<Parameter> kAll = {
        {"AUTOCOMMIT", "BOOLEAN", "true"},
        {"CLIENT_MEMORY_LIMIT", "NUMBER", "1536"},
        {"CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX", "BOOLEAN", "false"},
        {"CLIENT_PREFETCH_THREADS", "NUMBER", "4"},
        {"CLIENT_RESULT_CHUNK_SIZE", "NUMBER", "160"},
        {"CLIENT_SESSION_KEEP_ALIVE", "BOOLEAN", "false"},
        {"CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY", "NUMBER", "3600"},
        {"DATE_OUTPUT_FORMAT", "STRING", "YYYY-MM-DD"},
        {"LOCK_TIMEOUT", "NUMBER", "43200"},
        {"MULTI_STATEMENT_COUNT", "NUMBER", "1"},
        {"ODBC_TREAT_DECIMAL_AS_INT", "BOOLEAN", "false"},
        {"QUERY_TAG", "STRING", ""},
        {"QUOTED_IDENTIFIERS_IGNORE_CASE", "BOOLEAN", "false"},
        {"ROWS_PER_RESULTSET", "NUMBER", "0"},
        {"STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", "NUMBER", "0"},
        {"STATEMENT_TIMEOUT_IN_SECONDS", "NUMBER", "172800"},
        {"TIMESTAMP_OUTPUT_FORMAT", "STRING", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM"},
        {"TIMEZONE", "STRING", "America/Los_Angeles"},
        {"USE_CACHED_RESULT", "BOOLEAN", "true"},
        {"WEEK_START", "NUMBER", "0"}};
    return kAll;
}

void SessionParameters::alter(const AlterSession& statement) {
    std::map<std::string, std::string> after = set_;
    for (const auto& [name, value] : statement.set)
        after[name] = checked(known(name), value);
    for (const std::string& name : statement.unset)
        after.erase(known(name).name);
    set_ = std::move(after);
}

const std::string& SessionParameters::text(const std::string& name) const {
    const auto it = set_.find(name);
    return it == set_.end() ? known(name).initial : it->second;
}

} // namespace fake_snowflake::sql
