// https://docs.snowflake.com/en/sql-reference/account-usage/tag_references
#include "plugins/snowflake/tags/tags.h"

#include "plugins/sdk/facet.hpp"
#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/show/rows.h"
#include "plugins/snowflake/sql/quote.h"
#include "plugins/snowflake/sql/statements.h"

namespace objsync::snowflake {

namespace {

using odbc::Bound;

enum Cell : size_t {
    domain,
    database,
    schema,
    object,
    column,
    tag_database,
    tag_schema,
    tag,
    value
};

// One object after the other out of rows that are in order.
class TagJoin {
public:
    TagJoin(sdk::Facet& facet, const sdk::Path& container) : facet_(facet), container_(container) {}

    void add(const odbc::Block& row) {
        const sdk::Path path = path_of(row);
        if (!within(path)) return;
        if (!(path == path_)) finish();
        if (path_.empty()) {
            path_ = path;
            object_.reset(path.back().name, std::nullopt).has_tags();
        }
        const auto text = [&](Cell cell) { return row.text(cell).value_or(""); };
        const auto of = row.text(Cell::column);
        // System tags (SNOWFLAKE.CORE.PRIVACY_CATEGORY) have their place like any other.
        object_.tag(dotted({text(Cell::tag_database), text(Cell::tag_schema), text(Cell::tag)}),
                    text(Cell::value), of && !of->empty() ? of : std::nullopt);
    }

    void finish() {
        if (!path_.empty()) facet_.add(path_, object_);
        path_ = sdk::Path();
    }

private:
    static sdk::Path path_of(const odbc::Block& row) {
        const auto name = [&](Cell cell) {
            const auto text = row.text(cell);
            if (!text || text->empty()) {
                throw sdk::Error(sdk::ErrorClass::bug,
                                 "a tag whose object has no name, or one that is too long");
            }
            return *text;
        };
        const std::string_view what = name(Cell::domain);
        if (what == "DATABASE") return {name(Cell::object)};
        if (what == "SCHEMA") return {name(Cell::database), name(Cell::object)};
        return {name(Cell::database), name(Cell::schema), name(Cell::object)};
    }

    [[nodiscard]] bool within(const sdk::Path& path) const {
        if (path.size() < container_.size()) return false;
        for (size_t i = 0; i < container_.size(); ++i) {
            if (!(path[i] == container_[i])) return false;
        }
        return true;
    }

    sdk::Facet& facet_;
    const sdk::Path& container_;
    sdk::Path path_; // empty: none is open
    sdk::Object object_;
};

// A session that was lost while the crawl used others costs a new sign-in, not the pass.
void ask_for_tags(Session& session, std::optional<odbc::Statement>& statement) {
    try {
        statement.emplace(session.connection());
        statement->execute(tags_sql());
    } catch (const sdk::Error& error) {
        if (trouble_of(error) != Trouble::lost_session) throw;
        statement.reset();
        session.sign_in_again();
        statement.emplace(session.connection());
        statement->execute(tags_sql());
    }
}

void read_tags(Session& session, sdk::Facet& facet, const sdk::Path& container) {
    std::optional<odbc::Statement> statement;
    ask_for_tags(session, statement);
    odbc::Block rows(
        *statement,
        {Bound::text(1, kFlagRoom), Bound::text(2, kNameRoom), Bound::text(3, kNameRoom),
         Bound::text(4, kNameRoom), Bound::text(5, kNameRoom), Bound::text(6, kNameRoom),
         Bound::text(7, kNameRoom), Bound::text(8, kNameRoom), Bound::text(9, kNameRoom)});
    TagJoin join(facet, container);
    while (rows.next()) {
        if (rows.cut(Cell::value))
            throw sdk::Error(sdk::ErrorClass::bug, "a tag's value is longer than 256 characters");
        join.add(rows);
    }
    join.finish();
}

} // namespace

void pass_tags(View& view, Session& session, const sdk::Path& container) {
    if (!view.usage.readable()) return;
    sdk::Basis basis = view.basis(Method::information_schema);
    basis.text = "ACCOUNT_USAGE tags, " + basis.text;
    sdk::Facet facet = view.host.facet(container, sdk::FacetKind::tags, basis);
    if (!facet) return;
    try {
        read_tags(session, facet, container);
        // What changed within the lag is not known there, or under its name of before: to be silent
        // about it would say that it has no tags.
        sdk::Object unknown;
        const bool all = view.usage.each_young([&](const sdk::Path& path) {
            unknown.reset(path.back().name, std::nullopt);
            facet.add(path, unknown);
        });
        if (all) return facet.complete(view.context.now_ms - kTagLagMs);
        facet.partial(sdk::Error(sdk::ErrorClass::unavailable,
                                 "too many objects changed within the last hours, which "
                                 "ACCOUNT_USAGE.TAG_REFERENCES may be behind"));
    } catch (const sdk::Error& error) {
        facet.fail(error.in("reading the tags of " + container.text()));
    }
}

} // namespace objsync::snowflake
