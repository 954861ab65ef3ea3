// Tables, views and their like, with their columns.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/snowflake/account/time.h"
#include "tests/snowflake/account/types.h"

namespace fake_snowflake {

// Role -> the privileges it holds on something, as USAGE, SELECT, OWNERSHIP. Whoever has the
// privilege ALL has all that the kind of thing knows.
using Grants = std::map<std::string, std::set<std::string>>;
// Full name of the tag, DB.SCHEMA.TAG -> value.
using Tags = std::map<std::string, std::string>;

// Names something exactly; what is empty at the end is not named.
struct Path {
    std::string database;
    std::string schema = {};
    std::string object = {};

    [[nodiscard]] std::string text() const; // quoted where Snowflake would quote
    auto operator<=>(const Path&) const = default;
};

struct Column {
    std::string name;
    DataType type;
    bool nullable = true;
    std::optional<std::string> initial = {}; // the default, as SQL
    std::optional<std::string> comment = {};
    std::optional<std::string> collation = {};
    bool identity = false;
    Tags tags = {};
};
// Shared by all objects that a formula makes.
using Columns = std::shared_ptr<const std::vector<Column>>;

// name, type and, if it is so, NOT NULL, as {"ID", "NUMBER(38,0)", not_null}.
enum Nullability : bool { not_null = false, nullable = true };
[[nodiscard]] Column column(const std::string& name, const std::string& type,
                            Nullability nullability = nullable);
[[nodiscard]] Columns columns(std::vector<Column> list);

enum class Kind : uint8_t {
    table,
    view,
    materialized_view,
    external_table,
    event_table,
    other // one that Snowflake has not invented yet; called by Object::native
};

struct Object {
    Kind kind = Kind::table;
    std::string native = {}; // TABLE_TYPE of Kind::other
    bool transient = false;
    bool temporary = false;
    bool secure = false;
    bool hybrid = false;
    bool iceberg = false;
    bool dynamic = false;
    bool managed = true; // of Iceberg tables: by Snowflake, not by another catalog
    std::optional<std::string> comment = {};
    std::optional<std::string> cluster_by = {};
    std::string text = {}; // of views and dynamic tables: the statement that made it
    Columns columns = std::make_shared<const std::vector<Column>>();
    int64_t row_count = 0;
    int64_t bytes = 0;
    Grants grants = {};
    Tags tags = {};

    // Set by the account.
    int64_t id = 0;
    std::string name = {};
    std::string owner = {}; // empty: nobody, as of what INFORMATION_SCHEMA has
    Time created = {};
    Time last_ddl = {};
    Time last_altered = {};
    std::optional<Time> dropped = {};

    [[nodiscard]] bool is_view() const {
        return kind == Kind::view || kind == Kind::materialized_view;
    }
    void owned_by(const std::string& role); // takes OWNERSHIP from whoever has it
};
using ObjectPtr = std::shared_ptr<const Object>;

// Ready-made objects, to be changed further: table({...}), secure(view("SELECT 1", {...})).
[[nodiscard]] Object table(std::vector<Column> columns);
[[nodiscard]] Object view(std::string text, std::vector<Column> columns);
[[nodiscard]] Object materialized_view(std::string text, std::vector<Column> columns);
[[nodiscard]] Object external_table(std::vector<Column> columns);
[[nodiscard]] Object event_table();
[[nodiscard]] Object iceberg_table(std::vector<Column> columns);
[[nodiscard]] Object dynamic_table(std::string text, std::vector<Column> columns);
[[nodiscard]] Object future_object(std::string native, std::vector<Column> columns);

} // namespace fake_snowflake
