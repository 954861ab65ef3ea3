#include "plugins/unixodbc/block.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace objsync::odbc {

namespace {

constexpr size_t kBlockBytes = size_t{1} << 18; // a processor's own cache holds it
constexpr size_t kMostRows = 1000;
// Snowflake's driver crashes on timestamps in buffers of 20 to 29 bytes, and cuts numbers in small
// ones without a word.
constexpr size_t kLeastRoom = 64;
// A text that leaves less than this of its room may be one that was cut in front of a character of
// four bytes, by a driver that gives the length of what it gave.
constexpr size_t kDoubt = 4;

size_t aligned(size_t bytes) {
    return (bytes + 7) / 8 * 8;
}

SQLPOINTER as_pointer(SQLULEN number) {
    return reinterpret_cast<SQLPOINTER>(number);
}

// Days since 1970-01-01 of the proleptic Gregorian calendar.
// https://howardhinnant.github.io/date_algorithms.html#days_from_civil
int64_t days_since_epoch(int64_t year, unsigned month, unsigned day) {
    if (month <= 2) --year;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto year_of_era = static_cast<unsigned>(year - era * 400);
    const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const unsigned day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + static_cast<int64_t>(day_of_era) - 719468;
}

int64_t milliseconds_of(const SQL_TIMESTAMP_STRUCT& t) {
    const int64_t seconds =
        days_since_epoch(t.year, t.month, t.day) * 86400 + t.hour * 3600 + t.minute * 60 + t.second;
    return seconds * 1000 + t.fraction / 1000000;
}

SQLSMALLINT c_type(Bound::As as) {
    switch (as) {
        case Bound::As::number:
            return SQL_C_SBIGINT;
        case Bound::As::time:
            return SQL_C_TYPE_TIMESTAMP;
        case Bound::As::text:
            break;
    }
    return SQL_C_CHAR;
}

} // namespace

Block::Block(Statement& statement, std::vector<Bound> wanted, Reading reading)
    : statement_(statement), wanted_(std::move(wanted)), reading_(reading) {
    SQLSMALLINT columns = 0;
    statement_.require(SQLNumResultCols(statement_.handle_, &columns),
                       "cannot count the columns of");
    for (const Bound& bound : wanted_) {
        if (bound.column <= columns) continue;
        throw sdk::Error(sdk::ErrorClass::bug, "column " + std::to_string(bound.column) +
                                                   " is missing in the answer to " +
                                                   statement_.what_);
    }
    lay_out();
    if (reading_ == Reading::bound) bind();
    row_ = fetched_ = 0;
}

Block::~Block() {
    SQLFreeStmt(statement_.handle_, SQL_UNBIND);
}

void Block::lay_out() {
    size_t at = 0;
    for (Bound& bound : wanted_) {
        bound.room =
            std::max(bound.as == Bound::As::text ? bound.room + kDoubt + 1 : 0, kLeastRoom);
        places_.push_back({at, at + sizeof(SQLLEN)});
        at += aligned(sizeof(SQLLEN) + bound.room);
    }
    row_size_ = at;
    rows_ = reading_ == Reading::whole
                ? 1
                : std::clamp<size_t>(kBlockBytes / std::max<size_t>(row_size_, 1), 1, kMostRows);
    buffer_ = std::make_unique<char[]>(row_size_ * rows_);
    status_.resize(rows_);
    whole_.resize(wanted_.size());
}

void Block::bind() {
    const SQLHSTMT handle = statement_.handle_;
    const auto set = [&](SQLINTEGER attribute, SQLPOINTER value) {
        statement_.require(SQLSetStmtAttr(handle, attribute, value, 0), "cannot fetch blocks of");
    };
    set(SQL_ATTR_ROW_BIND_TYPE, as_pointer(row_size_));
    set(SQL_ATTR_ROW_ARRAY_SIZE, as_pointer(rows_));
    set(SQL_ATTR_ROWS_FETCHED_PTR, &fetched_);
    set(SQL_ATTR_ROW_STATUS_PTR, status_.data());
    for (size_t i = 0; i < wanted_.size(); ++i) {
        const Bound& bound = wanted_[i];
        statement_.require(
            SQLBindCol(handle, bound.column, c_type(bound.as), buffer_.get() + places_[i].data,
                       static_cast<SQLLEN>(bound.room),
                       reinterpret_cast<SQLLEN*>(buffer_.get() + places_[i].indicator)),
            "cannot bind the columns of");
    }
}

bool Block::next() {
    if (reading_ == Reading::whole) return next_whole();
    if (row_ + 1 < fetched_) {
        ++row_;
        return true;
    }
    return next_block();
}

bool Block::next_block() {
    row_ = 0;
    fetched_ = 0;
    const SQLRETURN result = SQLFetch(statement_.handle_);
    if (result == SQL_NO_DATA) {
        // A driver may end the rows early instead of failing when it was interrupted.
        statement_.connection_.host().throw_if_cancelled();
        fetched_ = 0;
        return false;
    }
    statement_.require(result, "cannot read the rows of");
    check_rows(result);
    return true;
}

void Block::check_rows(SQLRETURN result) const {
    if (fetched_ == 0 || fetched_ > rows_) {
        throw sdk::Error(sdk::ErrorClass::bug,
                         "the driver says it gave " + std::to_string(fetched_) + " rows of " +
                             std::to_string(rows_) + ", in the answer to " + statement_.what_);
    }
    if (result == SQL_SUCCESS) return;
    for (size_t i = 0; i < fetched_; ++i) {
        if (status_[i] == SQL_ROW_ERROR) statement_.fail("cannot read a row of");
    }
}

bool Block::next_whole() {
    if (!statement_.fetch()) return false;
    for (size_t i = 0; i < wanted_.size(); ++i) {
        if (wanted_[i].as != Bound::As::time) {
            whole_[i] = statement_.text(wanted_[i].column);
            continue;
        }
        auto* at = buffer_.get() + places_[i].data;
        auto* told = reinterpret_cast<SQLLEN*>(buffer_.get() + places_[i].indicator);
        statement_.require(SQLGetData(statement_.handle_, wanted_[i].column, SQL_C_TYPE_TIMESTAMP,
                                      at, static_cast<SQLLEN>(wanted_[i].room), told),
                           "cannot read a value of");
    }
    return true;
}

SQLLEN Block::indicator(size_t cell) const {
    SQLLEN out = 0;
    std::memcpy(&out, buffer_.get() + row_ * row_size_ + places_[cell].indicator, sizeof(out));
    return out;
}

// Of a value of fixed length.
bool Block::is_null(size_t cell) const {
    const SQLLEN told = indicator(cell);
    if (told < 0 && told != SQL_NULL_DATA) driver_lies(cell, std::to_string(told));
    return told == SQL_NULL_DATA;
}

const char* Block::data(size_t cell) const {
    return buffer_.get() + row_ * row_size_ + places_[cell].data;
}

bool Block::cut(size_t cell) const {
    if (reading_ == Reading::whole || wanted_[cell].as != Bound::As::text) return false;
    return indicator(cell) != SQL_NULL_DATA && !text(cell);
}

void Block::driver_lies(size_t cell, const std::string& how) const {
    throw sdk::Error(sdk::ErrorClass::bug, "the driver gives a wrong length for column " +
                                               std::to_string(wanted_[cell].column) + " (" + how +
                                               "), in the answer to " + statement_.what_);
}

std::optional<std::string_view> Block::text(size_t cell) const {
    if (reading_ == Reading::whole) return whole_[cell];
    const SQLLEN told = indicator(cell);
    if (told == SQL_NULL_DATA || told == SQL_NO_TOTAL) return std::nullopt;
    if (told < 0) driver_lies(cell, std::to_string(told));
    if (static_cast<size_t>(told) + kDoubt >= wanted_[cell].room) return std::nullopt;
    const char* at = data(cell);
    const auto length = static_cast<size_t>(told);
    if (at[length] != '\0') driver_lies(cell, "the text goes on behind it");
    if (std::memchr(at, '\0', length) != nullptr) return std::nullopt;
    return std::string_view(at, length);
}

std::optional<int64_t> Block::number(size_t cell) const {
    int64_t out = 0;
    if (reading_ == Reading::whole) {
        const MaybeText& digits = whole_[cell];
        if (!digits) return std::nullopt;
        const auto end = digits->data() + digits->size();
        if (std::from_chars(digits->data(), end, out).ec != std::errc())
            driver_lies(cell, "no whole number");
        return out;
    }
    if (is_null(cell)) return std::nullopt;
    std::memcpy(&out, data(cell), sizeof(out));
    return out;
}

std::optional<int64_t> Block::time_ms(size_t cell) const {
    if (is_null(cell)) return std::nullopt;
    SQL_TIMESTAMP_STRUCT time{};
    std::memcpy(&time, data(cell), sizeof(time));
    return milliseconds_of(time);
}

} // namespace objsync::odbc
