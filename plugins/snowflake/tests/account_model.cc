#include "plugins/snowflake/tests/account_model.h"

#include <algorithm>
#include <cstdio>

#include "plugins/snowflake/tests/crawler.h"
#include "plugins/snowflake/tests/model_sql.h"

namespace objsync::snowflake::scripted {

ModelColumn ModelColumn::number(const std::string& name) {
    ModelColumn out;
    out.name = name;
    return out;
}

ModelColumn ModelColumn::text(const std::string& name, int length) {
    ModelColumn out;
    out.name = name;
    out.data_type = "TEXT";
    out.length = std::to_string(length);
    out.precision = out.scale = std::nullopt;
    out.json = R"({"type":"TEXT","length":)" + *out.length + R"(,"nullable":true})";
    return out;
}

ModelColumn ModelColumn::vector(const std::string& name, int dimension) {
    ModelColumn out;
    out.name = name;
    out.data_type = "VECTOR";
    out.precision = out.scale = std::nullopt;
    out.json = R"({"type":"VECTOR","nullable":true})";
    out.described = "VECTOR(FLOAT, " + std::to_string(dimension) + ")";
    return out;
}

ModelObject& AccountModel::object(const std::string& database, const std::string& schema,
                                  const std::string& name) {
    return databases[database].schemas[schema].objects[name];
}

std::optional<Refusal> AccountModel::sign_in(const std::map<std::string, std::string>& keywords) {
    ++sign_ins_;
    return on_sign_in ? on_sign_in(keywords) : std::nullopt;
}

Reply AccountModel::run(const std::string& sql) {
    {
        const std::lock_guard lock(mutex_);
        log_.push_back(sql);
    }
    if (on_statement) on_statement(sql);
    const std::lock_guard lock(mutex_);
    Reply out = answer(sql);
    if (reshape) reshape(sql, out);
    for (Fault& fault : faults) {
        if (fault.times == 0 || sql.find(fault.part) == std::string::npos) continue;
        --fault.times;
        out.failure = fault.failure;
        out.fails_at = fault.at_row;
        break;
    }
    return out;
}

std::vector<std::string> AccountModel::statements() const {
    const std::lock_guard lock(mutex_);
    return log_;
}

size_t AccountModel::count(const std::string& part) const {
    const auto all = statements();
    return static_cast<size_t>(std::count_if(all.begin(), all.end(), [&](const std::string& sql) {
        return sql.find(part) != std::string::npos;
    }));
}

void AccountModel::forget_statements() {
    const std::lock_guard lock(mutex_);
    log_.clear();
}

std::string AccountModel::address() {
    char text[32];
    std::snprintf(
        text, sizeof(text), "%llx",
        static_cast<unsigned long long>(reinterpret_cast<uintptr_t>(static_cast<Platform*>(this))));
    return text;
}

Reply AccountModel::answer(const std::string& sql) {
    if (sql.starts_with("ALTER SESSION SET ")) return {{"status"}, {{"done"}}, {}, 0};
    if (sql.starts_with("SELECT CURRENT_ACCOUNT()")) return context();
    if (sql.starts_with("DESCRIBE TABLE ")) return describe(sql);
    if (sql.starts_with("SHOW COLUMNS")) return show_columns_answer(sql);
    if (sql.starts_with("SHOW ")) return show(sql);
    if (sql.find("SNOWFLAKE.ACCOUNT_USAGE.") != std::string::npos) return account_usage(sql);
    if (sql.find(".INFORMATION_SCHEMA.") != std::string::npos) return information_schema(sql);
    return error("42000", 1003, "syntax error: " + sql);
}

Reply AccountModel::context() const {
    return {std::vector<std::string>(8, "C"),
            {{locator, "USER", role, R"({"roles":"","value":""})",
              warehouse ? Cell("WH") : std::nullopt, "9.1.0", std::to_string(now),
              std::to_string(now)}},
            {},
            0};
}

namespace {

std::string yes(bool flag) {
    return flag ? "Y" : "N";
}

using Shown = std::map<std::string, std::vector<Cell>>; // by name: rows of one SHOW

// STARTS WITH, LIMIT and FROM, as the documents say: FROM goes by the name alone.
Reply page(const std::string& sql, std::vector<std::string> columns, const Shown& all) {
    Reply out{std::move(columns), {}, {}, 0};
    const std::string prefix = literal_after(sql, "STARTS WITH ").value_or("");
    const std::string after = literal_after(sql, " FROM ").value_or("");
    const size_t at = sql.find(" LIMIT ");
    const size_t limit = at == std::string::npos ? 10000 : std::stoul(sql.substr(at + 7));
    for (const auto& [name, cells] : all) {
        if (!name.starts_with(prefix) || (!after.empty() && name <= after)) continue;
        if (out.rows.size() == limit) {
            if (at != std::string::npos) break;
            return error("22000", 90153, "The result set size exceeded the max number of rows");
        }
        out.rows.push_back(cells);
    }
    return out;
}

} // namespace

Reply AccountModel::show(const std::string& sql) {
    Shown rows;
    if (sql.starts_with("SHOW DATABASES")) {
        for (const auto& [name, database] : databases)
            rows[name] = {std::to_string(database.created),
                          name,
                          database.origin,
                          "SYSADMIN",
                          "",
                          "",
                          database.kind};
        return page(sql, {"created_on", "name", "origin", "owner", "comment", "options", "kind"},
                    rows);
    }
    if (sql.starts_with("SHOW WAREHOUSES LIKE ")) {
        if (warehouse) rows["WH"] = {"WH", warehouse_state, warehouse_resumes ? "true" : "false"};
        return page(sql, {"name", "state", "auto_resume"}, rows);
    }
    if (sql.starts_with("SHOW DYNAMIC TABLES IN DATABASE ")) {
        for (const auto& [schema, content] : databases[identifiers_after(sql, 32).at(0)].schemas)
            for (const auto& [name, o] : content.objects)
                if (o.dynamic) rows[name] = {name};
        return page(sql, {"name"}, rows);
    }
    const auto names = identifiers_after(sql, sql.find(" IN ") + 4);
    const auto database = databases.find(names.at(0));
    if (database == databases.end()) return not_there();
    if (sql.starts_with("SHOW SCHEMAS IN DATABASE ")) {
        for (const auto& [name, schema] : database->second.schemas)
            rows[name] = {std::to_string(schema.created), name, "SYSADMIN", "", ""};
        rows["INFORMATION_SCHEMA"] = {"0", "INFORMATION_SCHEMA", "", "", ""};
        return page(sql, {"created_on", "name", "owner", "comment", "options"}, rows);
    }
    const auto schema = database->second.schemas.find(names.at(1));
    if (schema == database->second.schemas.end()) return not_there();
    const bool tables = sql.starts_with("SHOW TABLES"), views = sql.starts_with("SHOW VIEWS");
    for (const auto& [name, o] : schema->second.objects) {
        const bool is_view = o.table_type.ends_with("VIEW");
        if (!o.in_show || (tables && is_view) || (views && !is_view)) continue;
        const std::string created = std::to_string(o.created);
        if (views) {
            rows[name] = {created,
                          name,
                          o.owner,
                          o.comment,
                          o.secure ? "true" : "false",
                          o.materialized ? "true" : "false"};
        } else {
            rows[name] = {created,
                          name,
                          tables && o.transient ? "TRANSIENT" : o.shown_kind,
                          o.comment,
                          "12",
                          "3400",
                          o.owner,
                          yes(o.hybrid),
                          yes(o.dynamic),
                          yes(o.iceberg),
                          yes(o.external),
                          yes(o.event)};
            if (!tables) rows[name].resize(10); // SHOW OBJECTS has no is_external and no is_event
        }
    }
    if (views)
        return page(sql, {"created_on", "name", "owner", "comment", "is_secure", "is_materialized"},
                    rows);
    std::vector<std::string> columns{"created_on", "name",      "kind",  "comment",
                                     "rows",       "bytes",     "owner", "is_hybrid",
                                     "is_dynamic", "is_iceberg"};
    if (tables) columns.insert(columns.end(), {"is_external", "is_event"});
    return page(sql, columns, rows);
}

Reply AccountModel::describe(const std::string& sql) {
    const auto names = identifiers_after(sql, 15);
    const auto& objects = databases[names.at(0)].schemas[names.at(1)].objects;
    const auto it = objects.find(names.at(2));
    if (it == objects.end()) return not_there();
    Reply out{{"name", "type"}, {}, {}, 0};
    for (const auto& c : it->second.columns)
        out.rows.push_back({c.name, c.described});
    return out;
}

Reply AccountModel::show_columns_answer(const std::string& sql) {
    const bool of_one = sql.starts_with("SHOW COLUMNS IN TABLE ");
    const auto names =
        identifiers_after(sql, sql.find(of_one ? "TABLE " : "SCHEMA ") + (of_one ? 6u : 7u));
    Reply out{{"table_name", "schema_name", "column_name", "data_type", "null?", "default", "kind",
               "expression", "comment"},
              {},
              {},
              0};
    const auto& objects = databases[names.at(0)].schemas[names.at(1)].objects;
    if (of_one && !objects.contains(names.at(2))) return not_there();
    for (const auto& [name, o] : objects) {
        if (of_one ? name != names[2] : !o.in_show) continue;
        for (const auto& c : o.columns)
            out.rows.push_back({name, names[1], c.name, c.json, c.nullable ? "true" : "NOT_NULL",
                                c.default_value.value_or(""), "COLUMN", "",
                                c.comment.value_or("")});
    }
    if (out.rows.size() > show_columns)
        return error("22000", 90153, "The result set size exceeded the max number of rows");
    return out;
}

Crawler::Crawler(AccountModel& account) : Crawler(objsync_plugin_v1()) {
    host.set("account", "test");
    host.set("user", "USER");
    host.set("driver", SCRIPTED_DRIVER);
    host.options().secret("password", "hunter2");
    host.options().map("driver_options", {{"PLATFORM", account.address()}});
}

} // namespace objsync::snowflake::scripted
