#include "plugins/snowflake/sql/statements.h"

#include "plugins/snowflake/sql/quote.h"

namespace objsync::snowflake {

namespace {

const char* plural(Shown what) {
    switch (what) {
        case Shown::tables:
            return "TABLES";
        case Shown::views:
            return "VIEWS";
        case Shown::objects:
            break;
    }
    return "OBJECTS";
}

std::string page_after(std::string_view after) {
    std::string out = " LIMIT " + std::to_string(kShowLimit);
    if (!after.empty()) out += " FROM " + literal(after);
    return out;
}

std::string starting(std::string_view prefix) {
    return " STARTS WITH " + literal(prefix) + " LIMIT " + std::to_string(kShowLimit);
}

std::string in_schema(const SchemaName& in) {
    return " IN SCHEMA " + quoted_path({in.database, in.schema});
}

// A view of the database itself. Its name is one of Snowflake's own: it needs no quotes.
std::string from_own(std::string_view database, const char* view) {
    return " FROM " + quoted(database) + ".INFORMATION_SCHEMA." + view;
}

std::string from_usage(const char* view) {
    return std::string(" FROM SNOWFLAKE.ACCOUNT_USAGE.") + view;
}

// Equality and ranges: functions around the columns would defeat the platform's own filter.
std::string and_names(const Names& names) {
    std::string out;
    if (names.by == Names::By::range) {
        if (!names.above.empty()) out += " AND TABLE_NAME > " + literal(names.above);
        if (!names.upto.empty()) out += " AND TABLE_NAME <= " + literal(names.upto);
    } else if (names.by == Names::By::list) {
        out += " AND TABLE_NAME IN (";
        for (size_t i = 0; i < names.list.size(); ++i)
            out += (i > 0 ? ", " : "") + literal(names.list[i]);
        out += ")";
    }
    return out;
}

std::string where_schema(const SchemaName& in, const Names& names) {
    return " WHERE TABLE_SCHEMA = " + literal(in.schema) + and_names(names);
}

std::string ms(const char* column) {
    return std::string("DATE_PART(EPOCH_MILLISECOND, ") + column + ")";
}

} // namespace

std::string session_parameters_sql(std::chrono::milliseconds statement_timeout) {
    const auto seconds = std::to_string((statement_timeout.count() + 999) / 1000);
    return "ALTER SESSION SET QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE"
           " TIMEZONE = 'UTC'"
           " STATEMENT_TIMEOUT_IN_SECONDS = " +
           seconds + " STATEMENT_QUEUED_TIMEOUT_IN_SECONDS = " + seconds +
           // What a driver keeps of an answer: by default up to 1.5 GB.
           " CLIENT_PREFETCH_THREADS = 1 CLIENT_MEMORY_LIMIT = 64"
           " QUERY_TAG = 'objsync'";
}

std::string context_sql() {
    return "SELECT CURRENT_ACCOUNT(), CURRENT_USER(), CURRENT_ROLE(), CURRENT_SECONDARY_ROLES(), "
           "CURRENT_WAREHOUSE(), CURRENT_VERSION(), " +
           ms("CURRENT_TIMESTAMP()") + ", CURRENT_TIMESTAMP()";
}

std::string show_databases_sql(std::string_view after) {
    return "SHOW DATABASES" + page_after(after);
}

std::string show_schemas_sql(std::string_view database, std::string_view after) {
    return "SHOW SCHEMAS IN DATABASE " + quoted(database) + page_after(after);
}

std::string show_sql(Shown what, const SchemaName& in, std::string_view after) {
    return std::string("SHOW ") + plural(what) + in_schema(in) + page_after(after);
}

std::string show_starting_sql(Shown what, const SchemaName& in, std::string_view prefix) {
    return std::string("SHOW ") + plural(what) + in_schema(in) + starting(prefix);
}

std::string show_databases_starting_sql(std::string_view prefix) {
    return "SHOW DATABASES" + starting(prefix);
}

std::string show_schemas_starting_sql(std::string_view database, std::string_view prefix) {
    return "SHOW SCHEMAS IN DATABASE " + quoted(database) + starting(prefix);
}

std::string show_dynamic_tables_sql(std::string_view database) {
    return "SHOW DYNAMIC TABLES IN DATABASE " + quoted(database) + " LIMIT 1";
}

std::string show_warehouses_sql(std::string_view name) {
    return "SHOW WAREHOUSES LIKE " + literal(name);
}

std::string show_columns_sql(const SchemaName& in) {
    return "SHOW COLUMNS" + in_schema(in);
}

std::string show_columns_of_sql(const SchemaName& in, std::string_view object) {
    return "SHOW COLUMNS IN TABLE " + quoted_path({in.database, in.schema, object});
}

std::string describe_sql(const SchemaName& in, std::string_view object) {
    return "DESCRIBE TABLE " + quoted_path({in.database, in.schema, object});
}

std::string count_tables_sql(std::string_view database) {
    return "SELECT TABLE_SCHEMA, COUNT(*)" + from_own(database, "TABLES") +
           " GROUP BY TABLE_SCHEMA";
}

std::string tables_sql(const SchemaName& in, const Names& names) {
    return "SELECT TABLE_NAME, TABLE_TYPE, IS_TRANSIENT, IS_TEMPORARY, IS_ICEBERG, IS_DYNAMIC, "
           "IS_HYBRID, TABLE_OWNER, COMMENT, ROW_COUNT, BYTES, " +
           ms("CREATED") + ", " + ms("LAST_DDL") + from_own(in.database, "TABLES") +
           where_schema(in, names) + " ORDER BY TABLE_NAME";
}

std::string columns_sql(const SchemaName& in, const Names& names, Source source) {
    std::string sql =
        "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, COALESCE(CHARACTER_MAXIMUM_LENGTH, "
        "CHARACTER_OCTET_LENGTH), NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION, "
        "IS_NULLABLE, COLUMN_DEFAULT, COLLATION_NAME, COMMENT, IFF(DTD_IDENTIFIER IS NULL, 0, 1)";
    if (source == Source::account_usage) {
        sql += ", TABLE_ID" + from_usage("COLUMNS") + where_schema(in, names) +
               " AND TABLE_CATALOG = " + literal(in.database) + " AND DELETED IS NULL";
    } else {
        sql += from_own(in.database, "COLUMNS") + where_schema(in, names);
    }
    return sql + " ORDER BY TABLE_NAME, ORDINAL_POSITION";
}

std::string secure_views_sql(const SchemaName& in, const Names& names) {
    return "SELECT TABLE_NAME, IS_SECURE" + from_own(in.database, "VIEWS") +
           where_schema(in, names);
}

std::string database_ids_sql() {
    return "SELECT DATABASE_NAME, DATABASE_ID, " + ms("CREATED") + from_usage("DATABASES") +
           " WHERE DELETED IS NULL";
}

std::string schema_ids_sql() {
    return "SELECT CATALOG_NAME, SCHEMA_NAME, SCHEMA_ID, " + ms("CREATED") +
           from_usage("SCHEMATA") + " WHERE DELETED IS NULL";
}

std::string table_ids_sql(std::string_view database, const std::string* schema,
                          const Names& names) {
    std::string sql = "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_ID, " + ms("CREATED") + ", " +
                      ms("LAST_DDL") + from_usage("TABLES") +
                      " WHERE TABLE_CATALOG = " + literal(database);
    if (schema) sql += " AND TABLE_SCHEMA = " + literal(*schema);
    return sql + and_names(names) + " AND DELETED IS NULL";
}

std::string tags_sql() {
    return "SELECT DOMAIN, OBJECT_DATABASE, OBJECT_SCHEMA, OBJECT_NAME, COLUMN_NAME, TAG_DATABASE, "
           "TAG_SCHEMA, TAG_NAME, TAG_VALUE" +
           from_usage("TAG_REFERENCES") +
           " WHERE OBJECT_DELETED IS NULL AND DOMAIN IN ('DATABASE', 'SCHEMA', 'TABLE', 'COLUMN')"
           " ORDER BY OBJECT_DATABASE, OBJECT_SCHEMA, OBJECT_NAME, COLUMN_NAME";
}

} // namespace objsync::snowflake
