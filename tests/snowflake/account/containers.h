// Schemas and databases.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/snowflake/account/cow.h"
#include "tests/snowflake/account/formula.h"
#include "tests/snowflake/account/object.h"

namespace fake_snowflake {

// What was granted ON ALL and ON FUTURE of a kind of objects in a container: by the plural that
// GRANT has, TABLES, VIEWS, MATERIALIZED VIEWS, EXTERNAL TABLES, EVENT TABLES, ICEBERG TABLES,
// DYNAMIC TABLES; SCHEMAS in a database.
using GrantsOnAll = std::map<std::string, Grants>;
[[nodiscard]] const std::string& plural(const Object& object);

struct Schema {
    int64_t id = 0;
    std::string name;
    std::string owner;
    std::optional<std::string> comment;
    bool transient = false;
    bool managed_access = false;
    Time created;
    Time last_altered;
    std::optional<Time> dropped;
    Grants grants;
    GrantsOnAll grants_on_all;
    Tags tags;

    std::map<std::string, ObjectPtr> objects;
    Formula formula;           // of further ones
    std::set<size_t> departed; // numbers that the formula no longer makes
    std::vector<ObjectPtr> dropped_objects;

    // nullptr: none of this name.
    [[nodiscard]] ObjectPtr find(const std::string& object) const;
    [[nodiscard]] size_t size() const;
    void put(Object object); // under its name, in the place of what had it
    void take(const std::string& object);
};

enum class DatabaseKind : uint8_t {
    standard,
    imported,
    application,
    application_package,
    personal,
    catalog_linked
};
[[nodiscard]] const std::string& text(DatabaseKind kind); // as SHOW DATABASES has it

struct Database {
    int64_t id = 0;
    std::string name;
    DatabaseKind kind = DatabaseKind::standard;
    std::string origin;      // of imported ones: the share
    bool dead_share = false; // its publisher took it back
    std::string owner;
    std::optional<std::string> comment;
    bool transient = false;
    Time created;
    Time last_altered;
    std::optional<Time> dropped;
    Grants grants;
    GrantsOnAll grants_on_all;
    Tags tags;

    std::map<std::string, Cow<Schema>> schemas;
    std::vector<Cow<Schema>> dropped_schemas;
};

// Which names are asked for, bytewise: from <= name < before.
struct NameRange {
    std::optional<std::string> from = {};
    std::optional<std::string> before = {};

    [[nodiscard]] bool contains(std::string_view name) const;
    void intersect(const NameRange& other);
};

// Goes through a schema's objects by name, stored and made ones together.
class ObjectCursor {
public:
    ObjectCursor(const Schema& schema, const NameRange& range);
    // nullptr: that was all. Valid until the next call.
    [[nodiscard]] const Object* next();

private:
    const Schema& schema_;
    std::map<std::string, ObjectPtr>::const_iterator stored_;
    std::map<std::string, ObjectPtr>::const_iterator stored_end_;
    size_t number_;
    size_t number_end_;
    bool made_ready_ = false; // made_ is object number_
    Object made_;
};

} // namespace fake_snowflake
