#include "tests/snowflake/sql/kept_rows.h"

namespace fake_snowflake::sql {

void KeptRows::add(Stream& stream) {
    Row row;
    const size_t columns = stream.columns().size();
    row.values.reserve(columns);
    size_t bytes = 0;
    for (size_t n = 0; n < columns; ++n) {
        row.values.push_back(stream.cell(n));
        bytes += row.values.back().text.size();
    }
    row.texts = std::make_unique<char[]>(bytes);
    char* to = row.texts.get();
    for (Value& value : row.values) {
        value.text.copy(to, value.text.size());
        value.text = {to, value.text.size()};
        to += value.text.size();
    }
    rows_.push_back(std::move(row));
}

void append_key(std::string& key, const Value& value) {
    if (value.is_null) {
        key += 'n';
        return;
    }
    if (value.type == Type::text) {
        key += 't' + std::to_string(value.text.size()) + ':';
        key += value.text;
    } else if (value.type == Type::real) {
        key += 'r' + std::to_string(value.real) + ';';
    } else {
        key += 'i' + std::to_string(value.integer) + ';';
    }
}

} // namespace fake_snowflake::sql
