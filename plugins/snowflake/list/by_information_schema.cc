// Objects of a schema out of INFORMATION_SCHEMA: one statement for their names, in one snapshot of
// the platform; then what changed, in chunks.
#include <algorithm>

#include "plugins/snowflake/list/lister.h"
#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/show/pages.h"
#include "plugins/snowflake/show/rows.h"

namespace objsync::snowflake {

namespace {

using odbc::Bound;
using odbc::Reading;

enum Cell : size_t {
    name,
    type,
    transient,
    temporary,
    iceberg,
    dynamic,
    hybrid,
    owner,
    comment,
    rows,
    bytes,
    created,
    last_ddl,
};

std::vector<Bound> cells() {
    return {Bound::text(1, kNameRoom), Bound::text(2, kFlagRoom), Bound::text(3, kFlagRoom),
            Bound::text(4, kFlagRoom), Bound::text(5, kFlagRoom), Bound::text(6, kFlagRoom),
            Bound::text(7, kFlagRoom), Bound::text(8, kNameRoom), Bound::text(9, kCommentRoom),
            Bound::number(10),         Bound::number(11),         Bound::number(12),
            Bound::number(13)};
}

// The columns are there, so a NULL is the platform's way to say no, as it does for views.
bool yes(const odbc::Block& block, size_t cell) {
    return flag_of(block.text(cell)).value_or(false);
}

Row row_of(const odbc::Block& block, std::string_view table_name) {
    Row row;
    row.name = table_name;
    const std::string_view table_type = block.text(Cell::type).value_or("");
    // TABLE_TYPE tells views, external and event tables; the flags tell the rest.
    row.kind = kind_of(
        {table_type, yes(block, Cell::dynamic), yes(block, Cell::iceberg), false, false, false});
    if (row.kind && row.kind->native_type.ends_with("TABLE")) {
        row.transient = yes(block, Cell::transient);
        row.temporary = yes(block, Cell::temporary) || is_temporary(table_type);
        row.hybrid = yes(block, Cell::hybrid);
    }
    row.owner = block.text(Cell::owner);
    if (!block.cut(Cell::comment)) row.comment = block.text(Cell::comment).value_or("");
    row.rows = block.number(Cell::rows);
    row.bytes = block.number(Cell::bytes);
    row.created_ms = block.number(Cell::created);
    // Not LAST_ALTERED, which moves with the data and with the platform's own upkeep.
    row.modified_ms = block.number(Cell::last_ddl);
    row.stamp = Stamp{row.modified_ms, false, false};
    return row;
}

// What the stored stamp leaves to be asked for.
Pending pending_of(Row row, const std::optional<Stamp>& stored, bool may_have_id) {
    Pending out;
    const bool same = stored && stored->last_ddl && stored->last_ddl == row.stamp->last_ddl;
    out.wants_columns = !same || !stored->columns;
    out.wants_id = may_have_id && (!same || !stored->id);
    out.wants_secure = out.wants_columns && row.kind && row.kind->kind == "view";
    row.stamp->columns = !out.wants_columns;
    row.stamp->id = same && stored->id;
    out.row = std::move(row);
    return out;
}

} // namespace

void Lister::by_information_schema(Listing& listing) {
    ChunkMaker chunks(
        [&](std::shared_ptr<Chunk> chunk) { finish_part(listing, std::move(chunk)); });
    try {
        try {
            read_tables(listing, {}, chunks);
        } catch (const sdk::Error& error) {
            if (trouble_of(error) != Trouble::too_much || !chunks.last().empty()) throw;
            read_tables_in_parts(listing, chunks);
        }
        chunks.end();
    } catch (...) {
        listing.wait_for_parts(); // they use the listing
        throw;
    }
    listing.wait_for_parts();
}

void Lister::finish_part(Listing& listing, std::shared_ptr<Chunk> chunk) {
    auto counted = std::make_shared<Listing::Part>(listing);
    Queue<Lister>::Task part = [&listing, chunk, counted](Lister& other) {
        ChunkReader(*other.session_, listing, *chunk, other.object_).read();
        counted->done();
    };
    counted.reset(); // the task's alone: who waits must see its end
    if (!view_.queue.offer(part)) part(*this);
}

void Lister::read_tables(Listing& listing, const Names& names, ChunkMaker& chunks) {
    const SchemaWork& work = listing.work;
    sdk::Path path = work.path();
    std::vector<std::string> cut; // comments that are longer than their room
    const auto take = [&](const odbc::Block& block) {
        const auto table_name = block.text(Cell::name);
        if (!table_name || table_name->empty())
            throw sdk::Error(sdk::ErrorClass::bug, "an object without a name was listed");
        const auto stored = listing.stored.take(*table_name);
        if (view_.full) listing.listed.add(*table_name);
        path.push(*table_name);
        const bool wanted = view_.host.wanted(path, false);
        path.pop();
        Row row = row_of(block, *table_name);
        if (!wanted ||
            (row.temporary.value_or(false) && !view_.account.settings().temporary_tables)) {
            return chunks.pass(*table_name);
        }
        if (!row.comment) {
            cut.push_back(row.name);
            return chunks.pass(*table_name);
        }
        const bool may_have_id = view_.usage.readable() && !work.database->imported;
        Pending pending = pending_of(std::move(row), stored, may_have_id);
        if (pending.wants_columns || pending.wants_id) return chunks.add(std::move(pending));
        fill(object_, pending.row);
        listing.give(object_, pending.row);
        chunks.pass(*table_name);
    };
    const auto run = [&](const Names& which, Reading reading) {
        odbc::Statement statement(session_->connection());
        statement.execute(tables_sql(work.name(), which));
        odbc::Block block(statement, cells(), reading);
        while (block.next())
            take(block);
    };
    run(names, Reading::bound);
    if (cut.empty()) return;
    chunks.end(); // what follows is in no order
    Names left;
    left.by = Names::By::list;
    const std::vector<std::string> again = std::move(cut);
    for (const auto& table_name : again)
        left.list.push_back(table_name);
    cut.clear();
    run(left, Reading::whole);
}

// The schema is too large for one question. Names from SHOW cut it into ranges, which cover all
// names there may be, also those that SHOW does not give.
void Lister::read_tables_in_parts(Listing& listing, ChunkMaker& chunks) {
    std::vector<std::string> names;
    const auto page = [&](std::string_view after) {
        return show_sql(Shown::objects, listing.work.name(), after);
    };
    Pages(*session_, page, {Bound::text(0, kNameRoom)}, {"name"}).each([&](const ShowRows& row) {
        names.emplace_back(row.name());
    });
    std::sort(names.begin(), names.end());
    // (above, upto] and the names inside; an empty bound is open.
    const std::function<void(std::string, std::string, size_t, size_t)> range =
        [&](const std::string& above, const std::string& upto, size_t first, size_t end) {
            Names part;
            part.by = Names::By::range;
            part.above = above;
            part.upto = upto;
            const std::string before = chunks.last();
            try {
                read_tables(listing, part, chunks);
            } catch (const sdk::Error& error) {
                const size_t middle = first + (end - first) / 2;
                if (trouble_of(error) != Trouble::too_much || chunks.last() != before ||
                    middle == first)
                    throw;
                range(above, names[middle - 1], first, middle);
                range(names[middle - 1], upto, middle, end);
            }
        };
    constexpr size_t kRange = kShowLimit;
    std::string above;
    for (size_t first = 0; first < names.size() || first == 0; first += kRange) {
        const size_t end = std::min(first + kRange, names.size());
        const std::string upto = end == names.size() ? std::string() : names[end - 1];
        range(above, upto, first, end);
        above = upto;
        if (upto.empty()) break;
    }
}

} // namespace objsync::snowflake
