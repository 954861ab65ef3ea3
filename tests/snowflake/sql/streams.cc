#include "tests/snowflake/sql/streams.h"

#include <algorithm>
#include <unordered_set>

#include "tests/snowflake/sql/kept_rows.h"

namespace fake_snowflake::sql {

namespace {

class SingleRow : public Stream {
public:
    bool next() override { return !std::exchange(given_, true); }
    Value cell(size_t /*column*/) override { return {}; }

private:
    bool given_ = false;
};

class Filtered : public Stream {
public:
    Filtered(Query& query, StreamPtr source, NodePtr condition)
        : query_(query),
          source_(std::move(source)),
          condition_(std::move(condition)),
          frame_(query.frame(source_.get())) {
        columns_ = source_->columns();
    }
    bool next() override {
        for (;;) {
            query_.scratch.clear();
            if (!source_->next()) return false;
            if (is_true(condition_->eval(frame_))) return true;
        }
    }
    Value cell(size_t column) override { return source_->cell(column); }

private:
    Query& query_;
    StreamPtr source_;
    NodePtr condition_;
    Frame frame_;
};

class Projected : public Stream {
public:
    Projected(Query& query, StreamPtr source, std::vector<NodePtr> nodes,
              std::vector<StreamColumn> columns)
        : source_(std::move(source)), nodes_(std::move(nodes)), frame_(query.frame(source_.get())) {
        columns_ = std::move(columns);
    }
    bool next() override { return source_->next(); }
    Value cell(size_t column) override { return nodes_[column]->eval(frame_); }

private:
    StreamPtr source_;
    std::vector<NodePtr> nodes_;
    Frame frame_;
};

class Distinct : public Stream {
public:
    Distinct(Query& query, StreamPtr source) : query_(query), source_(std::move(source)) {
        columns_ = source_->columns();
    }
    bool next() override {
        for (;;) {
            query_.scratch.clear();
            if (!source_->next()) return false;
            std::string key;
            for (size_t n = 0; n < columns_.size(); ++n)
                append_key(key, source_->cell(n));
            if (seen_.insert(std::move(key)).second) return true;
        }
    }
    Value cell(size_t column) override { return source_->cell(column); }

private:
    Query& query_;
    StreamPtr source_;
    std::unordered_set<std::string> seen_;
};

class OneAfterTheOther : public Stream {
public:
    OneAfterTheOther(std::vector<StreamPtr> sources, std::vector<StreamColumn> columns)
        : sources_(std::move(sources)) {
        columns_ = std::move(columns);
    }
    bool next() override {
        for (; at_ < sources_.size(); ++at_) {
            if (sources_[at_]->next()) return true;
        }
        return false;
    }
    Value cell(size_t column) override { return sources_[at_]->cell(column); }

private:
    std::vector<StreamPtr> sources_;
    size_t at_ = 0;
};

class Limited : public Stream {
public:
    Limited(Query& query, StreamPtr source, std::optional<uint64_t> limit, uint64_t offset)
        : query_(query), source_(std::move(source)), limit_(limit), offset_(offset) {
        columns_ = source_->columns();
    }
    bool next() override {
        for (; offset_ > 0; --offset_) {
            query_.scratch.clear();
            if (!source_->next()) return false;
        }
        if (limit_ && given_ == *limit_) return false;
        ++given_;
        return source_->next();
    }
    Value cell(size_t column) override { return source_->cell(column); }

private:
    Query& query_;
    StreamPtr source_;
    std::optional<uint64_t> limit_;
    uint64_t offset_;
    uint64_t given_ = 0;
};

class Sorted : public Stream {
public:
    Sorted(Query& query, StreamPtr source, std::vector<SortKey> keys, size_t keep)
        : query_(query), source_(std::move(source)), keys_(std::move(keys)) {
        columns_ = source_->columns();
        columns_.resize(keep);
    }
    bool next() override {
        if (source_) sort();
        return ++at_ <= order_.size();
    }
    Value cell(size_t column) override { return rows_.cell(order_[at_ - 1], column); }

private:
    void sort() {
        for (;;) {
            query_.scratch.clear();
            if (!source_->next()) break;
            rows_.add(*source_);
        }
        source_.reset();
        for (size_t n = 0; n < rows_.size(); ++n)
            order_.push_back(n);
        std::stable_sort(order_.begin(), order_.end(),
                         [&](size_t a, size_t b) { return before(a, b); });
    }
    [[nodiscard]] bool before(size_t a, size_t b) const {
        for (const SortKey& key : keys_) {
            const Value x = rows_.cell(a, key.column);
            const Value y = rows_.cell(b, key.column);
            if (x.is_null != y.is_null) return x.is_null == key.nulls_first;
            if (x.is_null) continue;
            const int order = compare(x, y);
            if (order != 0) return (order < 0) != key.descending;
        }
        return false;
    }

    Query& query_;
    StreamPtr source_;
    std::vector<SortKey> keys_;
    KeptRows rows_;
    std::vector<size_t> order_;
    size_t at_ = 0;
};

} // namespace

StreamPtr single_row() {
    return std::make_unique<SingleRow>();
}

StreamPtr filtered(Query& query, StreamPtr source, NodePtr condition) {
    return std::make_unique<Filtered>(query, std::move(source), std::move(condition));
}

StreamPtr projected(Query& query, StreamPtr source, std::vector<NodePtr> nodes,
                    std::vector<StreamColumn> columns) {
    return std::make_unique<Projected>(query, std::move(source), std::move(nodes),
                                       std::move(columns));
}

StreamPtr distinct(Query& query, StreamPtr source) {
    return std::make_unique<Distinct>(query, std::move(source));
}

StreamPtr one_after_the_other(std::vector<StreamPtr> sources, std::vector<StreamColumn> columns) {
    return std::make_unique<OneAfterTheOther>(std::move(sources), std::move(columns));
}

StreamPtr limited(Query& query, StreamPtr source, std::optional<uint64_t> limit, uint64_t offset) {
    return std::make_unique<Limited>(query, std::move(source), limit, offset);
}

StreamPtr sorted(Query& query, StreamPtr source, std::vector<SortKey> keys, size_t keep) {
    return std::make_unique<Sorted>(query, std::move(source), std::move(keys), keep);
}

} // namespace fake_snowflake::sql
