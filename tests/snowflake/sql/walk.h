// Goes through databases, schemas, objects and columns, in order where order is asked for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/snowflake/sql/view.h"

namespace fake_snowflake::sql {

struct WalkOptions {
    Level level = Level::object;
    NameRange databases = {};
    NameRange schemas = {};
    NameRange objects = {};
    const Access* access = nullptr;  // nullptr: sees everything
    bool dropped = false;            // with what was dropped of the level
    bool dropped_containers = false; // and with what is in dropped containers
    bool with_information_schema = true;
    // Only contents of databases of the account itself.
    bool own_only = false;
    // So many of database, schema, object and column come in the order of their names and ordinals;
    // those below come in none that a caller could rely on.
    size_t ordered = 0;
    // Leaves out things early. May be empty.
    std::function<bool(const Row&)> passes = {};
};

// All of one state, which outlives it.
class Walk {
public:
    Walk(const State& state, WalkOptions options);
    ~Walk();
    Walk(const Walk&) = delete;
    Walk& operator=(const Walk&) = delete;

    // Throws dead_share() where it would have to look into one.
    [[nodiscard]] bool next();
    [[nodiscard]] const Row& row() const { return row_; }
    // Up to which of database, schema, object, column the names are unique, so that going by name
    // is the same as sorting; else names of different things mingle.
    [[nodiscard]] size_t sortable() const { return sortable_; }

private:
    class Objects;

    void list_databases();
    void list_schemas();
    [[nodiscard]] bool next_database();
    [[nodiscard]] bool next_schema();
    [[nodiscard]] bool next_object();
    [[nodiscard]] bool next_column();

    const State& state_;
    WalkOptions options_;
    Row row_;
    size_t sortable_ = 4;
    std::vector<const Database*> databases_;
    size_t database_ = 0;
    std::vector<const Schema*> schemas_;
    size_t schema_ = 0;
    std::unique_ptr<Objects> objects_;
    size_t column_ = 0; // how many were given
};

} // namespace fake_snowflake::sql
