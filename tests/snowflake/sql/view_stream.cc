#include "tests/snowflake/sql/view_stream.h"

#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/get.h"
#include "tests/snowflake/sql/nodes.h"
#include "tests/snowflake/sql/predicate.h"

namespace fake_snowflake::sql {

namespace {

enum : size_t { kDatabase, kSchema, kObject, kColumn };

} // namespace

ViewStream::ViewStream(Query& query, const ViewSource& source)
    : query_(query),
      source_(source),
      reader_(query.reader(*source.state, *source.access)),
      frame_(query.frame(this)) {
    for (const ViewColumn& column : source.view->columns)
        columns_.push_back({column.name, column.type});
    options_.level = source.view->level;
    if (source.usage) {
        options_.dropped = options_.dropped_containers = true;
        options_.own_only = true;
        options_.with_information_schema = false;
    } else {
        options_.access = source.access;
    }
    if (source.database) options_.databases = {*source.database, *source.database + '\0'};
    query.computes = true;
}

ViewStream::~ViewStream() = default;

std::optional<size_t> ViewStream::level_of(size_t column) const {
    const Get get = source_.view->columns[column].get;
    if (get == get::catalog) return kDatabase;
    if (get == get::schema) return kSchema;
    if (get == get::object) return kObject;
    if (get == get::ordinal) return kColumn;
    return std::nullopt;
}

void ViewStream::where(const Expression& condition, Binder& binder) {
    const FindColumn find = [&](const Name& name) { return binder.find_column(name); };
    const auto is_key = [&](size_t column) {
        const auto level = level_of(column);
        return level && *level < kColumn;
    };
    std::vector<const Expression*> parts;
    conjuncts(condition, parts);
    for (const Expression* const part : parts) {
        auto node = binder.bind_condition(*part);
        NodePtr& place = selective(*part, find, is_key) ? early_ : late_;
        place = place ? both(std::move(place), std::move(node)) : std::move(node);
        restrict(*part, binder);
    }
}

void ViewStream::restrict(const Expression& condition, const Binder& binder) {
    const FindColumn find = [&](const Name& name) { return binder.find_column(name); };
    for (size_t column = 0; column < columns_.size(); ++column) {
        const auto level = level_of(column);
        if (!level || *level == kColumn) continue;
        const NameRange names = range(condition, find, column, query_.environment);
        NameRange& place = *level == kDatabase ? options_.databases
                           : *level == kSchema ? options_.schemas
                                               : options_.objects;
        place.intersect(names);
    }
}

bool ViewStream::fixed(size_t level) const {
    const NameRange& names = level == kDatabase ? options_.databases
                             : level == kSchema ? options_.schemas
                                                : options_.objects;
    return level != kColumn && names.from && names.before && *names.before == *names.from + '\0';
}

bool ViewStream::come_sorted_by(const std::vector<size_t>& columns) {
    if (source_.view->tags) return columns.empty();
    const auto depth = static_cast<size_t>(source_.view->level) + 1;
    size_t level = 0;
    for (const size_t column : columns) {
        while (level < depth && fixed(level))
            ++level;
        if (level == depth) break; // what comes before tells all rows apart
        const auto wanted = level_of(column);
        if (!wanted || *wanted > level) return false;
        if (*wanted == level) ++level;
    }
    options_.ordered = level;
    return Walk(*source_.state, options_).sortable() >= level;
}

bool ViewStream::passes(const Row& row) {
    row_ = &row;
    if (source_.view->lists && !source_.view->lists(row)) return false;
    return !early_ || is_true(early_->eval(frame_));
}

void ViewStream::start() {
    if (source_.view->tags) {
        tag_walk_ = std::make_unique<TagWalk>(*source_.state, options_);
        return;
    }
    options_.passes = [this](const Row& row) { return passes(row); };
    if (source_.most_rows > 0) check_size();
    walk_ = std::make_unique<Walk>(*source_.state, options_);
}

// Columns are counted by their objects.
void ViewStream::check_size() {
    WalkOptions options = options_;
    const bool columns = options.level == Level::column;
    if (columns) options.level = Level::object;
    Walk walk(*source_.state, options);
    size_t rows = 0;
    while (walk.next()) {
        rows += columns ? walk.row().object->columns->size() : 1;
        if (rows > source_.most_rows) throw too_much_data();
    }
}

bool ViewStream::next() {
    if (!walk_ && !tag_walk_) start();
    for (;;) {
        query_.scratch.clear();
        if (!(walk_ ? walk_->next() : tag_walk_->next())) return false;
        row_ = walk_ ? &walk_->row() : &tag_walk_->row();
        if (!late_ || is_true(late_->eval(frame_))) return true;
    }
}

Value ViewStream::cell(size_t column) {
    return source_.view->columns[column].get(*row_, reader_);
}

} // namespace fake_snowflake::sql
