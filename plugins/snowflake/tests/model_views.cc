// INFORMATION_SCHEMA and ACCOUNT_USAGE of the model.
#include "plugins/snowflake/tests/account_model.h"
#include "plugins/snowflake/tests/model_sql.h"

namespace objsync::snowflake::scripted {

namespace {

std::string yes(bool flag) {
    return flag ? "YES" : "NO";
}

bool begins(const std::string& sql, const char* with) {
    return sql.starts_with(with);
}

std::vector<std::string> unnamed(size_t n) {
    return std::vector<std::string>(n, "C");
}

std::vector<Cell> table_row(const std::string& name, const ModelObject& o) {
    return {name,
            o.table_type,
            yes(o.transient),
            yes(o.temporary),
            yes(o.iceberg),
            yes(o.dynamic),
            yes(o.hybrid),
            o.owner,
            o.comment.empty() ? Cell() : Cell(o.comment),
            "12",
            "3400",
            std::to_string(o.created),
            std::to_string(o.last_ddl)};
}

void add_columns(const std::string& name, const ModelObject& o, bool with_id, Reply& out) {
    for (const auto& c : o.columns) {
        out.rows.push_back({name, c.name, c.data_type, c.length, c.precision, c.scale, c.fraction,
                            yes(c.nullable), c.default_value, c.collation, c.comment,
                            c.structured ? "1" : "0"});
        if (with_id) out.rows.back().push_back(o.id);
    }
}

} // namespace

Reply AccountModel::information_schema(const std::string& sql) {
    if (!warehouse) return error("57P03", 606, "No active warehouse selected");
    const std::string database = identifiers_after(sql, sql.find(" FROM \"") + 6).at(0);
    const auto it = databases.find(database);
    if (it == databases.end()) return error("42S02", 2003, "does not exist or not authorized");
    const Predicates where(sql);
    Reply out;
    size_t looked_at = 0;
    for (const auto& [schema, content] : it->second.schemas) {
        size_t n = 0;
        for (const auto& [name, o] : content.objects) {
            if (!o.in_information_schema || !where.hold(schema, name)) continue;
            ++n;
            if (begins(sql, "SELECT TABLE_NAME, TABLE_TYPE")) {
                out.rows.push_back(table_row(name, o));
            } else if (begins(sql, "SELECT TABLE_NAME, COLUMN_NAME")) {
                add_columns(name, o, false, out);
            } else if (begins(sql, "SELECT TABLE_NAME, IS_SECURE") && o.table_type == "VIEW") {
                out.rows.push_back({name, yes(o.secure)});
            }
        }
        looked_at += n;
        if (n > 0 && begins(sql, "SELECT TABLE_SCHEMA, COUNT(*)"))
            out.rows.push_back({schema, std::to_string(n)});
    }
    if (std::max(looked_at, out.rows.size()) > too_much)
        return error("22000", 90030, "Information schema query returned too much data");
    out.columns = unnamed(14);
    return out;
}

Reply AccountModel::account_usage(const std::string& sql) {
    if (!usage) return error("42501", 3001, "Insufficient privileges");
    if (!warehouse) return error("57P03", 606, "No active warehouse selected");
    Reply out;
    out.columns = unnamed(13);
    if (begins(sql, "SELECT DOMAIN")) {
        for (const auto& tag : tags)
            out.rows.push_back({tag.domain, tag.database, tag.schema, tag.object, tag.column, "GOV",
                                "TAGS", tag.name, tag.value});
        return out;
    }
    const Predicates where(sql);
    const auto only = literal_after(sql, "TABLE_CATALOG = ");
    int number = 0;
    for (const auto& [name, database] : databases) {
        if (begins(sql, "SELECT DATABASE_NAME"))
            out.rows.push_back({name, std::to_string(++number), std::to_string(database.created)});
        if (database.kind == "IMPORTED DATABASE" || (only && *only != name)) continue;
        for (const auto& [schema, content] : database.schemas) {
            if (begins(sql, "SELECT CATALOG_NAME"))
                out.rows.push_back(
                    {name, schema, std::to_string(++number), std::to_string(content.created)});
            for (const auto& [table, o] : content.objects) {
                if (!o.id || !where.hold(schema, table)) continue;
                if (begins(sql, "SELECT TABLE_SCHEMA"))
                    out.rows.push_back({schema, table, o.id, std::to_string(o.created),
                                        std::to_string(o.last_ddl)});
                if (begins(sql, "SELECT TABLE_NAME")) add_columns(table, o, true, out);
            }
        }
    }
    return out;
}

} // namespace objsync::snowflake::scripted
