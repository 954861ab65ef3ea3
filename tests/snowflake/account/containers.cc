#include "tests/snowflake/account/containers.h"

#include <algorithm>

namespace fake_snowflake {

const std::string& plural(const Object& object) {
    static const std::string kTables = "TABLES", kViews = "VIEWS",
                             kMaterialized = "MATERIALIZED VIEWS", kExternal = "EXTERNAL TABLES",
                             kEvent = "EVENT TABLES", kIceberg = "ICEBERG TABLES",
                             kDynamic = "DYNAMIC TABLES";
    switch (object.kind) {
        case Kind::view:
            return kViews;
        case Kind::materialized_view:
            return kMaterialized;
        case Kind::external_table:
            return kExternal;
        case Kind::event_table:
            return kEvent;
        case Kind::table:
        case Kind::other:
            break;
    }
    if (object.dynamic) return kDynamic;
    return object.iceberg ? kIceberg : kTables;
}

const std::string& text(DatabaseKind kind) {
    static const std::map<DatabaseKind, std::string> kTexts = {
        {DatabaseKind::standard, "STANDARD"},
        {DatabaseKind::imported, "IMPORTED DATABASE"},
        {DatabaseKind::application, "APPLICATION"},
        {DatabaseKind::application_package, "APPLICATION PACKAGE"},
        {DatabaseKind::personal, "PERSONAL DATABASE"},
        {DatabaseKind::catalog_linked, "CATALOG-LINKED DATABASE"}};
    return kTexts.at(kind);
}

ObjectPtr Schema::find(const std::string& object) const {
    if (const auto it = objects.find(object); it != objects.end()) return it->second;
    const auto number = formula.number(object);
    if (!number || departed.contains(*number)) return nullptr;
    auto result = std::make_shared<Object>();
    formula.make(*number, *result);
    return result;
}

size_t Schema::size() const {
    return objects.size() + formula.count - departed.size();
}

void Schema::put(Object object) {
    if (const auto number = formula.number(object.name)) departed.insert(*number);
    const auto stored = std::make_shared<const Object>(std::move(object));
    objects.insert_or_assign(stored->name, stored);
}

void Schema::take(const std::string& object) {
    objects.erase(object);
    if (const auto number = formula.number(object)) departed.insert(*number);
}

bool NameRange::contains(std::string_view name) const {
    return (!from || name >= *from) && (!before || name < *before);
}

void NameRange::intersect(const NameRange& other) {
    if (other.from && (!from || *from < *other.from)) from = other.from;
    if (other.before && (!before || *other.before < *before)) before = other.before;
}

ObjectCursor::ObjectCursor(const Schema& schema, const NameRange& range)
    : schema_(schema),
      stored_(range.from ? schema.objects.lower_bound(*range.from) : schema.objects.begin()),
      stored_end_(range.before ? schema.objects.lower_bound(*range.before) : schema.objects.end()),
      number_(range.from ? schema.formula.lower_bound(*range.from) : 0),
      number_end_(range.before ? schema.formula.lower_bound(*range.before) : schema.formula.count) {
    if (range.from && range.before && *range.before <= *range.from) {
        stored_ = stored_end_;
        number_ = number_end_;
    }
}

const Object* ObjectCursor::next() {
    while (number_ < number_end_ && !made_ready_) {
        if (schema_.departed.contains(number_)) {
            ++number_;
            continue;
        }
        schema_.formula.make(number_, made_);
        made_ready_ = true;
    }
    const bool stored = stored_ != stored_end_;
    if (stored && (!made_ready_ || stored_->first < made_.name)) return (stored_++)->second.get();
    if (!made_ready_) return nullptr;
    made_ready_ = false;
    ++number_;
    return &made_;
}

} // namespace fake_snowflake
