// Builds one objsync_object after the other in the same memory. Copies every string it is given.
//   Object object;
//   object.reset("orders", "table").comment("one row per order");
//   object.column("id").type("bigint").nullable(false);
//   scope.add(object);
#pragma once

#include <objsync/plugin.h>

#include <memory>
#include <string_view>
#include <vector>

#include "plugins/sdk/column.hpp"
#include "plugins/sdk/text.hpp"

namespace objsync::sdk {

class Object {
public:
    Object() { reset("", {}); }
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;

    // Starts the next object. A kind of std::nullopt: cannot tell.
    Object& reset(std::string_view name, Text kind) {
        arena_.clear();
        used_ = 0;
        attributes_.clear();
        tags_.clear();
        out_ = {};
        out_.size = sizeof(objsync_object);
        out_.name = arena_.put(name);
        out_.kind = arena_.put(kind).data;
        out_.created_ms = OBJSYNC_NO_TIME;
        out_.modified_ms = OBJSYNC_NO_TIME;
        return *this;
    }

    Object& name_space(std::string_view text) {
        return out_.name_space = arena_.put(text).data, *this;
    }
    Object& native_type(Text text) { return out_.native_type = arena_.put(text), *this; }
    // What the platform keeps over a rename; must be unique in the connection.
    Object& platform_id(Text text) { return out_.platform_id = arena_.put(text), *this; }
    Object& owner(Text text) { return out_.owner = arena_.put(text), *this; }
    Object& comment(Text text) { return out_.comment = arena_.put(text), *this; }
    Object& definition(Text text) { return out_.definition = arena_.put(text), *this; }
    // Changes whenever the object does: LAST_DDL, updated_at, etag.
    Object& stamp(Text text) { return out_.stamp = arena_.put(text), *this; }
    // Milliseconds since the Unix epoch.
    Object& created(int64_t ms) { return out_.created_ms = ms, *this; }
    Object& modified(int64_t ms) { return out_.modified_ms = ms, *this; }

    // Says that the columns are known. column() says so too; a source whose columns cannot be read
    // must call neither: then the stored ones stay.
    Object& has_columns() { return out_.has |= OBJSYNC_HAS_COLUMNS, *this; }
    // The same for tags.
    Object& has_tags() { return out_.has |= OBJSYNC_HAS_TAGS, *this; }

    // The ordinal is the place in the calls unless said otherwise. Valid until the next reset().
    Column& column(std::string_view name) {
        has_columns();
        if (used_ == columns_.size()) columns_.push_back(std::make_unique<Column>(arena_));
        Column& column = *columns_[used_++];
        column.reset(name, static_cast<uint32_t>(used_));
        return column;
    }

    // A tag of the object, or of the column that is named.
    Object& tag(std::string_view name, Text value, Text column = {}) {
        has_tags();
        tags_.push_back(
            {sizeof(objsync_tag), arena_.put(column), arena_.put(name), arena_.put(value)});
        return *this;
    }

    Object& attribute(std::string_view name, Text value, Changes changes = Changes::matter) {
        attributes_.push_back({sizeof(objsync_attribute), arena_.put(name), arena_.put(value),
                               static_cast<uint32_t>(changes)});
        return *this;
    }

    [[nodiscard]] std::string_view name() const { return {out_.name.data, out_.name.len}; }

    // Valid until this object is changed.
    [[nodiscard]] const objsync_object* c() {
        flat_.clear();
        for (size_t i = 0; i < used_; ++i)
            flat_.push_back(columns_[i]->c());
        out_.columns = flat_.data();
        out_.n_columns = flat_.size();
        out_.tags = tags_.data();
        out_.n_tags = tags_.size();
        out_.attributes = attributes_.data();
        out_.n_attributes = attributes_.size();
        return &out_;
    }

private:
    Arena arena_;
    objsync_object out_{};
    std::vector<std::unique_ptr<Column>> columns_; // kept for reuse; the first used_ count
    std::vector<objsync_column> flat_;
    std::vector<objsync_tag> tags_;
    std::vector<objsync_attribute> attributes_;
    size_t used_ = 0;
};

} // namespace objsync::sdk
