#include "plugins/snowflake/usage/ids.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "plugins/snowflake/list/stored.h"
#include "plugins/snowflake/show/rows.h"

namespace objsync::snowflake {

namespace {

using odbc::Bound;

constexpr int64_t kNone = std::numeric_limits<int64_t>::min();

uint64_t key_of(std::string_view schema, std::string_view name) {
    return hash_of(schema) * 0x9e3779b97f4a7c15u ^ hash_of(name);
}

} // namespace

void Ids::load(Session& session, std::string_view database, const std::string* schema,
               const Names& names) {
    odbc::Statement statement(session.connection());
    statement.execute(table_ids_sql(database, schema, names));
    odbc::Block block(statement, {Bound::text(1, kNameRoom), Bound::text(2, kNameRoom),
                                  Bound::number(3), Bound::number(4), Bound::number(5)});
    while (block.next()) {
        const auto in = block.text(0), name = block.text(1);
        const auto id = block.number(2), created = block.number(3);
        if (!in || !name || !id || !created) continue;
        entries_.push_back({key_of(*in, *name), *id, *created, block.number(4).value_or(kNone)});
    }
    index();
    loaded_ = true;
}

void Ids::index() {
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
    shift_ = std::min(63, std::countl_zero(entries_.size()));
    begins_.assign((size_t{1} << (64 - shift_)) + 1, 0);
    for (const Entry& entry : entries_)
        ++begins_[(entry.hash >> shift_) + 1];
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
}

std::optional<TableId> Ids::find(std::string_view schema, std::string_view name,
                                 std::optional<int64_t> created_ms) const {
    if (!created_ms) return std::nullopt;
    const uint64_t key = key_of(schema, name);
    const Entry* found = nullptr;
    for (size_t i = begins_[key >> shift_]; i < begins_[(key >> shift_) + 1]; ++i) {
        const Entry& entry = entries_[i];
        if (entry.hash != key || entry.created != *created_ms) continue;
        if (found) return std::nullopt;
        found = &entry;
    }
    if (!found) return std::nullopt;
    TableId out{found->id, std::nullopt};
    if (found->last_ddl != kNone) out.last_ddl = found->last_ddl;
    return out;
}

} // namespace objsync::snowflake
