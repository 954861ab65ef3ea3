#include <algorithm>
#include <unordered_map>

#include "plugins/snowflake/list/chunk.h"
#include "plugins/snowflake/list/column_join.h"
#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/show/columns.h"
#include "plugins/snowflake/show/rows.h"

namespace objsync::snowflake {

namespace {

using odbc::Bound;
using odbc::Reading;

constexpr size_t kFew = 20; // objects whose columns are asked for one by one rather than all

// Unchanged since before ACCOUNT_USAGE can be behind, and the same version there.
bool is_known_there(const Pending& pending, const std::optional<TableId>& there, int64_t now_ms) {
    const auto& last_ddl = pending.row.stamp->last_ddl;
    return there && last_ddl && there->last_ddl == last_ddl && *last_ddl < now_ms - kUsageLagMs;
}

} // namespace

void ChunkReader::read() {
    // A session that is lost here costs a new one, not the listing: the names are known already.
    for (int attempt = 1;; ++attempt) {
        try {
            read_ids();
            read_secure();
            read_columns();
            break;
        } catch (const sdk::Error& error) {
            if (trouble_of(error) == Trouble::lost_session && attempt == 1) {
                session_.sign_in_again();
                continue;
            }
            listing_.doubt(error.in("reading columns"));
            break;
        }
    }
    give_rest();
}

void ChunkReader::read_ids() {
    const auto some = chunk_.those([](const Pending& p) { return p.wants_id && !p.given; });
    Usage& usage = listing_.view.usage;
    const Database& database = *listing_.work.database;
    if (some.empty() || !usage.readable()) return;
    Ids here;
    if (!database.ids.loaded()) {
        const bool read = usage.attempt(session_, [&] {
            here.load(session_, database.name, &listing_.work.schema, chunk_.names(some));
        });
        if (!read) return;
    }
    const Ids& ids = database.ids.loaded() ? database.ids : here;
    for (const size_t i : some) {
        Pending& pending = chunk_.rows[i];
        const auto there = ids.find(listing_.work.schema, pending.row.name, pending.row.created_ms);
        if (!there) continue;
        pending.row.id = there->id;
        pending.row.stamp->id = true;
        pending.in_usage = is_known_there(pending, there, listing_.view.context.now_ms);
    }
}

void ChunkReader::read_secure() {
    const auto some = chunk_.those([](const Pending& p) { return p.wants_secure && !p.given; });
    if (some.empty()) return;
    std::unordered_map<std::string_view, size_t> by_name;
    for (const size_t i : some)
        by_name.emplace(chunk_.rows[i].row.name, i);
    odbc::Statement statement(session_.connection());
    statement.execute(secure_views_sql(listing_.work.name(), chunk_.names(some)));
    odbc::Block rows(statement, {Bound::text(1, kNameRoom), Bound::text(2, kFlagRoom)});
    while (rows.next()) {
        const auto name = rows.text(0);
        const auto it = name ? by_name.find(*name) : by_name.end();
        if (it != by_name.end()) chunk_.rows[it->second].row.secure = flag_of(rows.text(1));
    }
}

void ChunkReader::read_columns() {
    cut_.clear();
    open_.clear();
    const bool by_usage = listing_.view.account.settings().account_usage;
    const auto want = [&](bool in_usage) {
        return chunk_.those([&](const Pending& p) {
            return p.wants_columns && !p.given && (p.in_usage && by_usage) == in_usage;
        });
    };
    columns_of(want(true), Source::account_usage, Reading::bound);
    // What was in doubt there is asked here, too: it is not given yet.
    for (const size_t i : want(true))
        chunk_.rows[i].in_usage = false;
    columns_of(want(false), Source::information_schema, Reading::bound);
    columns_of(std::move(cut_), Source::information_schema, Reading::whole);
    read_shown();
}

void ChunkReader::columns_of(std::vector<size_t> some, Source source, Reading reading) {
    if (some.empty()) return;
    try {
        columns_by(some, source, reading);
    } catch (const sdk::Error& error) {
        if (trouble_of(error) != Trouble::too_much) throw;
        std::erase_if(some, [&](size_t i) { return chunk_.rows[i].given; });
        split(some, source);
    }
}

// "Please repeat query with more selective predicates": names are the most selective there are.
void ChunkReader::split(const std::vector<size_t>& some, Source source) {
    if (some.size() <= 1) {
        open_.insert(open_.end(), some.begin(), some.end());
        return;
    }
    const auto middle = some.begin() + static_cast<ptrdiff_t>(some.size() / 2);
    columns_of({some.begin(), middle}, source, Reading::bound);
    columns_of({middle, some.end()}, source, Reading::bound);
}

void ChunkReader::columns_by(const std::vector<size_t>& some, Source source, Reading reading) {
    ColumnJoin join(
        object_, [this](size_t i) { begin(i); },
        [&](size_t i, ColumnJoin::End how) {
            if (how == ColumnJoin::End::whole) return finish(i);
            if (source == Source::account_usage) return; // asked again elsewhere
            (how == ColumnJoin::End::cut ? cut_ : open_).push_back(i);
        });
    for (const size_t i : some) {
        const Row& row = chunk_.rows[i].row;
        join.expect(row.name, i);
        if (source == Source::account_usage) join.only(i, *row.id);
    }
    odbc::Statement statement(session_.connection());
    statement.execute(columns_sql(listing_.work.name(), chunk_.names(some), source));
    odbc::Block rows(statement, ColumnJoin::wanted(source == Source::account_usage), reading);
    join.read(rows);
}

void ChunkReader::read_shown() {
    if (open_.empty()) return;
    const SchemaName in = listing_.work.name();
    ShownColumns shown;
    if (open_.size() <= kFew || !shown.read_all(session_, in)) {
        for (const size_t i : open_) {
            if (listing_.may_ask_alone()) shown.read_one(session_, in, chunk_.rows[i].row.name);
        }
    }
    for (const size_t i : open_) {
        const std::string& name = chunk_.rows[i].row.name;
        if (shown.is_open(name) && listing_.may_ask_alone()) shown.describe(session_, in, name);
        begin(i);
        if (shown.put(name, object_)) finish(i);
    }
}

void ChunkReader::begin(size_t index) {
    Row& row = chunk_.rows[index].row;
    row.stamp->columns = true;
    fill(object_, row);
}

void ChunkReader::finish(size_t index) {
    Pending& pending = chunk_.rows[index];
    listing_.give(object_, pending.row);
    pending.given = true;
}

void ChunkReader::give_rest() {
    for (size_t i = 0; i < chunk_.rows.size(); ++i) {
        Pending& pending = chunk_.rows[i];
        if (pending.given) continue;
        // Columns that were wanted and did not come are absent, and asked for again next time.
        if (pending.wants_columns) pending.row.stamp->columns = false;
        fill(object_, pending.row);
        finish(i);
    }
}

} // namespace objsync::snowflake
