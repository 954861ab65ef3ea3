// Rows that are made at once, for lists that are short.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/snowflake/sql/kept_rows.h"
#include "tests/snowflake/sql/stream.h"

namespace fake_snowflake::sql {

class ListStream : public Stream {
public:
    explicit ListStream(std::vector<StreamColumn> columns) { columns_ = std::move(columns); }

    // As many values as there are columns.
    void add(const std::vector<Value>& values) {
        std::vector<Kept>& row = rows_.emplace_back();
        for (const Value& value : values)
            row.emplace_back(value);
    }
    [[nodiscard]] size_t size() const { return rows_.size(); }

    bool next() override { return ++at_ <= rows_.size(); }
    Value cell(size_t column) override { return rows_[at_ - 1][column].get(); }

private:
    std::vector<std::vector<Kept>> rows_;
    size_t at_ = 0;
};

} // namespace fake_snowflake::sql
