// Names that are stored and were not listed. INFORMATION_SCHEMA shows less than SHOW where a role
// has MANAGE GRANTS, and a listing in pages may lose a name that is dropped in between: so what one
// method lacks is looked for by the other before the scope is complete.
#include <algorithm>
#include <unordered_set>

#include "plugins/snowflake/list/lister.h"
#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/show/columns.h"
#include "plugins/snowflake/show/kinds.h"
#include "plugins/snowflake/show/pages.h"

namespace objsync::snowflake {

namespace {

constexpr size_t kFew = 20;           // names that are looked for one by one
constexpr size_t kMostQuestions = 50; // where there is no other way than one by one

} // namespace

void Lister::confirm_missing(Listing& listing, Method method) {
    // A full crawl gives what SHOW sees besides, known or not.
    if (view_.full && method == Method::information_schema && show_has_more(listing))
        by_show(listing);
    std::vector<std::string> names = listing.stored.missing();
    sdk::Path path = listing.work.path();
    std::erase_if(names, [&](const std::string& name) {
        path.push(name);
        const bool wanted = view_.host.wanted(path, false);
        path.pop();
        return !wanted;
    });
    if (names.empty()) return;
    if (method == Method::information_schema) {
        confirm_by_show(listing, names);
    } else {
        confirm_by_columns(listing, names);
    }
}

bool Lister::show_has_more(Listing& listing) {
    bool more = false;
    const auto page = [&](std::string_view after) {
        return show_sql(Shown::objects, listing.work.name(), after);
    };
    Pages(*session_, page, {odbc::Bound::text(0, kNameRoom)}, {"name"})
        .each([&](const ShowRows& row) { more = more || !listing.listed.contains(row.name()); });
    return more;
}

void Lister::confirm_by_show(Listing& listing, const std::vector<std::string>& names) {
    const std::unordered_set<std::string_view> wanted(names.begin(), names.end());
    const auto give = [&](const ShowRows& from) {
        if (!wanted.contains(from.name())) return;
        const Row row = shown_row(from, {});
        if (row.temporary.value_or(false) && !view_.account.settings().temporary_tables) return;
        fill(object_, row);
        listing.give(object_, row);
    };
    if (names.size() <= kFew) {
        for (const auto& name : names) {
            auto rows = shown_objects(*session_,
                                      show_starting_sql(Shown::objects, listing.work.name(), name));
            while (rows.next()) {
                if (rows.name() == name) give(rows);
            }
        }
        return;
    }
    std::string last;
    for (size_t rows = kShowLimit; rows == kShowLimit;) {
        auto page = shown_objects(*session_, show_sql(Shown::objects, listing.work.name(), last));
        for (rows = 0; page.next(); ++rows) {
            last = page.name();
            give(page);
        }
    }
}

// SHOW is all that there is without a warehouse: an object whose columns can be seen was not
// listed, yet is there.
void Lister::confirm_by_columns(Listing& listing, const std::vector<std::string>& names) {
    const size_t n = std::min(names.size(), kMostQuestions);
    for (size_t i = 0; i < n; ++i) {
        try {
            ShownColumns columns;
            columns.read_one(*session_, listing.work.name(), names[i]);
        } catch (const sdk::Error& error) {
            if (trouble_of(error) != Trouble::no_access) throw;
            continue;
        }
        listing.doubt(sdk::Error(sdk::ErrorClass::unavailable,
                                 "'" + names[i] + "' was not listed, yet it is there"));
        return;
    }
}

} // namespace objsync::snowflake
