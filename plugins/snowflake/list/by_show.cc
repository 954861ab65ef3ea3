// Objects of a schema by SHOW: without a warehouse, and of all that the role may see. SHOW OBJECTS
// gives the names; SHOW TABLES and SHOW VIEWS tell the kinds apart. Without one of these a kind is
// absent where it would be a guess.
#include <algorithm>

#include "plugins/snowflake/list/lister.h"
#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/show/columns.h"
#include "plugins/snowflake/show/kinds.h"
#include "plugins/snowflake/show/pages.h"

namespace objsync::snowflake {

namespace {

using odbc::Bound;

enum Cell : size_t { name, kind, owner, comment, rows, bytes, created, hybrid, dynamic, iceberg };

const std::vector<Bound>& cells() {
    static const std::vector<Bound> kCells{Bound::text(0, kNameRoom),
                                           Bound::text(0, kFlagRoom),
                                           Bound::text(0, kNameRoom),
                                           Bound::text(0, kCommentRoom),
                                           Bound::number(0),
                                           Bound::number(0),
                                           Bound::time(0),
                                           Bound::text(0, kFlagRoom),
                                           Bound::text(0, kFlagRoom),
                                           Bound::text(0, kFlagRoom)};
    return kCells;
}

const std::vector<std::string_view>& cell_names() {
    static const std::vector<std::string_view> kNames{
        "name",  "kind",       "owner",     "comment",    "rows",
        "bytes", "created_on", "is_hybrid", "is_dynamic", "is_iceberg"};
    return kNames;
}

MaybeFlag either(MaybeFlag first, MaybeFlag second) {
    return first ? first : second;
}

} // namespace

Row shown_row(const ShowRows& from, const ShownKind& told) {
    Row row;
    row.name = from.name();
    const std::string_view type = from.text(Cell::kind).value_or("");
    Traits traits{type,
                  either(flag_of(from.text(Cell::dynamic)), told.dynamic),
                  either(flag_of(from.text(Cell::iceberg)), told.iceberg),
                  told.event,
                  told.external,
                  told.materialized};
    row.kind = kind_of(traits);
    // A temporary table is known by its word, also where nothing tells which kind it is.
    if (row.kind ? row.kind->native_type.ends_with("TABLE") : is_temporary(type)) {
        row.transient = told.transient;
        row.temporary = either(told.temporary, is_temporary(type) ? MaybeFlag(true) : std::nullopt);
        row.hybrid = either(flag_of(from.text(Cell::hybrid)), told.hybrid);
    } else if (row.kind && row.kind->native_type == "VIEW") {
        row.secure = told.secure; // of materialized views no other method tells it
    }
    row.owner = from.text(Cell::owner);
    if (from.has(Cell::comment) && !from.cut(Cell::comment))
        row.comment = from.text(Cell::comment).value_or("");
    row.rows = from.number(Cell::rows);
    row.bytes = from.number(Cell::bytes);
    row.created_ms = from.time_ms(Cell::created);
    return row;
}

ShowRows shown_objects(Session& session, const std::string& sql) {
    return {session, sql, cells(), cell_names()};
}

void Lister::by_show(Listing& listing) {
    const SchemaWork& work = listing.work;
    ShownKinds kinds;
    kinds.read(*session_, work.name());
    ShownColumns columns;
    const bool all = columns.read_all(*session_, work.name());
    bool alone_for_all = true;
    sdk::Path path = work.path();
    NameSet seen;
    const auto give = [&](const ShowRows& from) {
        const std::string object_name(from.name());
        seen.add(object_name);
        const auto stored = listing.stored.take(object_name);
        if (listing.listed.contains(object_name)) return; // INFORMATION_SCHEMA gave it
        path.push(object_name);
        const bool wanted = view_.host.wanted(path, false);
        path.pop();
        Row row = shown_row(from, kinds.of(object_name));
        if (!wanted ||
            (row.temporary.value_or(false) && !view_.account.settings().temporary_tables))
            return;
        if (!stored) row.stamp = Stamp();
        ShownColumns own;
        if (!all) {
            if (listing.may_ask_alone()) {
                own.read_one(*session_, work.name(), object_name);
            } else {
                alone_for_all = false;
            }
        }
        ShownColumns& known = all ? columns : own;
        if (known.is_open(object_name) && listing.may_ask_alone())
            known.describe(*session_, work.name(), object_name);
        fill(object_, row);
        if (!known.put(object_name, object_)) fill(object_, row);
        listing.give(object_, row);
    };
    const auto objects = [&](std::string_view after) {
        return show_sql(Shown::objects, work.name(), after);
    };
    Pages(*session_, objects, cells(), cell_names()).each(give);
    // What only SHOW TABLES or SHOW VIEWS give is there as well.
    for (const Shown what : kinds.with_more_than(seen)) {
        const auto page = [&](std::string_view after) {
            return show_sql(what, work.name(), after);
        };
        Pages(*session_, page, cells(), cell_names()).each([&](const ShowRows& from) {
            if (!seen.contains(from.name())) give(from);
        });
    }
    if (!alone_for_all) {
        view_.host.warning("schema " + work.path().text() +
                           " has more columns than SHOW COLUMNS gives, so those of some objects "
                           "stay as known; INFORMATION_SCHEMA, with a warehouse, gives them");
    }
}

} // namespace objsync::snowflake
