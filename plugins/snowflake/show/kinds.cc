#include "plugins/snowflake/show/kinds.h"

#include <algorithm>

#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/show/pages.h"

namespace objsync::snowflake {

namespace {

using odbc::Bound;

std::vector<Bound> flags_behind_a_name(size_t n) {
    std::vector<Bound> out{Bound::text(0, kNameRoom)};
    out.resize(n, Bound::text(0, kFlagRoom));
    return out;
}

// Refused, or not known to this edition: then the others are read all the same.
bool is_refusal(const sdk::Error& error) {
    const Trouble trouble = trouble_of(error);
    return trouble == Trouble::no_access || error.error_class() == sdk::ErrorClass::denied ||
           (error.error_class() == sdk::ErrorClass::bug && trouble == Trouble::other);
}

} // namespace

void ShownKinds::read(Session& session, const SchemaName& in) {
    read_both(session,
              [&](Shown what, std::string_view after) { return show_sql(what, in, after); });
}

void ShownKinds::read_one(Session& session, const SchemaName& in, std::string_view object) {
    read_both(session,
              [&](Shown what, std::string_view) { return show_starting_sql(what, in, object); });
}

void ShownKinds::read_both(Session& session, const Page& page) {
    for (const auto part : {&ShownKinds::read_tables, &ShownKinds::read_views}) {
        try {
            (this->*part)(session, page);
        } catch (const sdk::Error& error) {
            if (!is_refusal(error)) throw;
            session.account().host().warning(
                std::string("kinds that cannot be told apart stay as known: ") + error.what());
        }
    }
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
}

void ShownKinds::read_tables(Session& session, const Page& page) {
    std::vector<Entry> found;
    const auto tables = [&](std::string_view after) { return page(Shown::tables, after); };
    Pages(session, tables, flags_behind_a_name(7),
          {"name", "kind", "is_dynamic", "is_iceberg", "is_event", "is_external", "is_hybrid"})
        .each([&](const ShowRows& row) {
            ShownKind kind;
            const auto type = row.text(1);
            if (type) kind.transient = *type == "TRANSIENT";
            if (type) kind.temporary = is_temporary(*type);
            kind.dynamic = flag_of(row.text(2));
            kind.iceberg = flag_of(row.text(3));
            kind.event = flag_of(row.text(4));
            kind.external = flag_of(row.text(5));
            kind.hybrid = flag_of(row.text(6));
            found.push_back({hash_of(row.name()), kind, Shown::tables});
        });
    entries_.insert(entries_.end(), found.begin(), found.end());
}

void ShownKinds::read_views(Session& session, const Page& page) {
    std::vector<Entry> found;
    const auto views = [&](std::string_view after) { return page(Shown::views, after); };
    Pages(session, views, flags_behind_a_name(3), {"name", "is_materialized", "is_secure"})
        .each([&](const ShowRows& row) {
            ShownKind kind;
            kind.materialized = flag_of(row.text(1));
            kind.secure = flag_of(row.text(2));
            found.push_back({hash_of(row.name()), kind, Shown::views});
        });
    entries_.insert(entries_.end(), found.begin(), found.end());
}

ShownKind ShownKinds::of(std::string_view name) const {
    const uint64_t hash = hash_of(name);
    const auto it =
        std::lower_bound(entries_.begin(), entries_.end(), hash,
                         [](const Entry& entry, uint64_t wanted) { return entry.hash < wanted; });
    return it != entries_.end() && it->hash == hash ? it->kind : ShownKind();
}

std::vector<Shown> ShownKinds::with_more_than(const NameSet& seen) const {
    std::vector<Shown> out;
    for (const Shown what : {Shown::tables, Shown::views}) {
        const bool more = std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
            return entry.from == what && !seen.contains(entry.hash);
        });
        if (more) out.push_back(what);
    }
    return out;
}

} // namespace objsync::snowflake
