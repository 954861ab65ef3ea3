// Rows one after the other, inside a statement.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/snowflake/sql/value.h"

namespace fake_snowflake::sql {

struct StreamColumn {
    std::string name;
    Type type = Type::text;
    int64_t size = 16777216; // of text: characters
};

class Stream {
public:
    virtual ~Stream() = default;
    [[nodiscard]] const std::vector<StreamColumn>& columns() const { return columns_; }
    // Goes to the next row; false: that was all. Throws SqlError.
    [[nodiscard]] virtual bool next() = 0;
    // Of the present row. Its text is valid until next().
    [[nodiscard]] virtual Value cell(size_t column) = 0;

protected:
    std::vector<StreamColumn> columns_;
};
using StreamPtr = std::unique_ptr<Stream>;

} // namespace fake_snowflake::sql
