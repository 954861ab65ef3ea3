#include <algorithm>
#include <csignal>
#include <cstdint>

#include "tests/snowflake/driver/statement.h"

namespace fake_snowflake::driver {

namespace {

// What a C type's place must be a multiple of.
size_t alignment_of(SQLSMALLINT type) {
    switch (type) {
        case SQL_C_CHAR:
        case SQL_C_BINARY:
        case SQL_C_NUMERIC:
            return 1;
        case SQL_C_WCHAR:
            return alignof(SQLWCHAR);
        case SQL_C_TYPE_DATE:
        case SQL_C_DATE:
        case SQL_C_TYPE_TIME:
        case SQL_C_TIME:
            return alignof(SQL_DATE_STRUCT);
        case SQL_C_TYPE_TIMESTAMP:
        case SQL_C_TIMESTAMP:
            return alignof(SQL_TIMESTAMP_STRUCT);
        default:
            return c_size(type);
    }
}

// The real driver stores whole registers: a place that is not aligned is the application's mistake,
// and ends in SIGBUS on some machines. So it does here, on all.
void require_aligned(const char* place, size_t stride, size_t alignment) {
    if (reinterpret_cast<uintptr_t>(place) % alignment == 0 && stride % alignment == 0) return;
    std::signal(SIGBUS, SIG_DFL);
    std::raise(SIGBUS);
}

} // namespace

Target Statement::target_of(const Binding& binding, Cell cell) const {
    Target out;
    out.type = binding.type == SQL_C_DEFAULT ? default_c_type(cell) : binding.type;
    const size_t size = c_size(out.type);
    out.room = binding.room;
    out.data = static_cast<char*>(binding.data);
    out.indicator = reinterpret_cast<char*>(binding.indicator);
    const SQLLEN offset = attributes.bind_offset != nullptr ? *attributes.bind_offset : 0;
    out.data += offset;
    if (out.indicator != nullptr) out.indicator += offset;
    if (attributes.row_bind_type == SQL_BIND_BY_COLUMN) {
        out.stride = size > 0 ? size : static_cast<size_t>(binding.room);
        out.indicator_stride = sizeof(SQLLEN);
    } else {
        out.stride = out.indicator_stride = attributes.row_bind_type;
    }
    if (attributes.row_array_size == 1) out.stride = out.indicator_stride = 0;
    require_aligned(out.data, out.stride, alignment_of(out.type));
    if (out.indicator != nullptr) {
        require_aligned(out.indicator, out.indicator_stride, sizeof(SQLLEN));
    }
    return out;
}

void Statement::fill(size_t from, size_t rows, size_t to, const Manner& manner, RowIssues& issues) {
    const wire::ChunkView& chunk = result_->chunk();
    const std::vector<ResultColumn>& described = result_->columns();
    const size_t bound = std::min(columns.size(), described.size() + 1);
    for (size_t i = 1; i < bound; ++i) {
        if (columns[i].data == nullptr) continue;
        convert(described[i - 1], chunk.columns[i - 1], {from, rows, to},
                target_of(columns[i], described[i - 1].cell), manner, issues);
    }
    if (!chunk.wrong.empty()) put_wrong_lengths(from, rows, to);
}

void Statement::put_wrong_lengths(size_t from, size_t rows, size_t to) {
    for (const wire::WrongLength& wrong : result_->chunk().wrong) {
        const size_t column = wrong.column + 1;
        if (wrong.row < from || wrong.row >= from + rows || column >= columns.size() ||
            columns[column].data == nullptr) {
            continue;
        }
        target_of(columns[column], result_->columns()[wrong.column].cell)
            .set_indicator(wrong.row - from + to, wrong.length);
    }
}

void Statement::put_wrong_length(SQLUSMALLINT column, size_t row, SQLLEN* indicator) const {
    for (const wire::WrongLength& wrong : result_->chunk().wrong) {
        if (wrong.row == row && wrong.column + 1u == column && indicator != nullptr) {
            *indicator = wrong.length;
        }
    }
}

SQLRETURN Statement::fetch() {
    if (!cursor_open()) throw own_error("24000", 10510, "Invalid cursor state.");
    const Manner how = manner();
    size_t wanted = attributes.row_array_size;
    if (attributes.max_rows > 0) wanted = std::min(wanted, attributes.max_rows - rows_read_);
    rowset_rows_ = 0;
    reading_ = {};
    RowIssues issues;
    size_t filled = 0;
    while (filled < wanted) {
        const size_t rows = std::min(wait_for_rows(), wanted - filled);
        if (rows == 0) break;
        fill(result_->position(), rows, filled, how, issues);
        result_->take(rows);
        filled += rows;
    }
    rows_read_ += filled;
    return finish_rowset(filled, issues);
}

SQLRETURN Statement::finish_rowset(size_t rows, const RowIssues& issues) {
    rowset_rows_ = rows;
    if (attributes.rows_fetched != nullptr) *attributes.rows_fetched = rows;
    SQLUSMALLINT* const status = attributes.row_status;
    if (status != nullptr) {
        std::fill_n(status, rows, static_cast<SQLUSMALLINT>(SQL_ROW_SUCCESS));
        std::fill_n(status + rows, attributes.row_array_size - rows,
                    static_cast<SQLUSMALLINT>(SQL_ROW_NOROW));
    }
    size_t errors = 0;
    for (const RowIssue& issue : issues) {
        diagnostics.push_back(issue.record);
        if (issue.error) ++errors;
        if (status == nullptr) continue;
        if (issue.error) {
            status[issue.row] = SQL_ROW_ERROR;
        } else if (status[issue.row] == SQL_ROW_SUCCESS) {
            status[issue.row] = SQL_ROW_SUCCESS_WITH_INFO;
        }
    }
    if (rows == 0) return SQL_NO_DATA;
    if (errors > 0 && rows == 1) return SQL_ERROR;
    return issues.empty() ? SQL_SUCCESS : SQL_SUCCESS_WITH_INFO;
}

} // namespace fake_snowflake::driver
