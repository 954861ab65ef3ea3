#include "tests/snowflake/sql/tags.h"

#include <algorithm>

#include "tests/snowflake/sql/bind.h"
#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/from.h"
#include "tests/snowflake/sql/lexer.h"
#include "tests/snowflake/sql/list_stream.h"
#include "tests/snowflake/sql/show_scope.h"

namespace fake_snowflake::sql {

namespace {

std::vector<StreamColumn> columns() {
    std::vector<StreamColumn> result;
    for (const char* const name :
         {"TAG_DATABASE", "TAG_SCHEMA", "TAG_NAME", "TAG_VALUE", "LEVEL", "OBJECT_DATABASE",
          "OBJECT_SCHEMA", "OBJECT_NAME", "DOMAIN", "COLUMN_NAME", "APPLY_METHOD"})
        result.push_back({name, Type::text});
    return result;
}

std::string text_argument(const Query& query, const Expression& expression) {
    Binder binder(query.environment, nullptr, nullptr, nullptr);
    const auto node = binder.bind(expression);
    if (!node->constant()) throw not_faked("arguments of table functions that are no literals");
    Scratch scratch;
    Frame frame{nullptr, &scratch, &query.environment.zone};
    return std::string(node->eval(frame).text);
}

// a."b".c, as it stands in a text.
Name name_in(const std::string& text) {
    Name result;
    for (const Token& token : tokens(text)) {
        if (token.kind == TokenKind::word || token.kind == TokenKind::quoted)
            result.push_back({token.text, token.kind == TokenKind::quoted, token.at});
    }
    if (result.empty()) throw nothing_there();
    return result;
}

// Where a tag was set that a thing has; the nearest one wins.
struct Assigned {
    std::string value;
    const char* level;
};
using AssignedTags = std::map<std::string, Assigned>;

void inherit(AssignedTags& to, const Tags& tags, const char* level) {
    for (const auto& [name, value] : tags)
        to[name] = {value, level};
}

void list(ListStream& rows, const AssignedTags& tags, const Row& row, const char* domain) {
    const auto name = [](const auto* part) {
        return part ? of(std::string_view(part->name)) : null(Type::text);
    };
    for (const auto& [full, assigned] : tags) {
        const TagName tag = tag_name(full);
        const Value object = row.object   ? name(row.object)
                             : row.schema ? name(row.schema)
                                          : name(row.database);
        rows.add({of(tag.database), of(tag.schema), of(tag.name),
                  of(std::string_view(assigned.value)), of(std::string_view(assigned.level)),
                  row.schema ? name(row.database) : null(Type::text),
                  row.object ? name(row.schema) : null(Type::text), object,
                  of(std::string_view(domain)), name(row.column),
                  of(std::string_view(assigned.level == std::string_view(domain) ? "MANUAL"
                                                                                 : "INHERITED"))});
    }
}

AssignedTags inherited(const Found& found) {
    AssignedTags result;
    inherit(result, found.database->tags, "DATABASE");
    inherit(result, found.schema->tags, "SCHEMA");
    inherit(result, found.object->tags, "TABLE");
    return result;
}

} // namespace

StreamPtr tag_references(Query& query, const From& from) {
    if (from.arguments.size() != 2) throw not_faked("TAG_REFERENCES without two arguments");
    const std::string domain = upper(text_argument(query, *from.arguments[1]));
    Name name = name_in(text_argument(query, *from.arguments[0]));
    const Access& access = query.access(query.state(), Honours::nothing_more);
    auto rows = std::make_unique<ListStream>(columns());
    AssignedTags tags;
    if (domain == "DATABASE") {
        const Database& database = usable_database(query, query.environment.resolve(name[0]));
        inherit(tags, database.tags, "DATABASE");
        list(*rows, tags, {.database = &database}, "DATABASE");
    } else if (domain == "SCHEMA" && name.size() == 2) {
        const Database& database = usable_database(query, query.environment.resolve(name[0]));
        const auto schema = database.schemas.find(query.environment.resolve(name[1]));
        if (schema == database.schemas.end()) throw nothing_there();
        inherit(tags, database.tags, "DATABASE");
        inherit(tags, schema->second->tags, "SCHEMA");
        list(*rows, tags, {.database = &database, .schema = &*schema->second}, "SCHEMA");
    } else if (domain == "TABLE") {
        const Found found = find_object(query, name, access, "Table");
        list(*rows, inherited(found), {found.database, found.schema, found.object.get()}, "TABLE");
    } else if (domain == "COLUMN" && name.size() > 1) {
        const std::string wanted = query.environment.resolve(name.back());
        name.pop_back();
        const Found found = find_object(query, name, access, "Table");
        for (const Column& column : *found.object->columns) {
            if (column.name != wanted) continue;
            tags = inherited(found);
            inherit(tags, column.tags, "COLUMN");
            list(*rows, tags, {found.database, found.schema, found.object.get(), &column},
                 "COLUMN");
        }
    } else {
        throw not_faked("tags of domain " + domain);
    }
    query.computes = true;
    return rows;
}

StreamPtr tag_references_all_columns(Query& query, const From& from) {
    if (from.arguments.size() != 2)
        throw not_faked("TAG_REFERENCES_ALL_COLUMNS without two arguments");
    const Access& access = query.access(query.state(), Honours::nothing_more);
    const Name name = name_in(text_argument(query, *from.arguments[0]));
    const Found found = find_object(query, name, access, "Table");
    auto rows = std::make_unique<ListStream>(columns());
    for (const Column& column : *found.object->columns) {
        AssignedTags tags = inherited(found);
        inherit(tags, column.tags, "COLUMN");
        list(*rows, tags, {found.database, found.schema, found.object.get(), &column}, "COLUMN");
    }
    query.computes = true;
    return rows;
}

} // namespace fake_snowflake::sql
