// DESCRIBE TABLE and DESCRIBE VIEW.
// https://docs.snowflake.com/en/sql-reference/sql/desc-table
#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/show.h"
#include "tests/snowflake/sql/show_scope.h"

namespace fake_snowflake::sql {

namespace {

class DescribeStream : public Stream {
public:
    DescribeStream(Query& query, ObjectPtr object) : query_(query), object_(std::move(object)) {
        for (const char* const name :
             {"name", "type", "kind", "null?", "default", "primary key", "unique key", "check",
              "expression", "comment", "policy name", "privacy domain"})
            columns_.push_back({query.environment.ignore_quotes ? upper(name) : name, Type::text});
        const size_t most = query.environment.settings.show_rows;
        if (object_->columns->size() > most) throw too_many_rows(most);
    }
    bool next() override { return ++at_ <= object_->columns->size(); }
    Value cell(size_t column) override {
        const Column& c = (*object_->columns)[at_ - 1];
        switch (column) {
            case 0:
                return of(std::string_view(c.name));
            case 1:
                return of(query_.scratch.keep(c.type.full()));
            case 2:
                return of(std::string_view("COLUMN"));
            case 3:
                return y_n(c.nullable);
            case 4:
                return text_or_null(c.initial);
            case 5:
            case 6:
                return y_n(false);
            case 9:
                return text_or_null(c.comment);
            default:
                return null(Type::text);
        }
    }

private:
    Query& query_;
    ObjectPtr object_;
    size_t at_ = 0;
};

} // namespace

StreamPtr describe(Query& query, const Describe& describe) {
    const Access& access = query.access(query.state(), Honours::manage_grants);
    const bool view = describe.what == "VIEW";
    const Found found = find_object(query, describe.name, access, view ? "View" : "Table");
    return std::make_unique<DescribeStream>(query, found.object);
}

} // namespace fake_snowflake::sql
