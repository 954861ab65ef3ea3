#include "tests/snowflake/sql/result.h"

#include "tests/snowflake/sql/calendar.h"

namespace fake_snowflake::sql {

namespace {

Cell cell_of(Type type) {
    switch (type) {
        case Type::integer:
            return Cell::integer;
        case Type::real:
            return Cell::real;
        case Type::boolean:
            return Cell::boolean;
        case Type::timestamp_ltz:
        case Type::timestamp_ntz:
            return Cell::timestamp;
        case Type::date:
        case Type::null:
        case Type::text:
        case Type::row:
            break;
    }
    return Cell::text;
}

class Result : public Rows {
public:
    Result(std::shared_ptr<Query> query, StreamPtr stream)
        : query_(std::move(query)), stream_(std::move(stream)) {
        for (const StreamColumn& column : stream_->columns())
            columns_.push_back({column.name, cell_of(column.type), column.size, true});
        more_ = stream_->next();
    }
    const std::vector<ResultColumn>& columns() const override { return columns_; }
    void read(Chunk& chunk, size_t limit) override {
        chunk.columns.resize(columns_.size());
        for (; chunk.rows < limit && more_; ++chunk.rows) {
            for (size_t n = 0; n < columns_.size(); ++n)
                append(chunk.columns[n], columns_[n].cell, stream_->cell(n));
            query_->scratch.clear();
            more_ = stream_->next();
        }
    }

private:
    void append(ColumnData& column, Cell cell, const Value& value) const {
        column.is_null.push_back(value.is_null ? 1 : 0);
        switch (cell) {
            case Cell::text:
                if (!value.is_null) {
                    if (value.type == Type::date) {
                        column.bytes +=
                            format_time(value.integer * 86'400'000'000'000, 0, "YYYY-MM-DD");
                    } else {
                        column.bytes += value.text;
                    }
                }
                column.ends.push_back(static_cast<uint32_t>(column.bytes.size()));
                break;
            case Cell::real:
                column.reals.push_back(value.real);
                break;
            case Cell::timestamp:
                column.integers.push_back(value.type == Type::timestamp_ltz && !value.is_null
                                              ? to_wall(value.integer, query_->environment.zone)
                                              : value.integer);
                break;
            case Cell::integer:
            case Cell::boolean:
                column.integers.push_back(value.integer);
                break;
        }
    }

    std::shared_ptr<Query> query_;
    StreamPtr stream_;
    std::vector<ResultColumn> columns_;
    bool more_ = false;
};

class Status : public Rows {
public:
    explicit Status(std::string text) : text_(std::move(text)) {}
    const std::vector<ResultColumn>& columns() const override { return columns_; }
    void read(Chunk& chunk, size_t /*limit*/) override {
        chunk.columns.resize(1);
        if (std::exchange(given_, true)) return;
        chunk.columns[0].is_null.push_back(0);
        chunk.columns[0].bytes = text_;
        chunk.columns[0].ends.push_back(static_cast<uint32_t>(text_.size()));
        chunk.rows = 1;
    }

private:
    std::string text_;
    std::vector<ResultColumn> columns_ = {{"status", Cell::text, 16777216, true}};
    bool given_ = false;
};

} // namespace

std::unique_ptr<Rows> result(std::shared_ptr<Query> query, StreamPtr stream) {
    return std::make_unique<Result>(std::move(query), std::move(stream));
}

std::unique_ptr<Rows> status(const std::string& text) {
    return std::make_unique<Status>(text);
}

} // namespace fake_snowflake::sql
