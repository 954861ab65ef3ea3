// Rows that are kept while others are read: to be sorted or grouped.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/snowflake/sql/stream.h"

namespace fake_snowflake::sql {

class KeptRows {
public:
    void add(Stream& stream);
    [[nodiscard]] size_t size() const { return rows_.size(); }
    [[nodiscard]] const Value& cell(size_t row, size_t column) const {
        return rows_[row].values[column];
    }

private:
    struct Row {
        std::vector<Value> values;
        std::unique_ptr<char[]> texts; // what the values look at
    };
    std::vector<Row> rows_;
};

// A value that outlives the row that it came from.
class Kept {
public:
    Kept() = default;
    explicit Kept(const Value& value) : value_(value), text_(value.text) {}
    [[nodiscard]] Value get() const {
        Value result = value_;
        result.text = text_;
        return result;
    }

private:
    Value value_;
    std::string text_;
};

// Equal values, and only they, append equal bytes.
void append_key(std::string& key, const Value& value);

} // namespace fake_snowflake::sql
