#include "tests/snowflake/sql/show.h"

#include <algorithm>
#include <map>
#include <set>

#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/nodes.h"
#include "tests/snowflake/sql/show_lists.h"
#include "tests/snowflake/sql/show_scope.h"
#include "tests/snowflake/sql/walk.h"

namespace fake_snowflake::sql {

namespace {

const std::string& name_of(const Row& row, Level level) {
    switch (level) {
        case Level::database:
            return row.database->name;
        case Level::schema:
            return row.schema->name;
        case Level::object:
            return row.object->name;
        case Level::column:
            break;
    }
    return row.column->name;
}

NameRange only(const std::string& name) {
    return name.empty() ? NameRange{} : NameRange{name, name + '\0'};
}

class ShowStream : public Stream {
public:
    ShowStream(Query& query, const Show& show, const Shown& shown)
        : query_(query),
          show_(show),
          view_(shown.view),
          access_(query.access(query.state(), Honours::manage_grants)),
          reader_(query.reader(query.state(), access_)) {
        choose_columns(shown);
        const ShowScope where = scope(query, show, view_.level, access_);
        refuse(where);
        once_ = where.guessed;
        options_.level = view_.level;
        options_.access = &access_;
        options_.databases = only(where.path.database);
        options_.schemas = only(where.path.schema);
        options_.objects = only(where.path.object);
        if (view_.level == Level::object) restrict();
        options_.dropped = show.history;
        options_.ordered = 4;
        check_size();
        walk_ = std::make_unique<Walk>(query.state(), options_);
    }

    bool next() override {
        if (show_.limit && given_ == *show_.limit) return false;
        ++given_;
        return advance(*walk_);
    }

    Value cell(size_t column) override {
        return view_.columns[chosen_[column]].get(walk_->row(), reader_);
    }

private:
    void choose_columns(const Shown& shown) {
        const auto choose = [&](size_t n) {
            const std::string& name = view_.columns[n].name;
            columns_.push_back(
                {query_.environment.ignore_quotes ? upper(name) : name, view_.columns[n].type});
            chosen_.push_back(n);
        };
        if (show_.terse) {
            for (const std::string& name : shown.terse) {
                const auto it = std::find_if(view_.columns.begin(), view_.columns.end(),
                                             [&](const ViewColumn& c) { return c.name == name; });
                choose(static_cast<size_t>(it - view_.columns.begin()));
            }
        } else {
            for (size_t n = 0; n < view_.columns.size(); ++n) {
                if (show_.history || view_.columns[n].name != "dropped_on") choose(n);
            }
        }
    }

    void refuse(const ShowScope& where) const {
        if (view_.name == "EXTERNAL TABLES" && where.path.database.empty() &&
            query_.environment.settings.refuses_external_tables_in_account)
            throw insufficient_privileges("account '" + query_.environment.settings.locator + "'");
    }

    // To the names that can pass, so that a page does not cost what comes before it.
    void restrict() {
        if (show_.starts_with) {
            std::string after = *show_.starts_with; // the least name that does not start with it
            while (!after.empty() && static_cast<unsigned char>(after.back()) == 0xff)
                after.pop_back();
            if (!after.empty()) ++after.back();
            options_.objects.intersect(
                {*show_.starts_with, after.empty() ? std::nullopt : std::optional(after)});
        }
        if (show_.from) options_.objects.intersect({*show_.from + '\0', std::nullopt});
    }

    // Without LIMIT, and also with one that is too large.
    void check_size() {
        Walk walk(query_.state(), options_);
        const size_t most = query_.environment.settings.show_rows;
        size_t rows = 0;
        while (advance(walk)) {
            if (show_.limit && rows == *show_.limit) break;
            if (++rows > most) throw too_many_rows(most);
        }
        names_.clear();
    }

    bool advance(Walk& walk) {
        for (;;) {
            query_.scratch.clear();
            if (!walk.next()) return false;
            if (passes(walk.row())) return true;
        }
    }

    bool passes(const Row& row) {
        if (view_.lists && !view_.lists(row)) return false;
        const std::string& name = name_of(row, view_.level);
        if (show_.like && !matches(name, *show_.like, '\\', true)) return false;
        if (show_.starts_with && !name.starts_with(*show_.starts_with)) return false;
        // The name alone, whatever it is in.
        if (show_.from && name <= *show_.from) return false;
        // Things of one name come once where no IN says which is meant.
        return !once_ || view_.level == Level::column || names_.insert(name).second;
    }

    Query& query_;
    const Show& show_;
    const View& view_;
    const Access& access_;
    Reader& reader_;
    WalkOptions options_;
    std::unique_ptr<Walk> walk_;
    std::vector<size_t> chosen_;
    uint64_t given_ = 0;
    bool once_ = false;
    std::set<std::string> names_;
};

} // namespace

const Shown* shown(const std::string& what) {
    static const std::map<std::string, Shown> kKinds = {
        {"DATABASES", shown_databases()},
        {"SCHEMAS", shown_schemas()},
        {"OBJECTS", shown_objects()},
        {"TABLES", shown_tables()},
        {"VIEWS", shown_views()},
        {"MATERIALIZED VIEWS", shown_materialized_views()},
        {"EXTERNAL TABLES", shown_external_tables()},
        {"EVENT TABLES", shown_event_tables()},
        {"ICEBERG TABLES", shown_iceberg_tables()},
        {"DYNAMIC TABLES", shown_dynamic_tables()},
        {"COLUMNS", shown_columns()}};
    const auto it = kKinds.find(what);
    return it == kKinds.end() ? nullptr : &it->second;
}

StreamPtr show(Query& query, const Show& show) {
    if (show.what == "ROLES") return show_roles(query, show);
    if (show.what == "WAREHOUSES") return show_warehouses(query, show);
    if (show.what == "PARAMETERS") return show_parameters(query, show);
    if (show.what == "GRANTS") return show_grants(query, show);
    const Shown* const kind = shown(show.what);
    if (!kind) throw not_faked("SHOW " + show.what);
    return std::make_unique<ShowStream>(query, show, *kind);
}

} // namespace fake_snowflake::sql
