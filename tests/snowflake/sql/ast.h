// Statements as they were written, before any name in them is resolved.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tests/snowflake/sql/errors.h"

namespace fake_snowflake::sql {

struct Identifier {
    std::string text;
    bool quoted = false;
    Position at = {};
};
using Name = std::vector<Identifier>; // a.b.c

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;
struct Select;

struct Expression {
    enum class Kind : uint8_t {
        string,
        number,
        boolean,
        null,
        parameter, // `?` number `index`
        column,    // name
        star,
        prefix, // text: -, +, NOT
        infix,  // text: = <> < <= > >= + - * / % || AND OR
        call,   // text: name in upper case
        cast,   // to `text`, a type; TRY_CAST: `negated`
        choice, // CASE [operand] WHEN THEN ... ELSE: see parts
        in,     // the first part in the others
        like,   // part 0 LIKE part 1 [ESCAPE part 2]; text: LIKE or ILIKE
        like_any,
        between,
        is_null,
        row, // (a, b)
        subquery
    };
    Kind kind = Kind::null;
    Position at = {};
    std::string text = {};
    Name name = {};
    size_t index = 0;
    bool negated = false;       // NOT IN, NOT LIKE, IS NOT NULL ...
    bool distinct = false;      // COUNT(DISTINCT x)
    bool has_operand = false;   // CASE x WHEN
    bool has_otherwise = false; // ELSE
    std::vector<ExpressionPtr> parts = {};
    std::shared_ptr<Select> select = {};
};

struct Item {
    ExpressionPtr value;
    std::optional<Identifier> alias;
    std::string text; // as it was written, in upper case: names a column that has no name
};

struct From {
    Name table;           // or
    std::string function; // TABLE(name(arguments)): the last part of the name
    std::vector<ExpressionPtr> arguments;
    std::shared_ptr<Select> select; // or (SELECT ...)
    std::optional<Identifier> alias;
};

struct Order {
    ExpressionPtr value;
    bool descending = false;
    std::optional<bool> nulls_first;
};

struct Core { // one SELECT of a UNION ALL
    bool distinct = false;
    std::vector<Item> items;
    std::optional<From> from;
    ExpressionPtr where;
    std::vector<ExpressionPtr> group_by;
    ExpressionPtr having;
};

struct Select {
    std::vector<Core> cores; // several: UNION ALL
    std::vector<Order> order_by;
    std::optional<uint64_t> limit;
    uint64_t offset = 0;
};

struct Show {
    bool terse = false;
    std::string what; // plural, in upper case: OBJECTS, MATERIALIZED VIEWS ...
    bool history = false;
    std::optional<std::string> like;
    Position in_at = {};
    std::string in; // "", ACCOUNT, DATABASE, SCHEMA, TABLE, VIEW, APPLICATION ..., or NAME
    Name scope;
    std::optional<std::string> starts_with;
    std::optional<uint64_t> limit;
    std::optional<std::string> from;
    // GRANTS ON type name, GRANTS TO ROLE name, GRANTS OF ROLE name
    std::string relation;
    Position at = {};
};

struct Describe {
    std::string what; // TABLE or VIEW
    Name name;
};

struct Use {
    std::string what; // ROLE, WAREHOUSE, DATABASE, SCHEMA, SECONDARY ROLES
    Name name;        // of SECONDARY ROLES: ALL or NONE
};

struct AlterSession {
    std::map<std::string, std::string> set; // parameter in upper case -> value as text
    std::vector<std::string> unset;
};

struct Statement {
    std::variant<Select, Show, Describe, Use, AlterSession> what;
    size_t parameters = 0; // how many ? it has
};

} // namespace fake_snowflake::sql
