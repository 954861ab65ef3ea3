#include "plugins/snowflake/show/columns.h"

#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/show/rows.h"

namespace objsync::snowflake {

namespace {

using odbc::Bound;

constexpr size_t kTypeRoom = 4096; // the JSON of a structured type

} // namespace

bool ShownColumns::read_all(Session& session, const SchemaName& in) {
    try {
        read(session, show_columns_sql(in));
        return true;
    } catch (const sdk::Error& error) {
        if (trouble_of(error) != Trouble::too_many) throw;
        objects_.clear();
        return false;
    }
}

void ShownColumns::read_one(Session& session, const SchemaName& in, std::string_view object) {
    objects_.erase(std::string(object));
    read(session, show_columns_of_sql(in, object));
}

void ShownColumns::read(Session& session, const std::string& sql) {
    ShowRows rows(session, sql,
                  {Bound::text(0, kNameRoom), Bound::text(0, kNameRoom), Bound::text(0, kTypeRoom),
                   Bound::text(0, kCommentRoom), Bound::text(0, kCommentRoom)},
                  {"table_name", "column_name", "data_type", "default", "comment"});
    while (rows.next()) {
        Columns& columns = objects_[std::string(rows.name())];
        const auto name = rows.text(1), json = rows.text(2);
        auto type = json ? read_shown_type(*json) : std::nullopt;
        // In part they would look as if the rest were gone.
        if (!name || !type || rows.cut(3) || rows.cut(4)) {
            columns.unreadable = true;
            continue;
        }
        columns.open = columns.open || type->text.empty();
        columns.list.push_back({std::string(*name), std::move(*type),
                                std::string(rows.text(3).value_or("")),
                                std::string(rows.text(4).value_or(""))});
    }
}

bool ShownColumns::is_open(std::string_view object) const {
    const auto it = objects_.find(std::string(object));
    return it != objects_.end() && it->second.open && !it->second.unreadable;
}

void ShownColumns::describe(Session& session, const SchemaName& in, std::string_view object) {
    Columns& columns = objects_[std::string(object)];
    std::unordered_map<std::string_view, std::string*> open; // what each type is to be written to
    for (Column& column : columns.list) {
        if (column.type.text.empty()) open.emplace(column.name, &column.type.text);
    }
    ShowRows rows(session, describe_sql(in, object),
                  {Bound::text(0, kNameRoom), Bound::text(0, kTypeRoom)}, {"name", "type"});
    while (rows.next()) {
        const auto it = open.find(rows.name());
        if (it == open.end()) continue;
        it->second->assign(rows.text(1).value_or(""));
        if (!it->second->empty()) open.erase(it);
    }
    columns.open = !open.empty();
}

bool ShownColumns::put(std::string_view object, sdk::Object& out) const {
    const auto it = objects_.find(std::string(object));
    if (it == objects_.end() || it->second.unreadable || it->second.open || it->second.list.empty())
        return false;
    for (const Column& from : it->second.list) {
        sdk::Column& column =
            out.column(from.name).type(from.type.text).nullable(from.type.nullable);
        if (!from.default_value.empty()) column.default_value(from.default_value);
        if (!from.comment.empty()) column.comment(from.comment);
        if (!from.type.collation.empty()) column.attribute("collation", from.type.collation);
    }
    return true;
}

} // namespace objsync::snowflake
