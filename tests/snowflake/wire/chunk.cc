#include "tests/snowflake/wire/chunk.h"

#include <algorithm>

#include "tests/snowflake/wire/bytes.h"

namespace fake_snowflake::wire {

namespace {

template <typename Value>
void put_values(Writer& out, const std::vector<Value>& values, size_t rows) {
    if (values.size() != rows) throw WireError("a column has not as many values as there are rows");
    out.align();
    out.raw(values.data(), rows * sizeof(Value));
}

template <typename Value>
const Value* get_values(Reader& in, size_t rows) {
    in.align();
    return reinterpret_cast<const Value*>(in.raw(rows * sizeof(Value)));
}

bool is_text(Cell cell) {
    return cell == Cell::text;
}

} // namespace

std::string encode_chunk(const Chunk& chunk, const std::vector<ResultColumn>& columns,
                         const std::vector<WrongLength>& wrong) {
    Writer out;
    out.number(static_cast<uint32_t>(chunk.rows));
    out.number(static_cast<uint32_t>(wrong.size()));
    for (const WrongLength& item : wrong) {
        out.number(item.row);
        out.number(item.column);
        out.number(item.length);
    }
    if (chunk.columns.size() != columns.size()) throw WireError("a chunk has other columns");
    for (size_t i = 0; i < columns.size(); ++i) {
        const ColumnData& data = chunk.columns[i];
        const bool nulls =
            std::any_of(data.is_null.begin(), data.is_null.end(), [](uint8_t n) { return n != 0; });
        out.number(static_cast<uint8_t>(nulls));
        if (nulls) put_values(out, data.is_null, chunk.rows);
        if (is_text(columns[i].cell)) {
            put_values(out, data.ends, chunk.rows);
            out.text(data.bytes);
        } else if (columns[i].cell == Cell::real) {
            put_values(out, data.reals, chunk.rows);
        } else {
            put_values(out, data.integers, chunk.rows);
        }
    }
    return out.take();
}

void ChunkView::read(std::string_view payload, const std::vector<ResultColumn>& described) {
    Reader in(payload);
    rows = in.number<uint32_t>();
    wrong.resize(in.number<uint32_t>());
    for (WrongLength& item : wrong) {
        item.row = in.number<uint32_t>();
        item.column = in.number<uint32_t>();
        item.length = in.number<int64_t>();
    }
    columns.assign(described.size(), {});
    for (size_t i = 0; i < described.size(); ++i) {
        ColumnView& column = columns[i];
        if (in.number<uint8_t>() != 0) column.is_null = get_values<uint8_t>(in, rows);
        if (is_text(described[i].cell)) {
            column.ends = get_values<uint32_t>(in, rows);
            const std::string_view bytes = in.text();
            if (!std::is_sorted(column.ends, column.ends + rows) ||
                (rows > 0 && column.ends[rows - 1] > bytes.size())) {
                throw WireError("a column's texts do not end where they should");
            }
            column.bytes = bytes.data();
        } else if (described[i].cell == Cell::real) {
            column.reals = get_values<double>(in, rows);
        } else {
            column.integers = get_values<int64_t>(in, rows);
        }
    }
    in.end();
}

} // namespace fake_snowflake::wire
