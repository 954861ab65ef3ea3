// Goes through the tags of databases, schemas, objects and columns.
#pragma once

#include <memory>

#include "tests/snowflake/sql/walk.h"

namespace fake_snowflake::sql {

// A row for each tag that is set on a thing itself, in no order.
class TagWalk {
public:
    // `options`: what to look at; their level and order do not matter.
    TagWalk(const State& state, WalkOptions options);

    [[nodiscard]] bool next();
    [[nodiscard]] const Row& row() const { return row_; }

private:
    [[nodiscard]] bool next_thing();
    [[nodiscard]] const Tags& tags() const;
    [[nodiscard]] bool has_tagged_columns(const Object& object);

    const State& state_;
    WalkOptions options_;
    std::unique_ptr<Walk> walk_;
    Level level_ = Level::database;
    Row row_;
    Tags::const_iterator tag_;
    bool in_thing_ = false;
    Columns looked_at_; // by has_tagged_columns, the last time
    bool were_tagged_ = false;
};

} // namespace fake_snowflake::sql
