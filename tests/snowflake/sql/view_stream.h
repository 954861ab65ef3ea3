// The rows of one of Snowflake's views, with its WHERE.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/snowflake/sql/ast.h"
#include "tests/snowflake/sql/bind.h"
#include "tests/snowflake/sql/query.h"
#include "tests/snowflake/sql/tag_walk.h"
#include "tests/snowflake/sql/walk.h"

namespace fake_snowflake::sql {

struct ViewSource {
    const View* view;
    const State* state;
    const Access* access; // whose eyes see it
    bool usage = false;   // of ACCOUNT_USAGE: everything that is or was in the account
    std::optional<std::string> database = {}; // only this one
    size_t most_rows = 0;                     // more are an error: 090030; 0: no limit
};

class ViewStream : public Stream {
public:
    ViewStream(Query& query, const ViewSource& source);
    ~ViewStream() override;

    // To be called before rows are read. `binder` resolves this view's columns.
    void where(const Expression& condition, Binder& binder);
    // Whether the rows can come sorted by these columns, ascending, without sorting; then they do.
    [[nodiscard]] bool come_sorted_by(const std::vector<size_t>& columns);

    bool next() override;
    Value cell(size_t column) override;

private:
    void start();
    void check_size();
    void restrict(const Expression& condition, const Binder& binder);
    [[nodiscard]] bool passes(const Row& row);
    [[nodiscard]] std::optional<size_t> level_of(size_t column) const;
    [[nodiscard]] bool fixed(size_t level) const;

    Query& query_;
    ViewSource source_;
    Reader& reader_;
    WalkOptions options_;
    NodePtr early_; // of the names of databases, schemas and objects alone
    NodePtr late_;
    std::unique_ptr<Walk> walk_;
    std::unique_ptr<TagWalk> tag_walk_; // instead, if the view lists tags
    const Row* row_ = nullptr;
    Frame frame_;
};

} // namespace fake_snowflake::sql
