#include <algorithm>
#include <cstring>

#include "tests/snowflake/driver/statement.h"
#include "tests/snowflake/driver/text.h"

namespace fake_snowflake::driver {

SQLRETURN Statement::get_data(SQLUSMALLINT column, const Binding& to) {
    if (!cursor_open() || rowset_rows_ == 0) {
        throw own_error("24000", 10510, "Invalid cursor state.");
    }
    if (attributes.row_array_size > 1) {
        throw own_error("HY109", 10580, "Invalid cursor position.");
    }
    const std::vector<ResultColumn>& described = result_->columns();
    if (column == 0 || column > described.size()) {
        throw own_error("07009", 10690, "Invalid descriptor index.");
    }
    if (reading_.column != column) reading_ = {column, 0, false};
    if (reading_.finished) return SQL_NO_DATA;

    const Cell cell = described[column - 1].cell;
    const wire::ColumnView& view = result_->chunk().columns[column - 1];
    const size_t row = result_->position() - 1;
    const SQLSMALLINT type = to.type == SQL_C_DEFAULT ? default_c_type(cell) : to.type;
    SQLRETURN result = SQL_SUCCESS;
    if (cell == Cell::text && !view.null(row) && c_size(type) == 0) {
        const std::string_view text = view.text(row);
        result = type == SQL_C_WCHAR ? read_wide(text, to) : read_text(text, to);
    } else {
        result = read_at_once(described[column - 1], view, row, type, to);
    }
    put_wrong_length(column, row, to.indicator);
    return result;
}

SQLRETURN Statement::read_at_once(const ResultColumn& column, const wire::ColumnView& view,
                                  size_t row, SQLSMALLINT type, const Binding& to) {
    reading_.finished = true;
    RowIssues issues;
    Target target;
    target.type = type;
    (void)c_size(type);
    target.data = static_cast<char*>(to.data);
    target.room = to.room;
    target.indicator = reinterpret_cast<char*>(to.indicator);
    convert(column, view, {row, 1, 0}, target, manner(), issues);
    bool error = false;
    for (const RowIssue& issue : issues) {
        diagnostics.push_back(issue.record);
        error |= issue.error;
    }
    if (error) return SQL_ERROR;
    return issues.empty() ? SQL_SUCCESS : SQL_SUCCESS_WITH_INFO;
}

SQLRETURN Statement::cut() {
    if (manner().cuts_silently()) return SQL_SUCCESS;
    diagnostics.push_back(own_record("01004", 10660, "String data, right truncated."));
    return SQL_SUCCESS_WITH_INFO;
}

SQLRETURN Statement::read_text(std::string_view text, const Binding& to) {
    std::string other;
    const bool binary = to.type == SQL_C_BINARY;
    if (!locale_is_utf8() && !binary) text = other = to_ascii(text);
    const std::string_view rest = text.substr(reading_.offset);
    const SQLLEN room = binary ? to.room : to.room - 1;
    const size_t fits = std::min(rest.size(), static_cast<size_t>(std::max<SQLLEN>(room, 0)));
    if (to.data != nullptr && room >= 0) {
        std::memcpy(to.data, rest.data(), fits);
        if (!binary) static_cast<char*>(to.data)[fits] = 0;
    }
    reading_.offset += fits;
    reading_.finished = fits == rest.size();
    if (to.indicator != nullptr) {
        const bool untold = !reading_.finished && !binary && connection_.traits().no_total;
        *to.indicator = untold ? SQL_NO_TOTAL : static_cast<SQLLEN>(rest.size());
    }
    return reading_.finished ? SQL_SUCCESS : cut();
}

SQLRETURN Statement::read_wide(std::string_view text, const Binding& to) {
    const std::u16string units = to_utf16(text);
    const std::u16string_view rest = std::u16string_view(units).substr(reading_.offset);
    const SQLLEN room = wide_capacity(to.room, connection_.traits());
    const size_t fits = std::min(rest.size(), static_cast<size_t>(std::max<SQLLEN>(room, 0)));
    if (to.data != nullptr && room >= 0) {
        std::memcpy(to.data, rest.data(), fits * sizeof(SQLWCHAR));
        const SQLWCHAR zero = 0;
        std::memcpy(static_cast<char*>(to.data) + fits * sizeof(SQLWCHAR), &zero, sizeof(zero));
    }
    reading_.offset += fits;
    reading_.finished = fits == rest.size();
    if (to.indicator != nullptr) {
        *to.indicator =
            reading_.finished ? static_cast<SQLLEN>(rest.size() * sizeof(SQLWCHAR)) : SQL_NO_TOTAL;
    }
    return reading_.finished ? SQL_SUCCESS : cut();
}

} // namespace fake_snowflake::driver
