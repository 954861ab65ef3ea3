#include "tests/snowflake/sql/get.h"

#include <algorithm>

namespace fake_snowflake::sql::get {

Value catalog(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.database->name));
}

Value catalog_id(const Row& row, Reader& /*reader*/) {
    return of(row.database->id);
}

Value schema(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.schema->name));
}

Value schema_id(const Row& row, Reader& /*reader*/) {
    return of(row.schema->id);
}

Value object(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.object->name));
}

Value object_id(const Row& row, Reader& /*reader*/) {
    return of(row.object->id);
}

Value ordinal(const Row& row, Reader& /*reader*/) {
    return of(row.ordinal);
}

Value retention(const Row& row, Reader& /*reader*/) {
    if (row.object && row.object->is_view()) return null(Type::integer);
    return of(int64_t{1});
}

Value owner(const Row& row, Reader& /*reader*/) {
    return of(std::string_view(row.object->owner));
}

Value owner_or_null(const Row& row, Reader& reader) {
    return row.object->owner.empty() ? null(Type::text) : owner(row, reader);
}

Value owner_role_type(const Row& row, Reader& /*reader*/) {
    const std::string& owner = row.object   ? row.object->owner
                               : row.schema ? row.schema->owner
                                            : row.database->owner;
    if (owner.empty()) return of(std::string_view());
    const bool of_database = owner.find('.') != std::string::npos;
    return of(std::string_view(of_database ? "DATABASE_ROLE" : "ROLE"));
}

Value table_type(const Row& row, Reader& /*reader*/) {
    switch (row.object->kind) {
        case Kind::view:
            return of(std::string_view("VIEW"));
        case Kind::materialized_view:
            return of(std::string_view("MATERIALIZED VIEW"));
        case Kind::external_table:
            return of(std::string_view("EXTERNAL TABLE"));
        case Kind::event_table:
            return of(std::string_view("EVENT TABLE"));
        case Kind::other:
            return of(std::string_view(row.object->native));
        case Kind::table:
            break;
    }
    return of(std::string_view(row.object->temporary ? "TEMPORARY TABLE" : "BASE TABLE"));
}

Value comment(const Row& row, Reader& /*reader*/) {
    return text_or_null(row.object->comment);
}

Value comment_or_empty(const Row& row, Reader& /*reader*/) {
    return text_or_empty(row.object->comment);
}

Value created(const Row& row, Reader& /*reader*/) {
    return of(row.object->created);
}

Value last_altered(const Row& row, Reader& /*reader*/) {
    return of(row.object->last_altered);
}

Value last_ddl(const Row& row, Reader& /*reader*/) {
    return of(row.object->last_ddl);
}

Value row_count(const Row& row, Reader& /*reader*/) {
    return row.object->kind == Kind::view ? null(Type::integer) : of(row.object->row_count);
}

Value bytes(const Row& row, Reader& /*reader*/) {
    return row.object->kind == Kind::view ? null(Type::integer) : of(row.object->bytes);
}

Value clustering_key(const Row& row, Reader& /*reader*/) {
    return text_or_null(row.object->cluster_by);
}

Value cluster_by(const Row& row, Reader& /*reader*/) {
    return text_or_empty(row.object->cluster_by);
}

Value deleted(const Row& row, Reader& /*reader*/) {
    std::optional<Time> first;
    const auto take = [&](const std::optional<Time>& dropped) {
        if (dropped && (!first || *dropped < *first)) first = dropped;
    };
    take(row.database->dropped);
    if (row.schema) take(row.schema->dropped);
    if (row.object) take(row.object->dropped);
    return time_or_null(first);
}

} // namespace fake_snowflake::sql::get
