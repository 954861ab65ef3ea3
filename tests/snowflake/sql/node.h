// Expressions whose names are resolved, ready to give a value for each row.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/snowflake/sql/stream.h"

namespace fake_snowflake::sql {

// What a node sees of the present row.
struct Frame {
    Stream* row = nullptr; // nullptr: SELECT without FROM
    Scratch* scratch = nullptr;
    const std::string* zone = nullptr; // TIMEZONE of the session
};

class Node {
public:
    explicit Node(Type type, int64_t size = 16777216) : type_(type), size_(size) {}
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;
    [[nodiscard]] virtual Value eval(Frame& frame) const = 0;
    // The column of the row that it gives as it is.
    [[nodiscard]] virtual std::optional<size_t> column() const { return std::nullopt; }
    // Its value, where no row changes it.
    [[nodiscard]] virtual bool constant() const { return false; }

    [[nodiscard]] Type type() const { return type_; }
    [[nodiscard]] int64_t size() const { return size_; } // of text: characters

private:
    Type type_;
    int64_t size_;
};
using NodePtr = std::unique_ptr<Node>;

// Three-valued logic: NULL is not true.
[[nodiscard]] inline bool is_true(const Value& value) {
    return !value.is_null && value.integer != 0;
}

// -1, 0, 1 of two values of one type; neither is NULL. Text goes by its bytes.
[[nodiscard]] int compare(const Value& a, const Value& b);

} // namespace fake_snowflake::sql
