#include "tests/snowflake/engine.h"

namespace fake_snowflake {

void ColumnData::clear() {
    is_null.clear();
    integers.clear();
    reals.clear();
    bytes.clear();
    ends.clear();
}

void Chunk::clear() {
    rows = 0;
    for (ColumnData& column : columns)
        column.clear();
}

} // namespace fake_snowflake
