#include "tests/snowflake/sql/walk.h"

#include <algorithm>

#include "tests/snowflake/sql/errors.h"

namespace fake_snowflake::sql {

namespace {

enum : size_t { kDatabase, kSchema, kObject, kColumn };

// Where a list begins that is in no order: in the midst of it.
size_t somewhere(size_t size) {
    return size * 2 / 3;
}

template <typename Part>
bool twice(const std::vector<const Part*>& parts) {
    return std::adjacent_find(parts.begin(), parts.end(), [](const Part* a, const Part* b) {
               return a->name == b->name;
           }) != parts.end();
}

template <typename Part>
void arrange(std::vector<const Part*>& parts, bool ordered) {
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Part* a, const Part* b) { return a->name < b->name; });
    if (!ordered && !parts.empty())
        std::rotate(parts.begin(), parts.begin() + static_cast<ptrdiff_t>(somewhere(parts.size())),
                    parts.end());
}

} // namespace

// The objects of one schema, with the dropped ones between them.
class Walk::Objects {
public:
    Objects(const Schema& schema, const WalkOptions& options) : schema_(schema) {
        NameRange range = options.objects;
        if (options.ordered <= kObject) {
            const std::string middle = name_in_the_midst();
            if (range.contains(middle)) {
                later_ = NameRange{range.from, middle};
                range.from = middle;
            }
        }
        cursor_ = std::make_unique<ObjectCursor>(schema, range);
        if (!options.dropped) return;
        for (const ObjectPtr& object : schema.dropped_objects) {
            if (options.objects.contains(object->name)) dropped_.push_back(object.get());
        }
        arrange(dropped_, options.ordered > kObject);
    }

    const Object* next() {
        if (!ready_) ready_ = cursor_->next();
        if (!ready_ && later_) {
            cursor_ = std::make_unique<ObjectCursor>(schema_, *later_);
            later_.reset();
            ready_ = cursor_->next();
        }
        const bool dropped = next_dropped_ < dropped_.size();
        if (dropped && (!ready_ || dropped_[next_dropped_]->name < ready_->name))
            return dropped_[next_dropped_++];
        return std::exchange(ready_, nullptr);
    }

private:
    [[nodiscard]] std::string name_in_the_midst() const {
        if (schema_.formula.count > schema_.objects.size())
            return schema_.formula.name(somewhere(schema_.formula.count));
        if (schema_.objects.empty()) return {};
        return std::next(schema_.objects.begin(),
                         static_cast<ptrdiff_t>(somewhere(schema_.objects.size())))
            ->first;
    }

    const Schema& schema_;
    std::unique_ptr<ObjectCursor> cursor_;
    std::optional<NameRange> later_;
    const Object* ready_ = nullptr;
    std::vector<const Object*> dropped_;
    size_t next_dropped_ = 0;
};

Walk::Walk(const State& state, WalkOptions options) : state_(state), options_(std::move(options)) {
    list_databases();
    if (!options_.dropped || options_.level == Level::database) return;
    if (twice(databases_)) sortable_ = std::min<size_t>(sortable_, kSchema);
    for (const Database* database : databases_) {
        std::vector<const Schema*> schemas;
        for (const auto& [name, schema] : database->schemas)
            schemas.push_back(&*schema);
        for (const auto& schema : database->dropped_schemas)
            schemas.push_back(&*schema);
        arrange(schemas, true);
        if (twice(schemas)) sortable_ = std::min<size_t>(sortable_, kObject);
        for (const Schema* schema : schemas) {
            if (!schema->dropped_objects.empty()) sortable_ = std::min<size_t>(sortable_, kColumn);
        }
    }
}

Walk::~Walk() = default;

void Walk::list_databases() {
    const auto take = [&](const Database& database) {
        if (!options_.databases.contains(database.name)) return;
        if (options_.access && !options_.access->sees(database)) return;
        if (options_.own_only && options_.level != Level::database &&
            database.kind == DatabaseKind::imported)
            return;
        if (options_.own_only && database.kind == DatabaseKind::application) return;
        databases_.push_back(&database);
    };
    for (const auto& [name, database] : state_.databases)
        take(*database);
    if (options_.dropped_containers || (options_.dropped && options_.level == Level::database)) {
        for (const auto& database : state_.dropped_databases)
            take(*database);
    }
    arrange(databases_, options_.ordered > kDatabase);
}

void Walk::list_schemas() {
    schemas_.clear();
    schema_ = 0;
    const Database& database = *row_.database;
    if (database.dead_share) throw dead_share();
    const auto take = [&](const Schema& schema) {
        if (!options_.schemas.contains(schema.name)) return;
        if (!options_.with_information_schema && schema.name == "INFORMATION_SCHEMA") return;
        if (options_.access && !options_.access->sees(database, schema)) return;
        schemas_.push_back(&schema);
    };
    for (const auto& [name, schema] : database.schemas)
        take(*schema);
    if (options_.dropped_containers || (options_.dropped && options_.level == Level::schema)) {
        for (const auto& schema : database.dropped_schemas)
            take(*schema);
    }
    arrange(schemas_, options_.ordered > kSchema);
}

bool Walk::next() {
    do {
        bool any = false;
        switch (options_.level) {
            case Level::database:
                any = next_database();
                break;
            case Level::schema:
                any = next_schema();
                break;
            case Level::object:
                any = next_object();
                break;
            case Level::column:
                return next_column();
        }
        if (!any) return false;
    } while (options_.passes && !options_.passes(row_));
    return true;
}

bool Walk::next_database() {
    if (database_ == databases_.size()) return false;
    row_ = {};
    row_.database = databases_[database_++];
    return true;
}

bool Walk::next_schema() {
    while (!row_.database || schema_ == schemas_.size()) {
        if (!next_database()) return false;
        list_schemas();
    }
    row_.schema = schemas_[schema_++];
    return true;
}

bool Walk::next_object() {
    for (;;) {
        if (!objects_) {
            if (!next_schema()) return false;
            objects_ = std::make_unique<Objects>(*row_.schema, options_);
        }
        row_.object = objects_->next();
        if (!row_.object) {
            objects_.reset();
        } else if (!options_.access ||
                   options_.access->sees(*row_.database, *row_.schema, *row_.object)) {
            return true;
        }
    }
}

bool Walk::next_column() {
    while (!row_.object || column_ == row_.object->columns->size()) {
        do {
            row_.column = nullptr;
            row_.ordinal = 0;
            if (!next_object()) return false;
        } while (options_.passes && !options_.passes(row_));
        column_ = 0;
    }
    const std::vector<Column>& columns = *row_.object->columns;
    size_t at = column_++;
    if (options_.ordered <= kColumn) at = (at + somewhere(columns.size())) % columns.size();
    row_.column = &columns[at];
    row_.ordinal = static_cast<int64_t>(at) + 1;
    return true;
}

} // namespace fake_snowflake::sql
