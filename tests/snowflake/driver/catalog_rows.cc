#include "tests/snowflake/driver/catalog_rows.h"

namespace fake_snowflake::driver {

RowsRead::RowsRead(Statement& statement, const std::string& sql) {
    statement.execute(sql);
    result_ = statement.take_result();
}

bool RowsRead::next() {
    if (!result_ || result_->rows_left() == 0) return false;
    result_->take(1);
    return true;
}

std::optional<std::string> RowsRead::text(const char* column) const {
    const std::vector<ResultColumn>& columns = result_->columns();
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name != column) continue;
        const wire::ColumnView& view = result_->chunk().columns[i];
        const size_t row = result_->position() - 1;
        if (view.null(row)) return std::nullopt;
        if (columns[i].cell == Cell::text) return std::string(view.text(row));
        return std::string(Rendered(columns[i].cell, view, row).text());
    }
    return std::nullopt;
}

RowsMade::RowsMade(std::vector<ResultColumn> columns) : columns_(std::move(columns)) {
    chunk_.columns.resize(columns_.size());
}

ColumnData& RowsMade::next(bool is_null) {
    ColumnData& column = chunk_.columns[at_++];
    column.is_null.push_back(is_null ? 1 : 0);
    return column;
}

void RowsMade::text(const std::optional<std::string>& value) {
    ColumnData& column = next(!value);
    column.bytes += value.value_or("");
    column.ends.push_back(static_cast<uint32_t>(column.bytes.size()));
}

void RowsMade::number(std::optional<int64_t> value) {
    next(!value).integers.push_back(value.value_or(0));
}

void RowsMade::end_row() noexcept {
    ++chunk_.rows;
    at_ = 0;
}

std::unique_ptr<Result> RowsMade::result() {
    return std::make_unique<Result>(std::move(chunk_), std::move(columns_));
}

} // namespace fake_snowflake::driver
