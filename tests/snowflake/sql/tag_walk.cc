#include "tests/snowflake/sql/tag_walk.h"

#include <algorithm>

namespace fake_snowflake::sql {

TagWalk::TagWalk(const State& state, WalkOptions options)
    : state_(state), options_(std::move(options)) {
    options_.level = level_;
    options_.passes = {};
    walk_ = std::make_unique<Walk>(state_, options_);
}

// Made objects share their columns, so a million of them are looked at once.
bool TagWalk::has_tagged_columns(const Object& object) {
    if (object.columns != looked_at_) {
        looked_at_ = object.columns;
        were_tagged_ = std::any_of(object.columns->begin(), object.columns->end(),
                                   [](const Column& column) { return !column.tags.empty(); });
    }
    return were_tagged_;
}

bool TagWalk::next_thing() {
    while (!walk_->next()) {
        if (level_ == Level::column) return false;
        level_ = level_ == Level::database ? Level::schema
                 : level_ == Level::schema ? Level::object
                                           : Level::column;
        options_.level = level_;
        if (level_ == Level::column) {
            options_.passes = [this](const Row& row) {
                return !row.object || has_tagged_columns(*row.object);
            };
        }
        walk_ = std::make_unique<Walk>(state_, options_);
    }
    row_ = walk_->row();
    if (level_ == Level::object) row_.column = nullptr;
    return true;
}

const Tags& TagWalk::tags() const {
    if (row_.column) return row_.column->tags;
    if (row_.object) return row_.object->tags;
    return row_.schema ? row_.schema->tags : row_.database->tags;
}

bool TagWalk::next() {
    if (in_thing_) ++tag_;
    while (!in_thing_ || tag_ == tags().end()) {
        if (!next_thing()) return false;
        tag_ = tags().begin();
        in_thing_ = true;
    }
    row_.tag = &*tag_;
    return true;
}

} // namespace fake_snowflake::sql
