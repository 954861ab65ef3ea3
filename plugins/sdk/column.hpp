// One column while an object is built. Made by Object::column() and Column::field() only.
#pragma once

#include <objsync/plugin.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "plugins/sdk/text.hpp"

namespace objsync::sdk {

enum class Changes : uint32_t {
    matter = 0,
    are_volatile = 1, // stored, but never an event: row counts, sizes
};

class Column {
public:
    explicit Column(Arena& arena) : arena_(&arena) {}

    Column& ordinal(uint32_t from_one) { return out_.ordinal = from_one, *this; }
    Column& type(Text text) { return out_.type = arena_->put(text), *this; }
    Column& nullable(bool yes) {
        return out_.nullable = yes ? OBJSYNC_NULLABLE_YES : OBJSYNC_NULLABLE_NO, *this;
    }
    Column& default_value(Text text) { return out_.default_value = arena_->put(text), *this; }
    Column& comment(Text text) { return out_.comment = arena_->put(text), *this; }
    // What survives a rename of the column.
    Column& stable_id(Text text) { return out_.stable_id = arena_->put(text), *this; }

    Column& attribute(std::string_view name, Text value, Changes changes = Changes::matter) {
        attributes_.push_back({sizeof(objsync_attribute), arena_->put(name), arena_->put(value),
                               static_cast<uint32_t>(changes)});
        return *this;
    }

    // A field of a structured type; its ordinal is its place unless said otherwise.
    Column& field(std::string_view name) {
        if (used_ == fields_.size()) fields_.push_back(std::make_unique<Column>(*arena_));
        Column& column = *fields_[used_++];
        column.reset(name, static_cast<uint32_t>(used_));
        return column;
    }

    void reset(std::string_view name, uint32_t place) {
        out_ = {};
        out_.size = sizeof(objsync_column);
        out_.name = arena_->put(name);
        out_.ordinal = place;
        attributes_.clear();
        used_ = 0;
    }

    // Points into this column and its arena.
    [[nodiscard]] const objsync_column& c() {
        flat_.clear();
        for (size_t i = 0; i < used_; ++i)
            flat_.push_back(fields_[i]->c());
        out_.fields = flat_.data();
        out_.n_fields = flat_.size();
        out_.attributes = attributes_.data();
        out_.n_attributes = attributes_.size();
        return out_;
    }

private:
    Arena* arena_;
    objsync_column out_{};
    std::vector<objsync_attribute> attributes_;
    std::vector<std::unique_ptr<Column>> fields_; // kept for reuse; the first used_ count
    std::vector<objsync_column> flat_;
    size_t used_ = 0;
};

} // namespace objsync::sdk
