// GROUP BY and aggregates.
#include <map>
#include <set>

#include "tests/snowflake/sql/kept_rows.h"
#include "tests/snowflake/sql/streams.h"

namespace fake_snowflake::sql {

namespace {

struct Group {
    std::vector<Kept> keys;
    std::vector<int64_t> counts;
    std::vector<Kept> extremes;
    std::vector<std::set<std::string>> seen;
};

class Grouped : public Stream {
public:
    Grouped(Query& query, StreamPtr source, std::vector<NodePtr> keys, Grouping grouping)
        : query_(query),
          source_(std::move(source)),
          keys_(std::move(keys)),
          aggregates_(std::move(grouping.aggregates)) {
        for (const Type type : grouping.key_types)
            columns_.push_back({"", type});
        for (const Aggregate& aggregate : aggregates_)
            columns_.push_back({"", aggregate.type});
    }

    bool next() override {
        if (source_) {
            collect();
            at_ = groups_.begin();
        } else {
            ++at_;
        }
        return at_ != groups_.end();
    }

    Value cell(size_t column) override {
        const Group& group = at_->second;
        if (column < keys_.size()) return group.keys[column].get();
        const size_t n = column - keys_.size();
        switch (aggregates_[n].kind) {
            case Aggregate::Kind::count:
                return of(group.counts[n]);
            case Aggregate::Kind::count_distinct:
                return of(static_cast<int64_t>(group.seen[n].size()));
            case Aggregate::Kind::min:
            case Aggregate::Kind::max:
            case Aggregate::Kind::any:
                break;
        }
        return group.counts[n] == 0 ? null(aggregates_[n].type) : group.extremes[n].get();
    }

private:
    [[nodiscard]] Group empty() const {
        const size_t size = aggregates_.size();
        return {{},
                std::vector<int64_t>(size),
                std::vector<Kept>(size),
                std::vector<std::set<std::string>>(size)};
    }

    void collect() {
        Frame frame = query_.frame(source_.get());
        if (keys_.empty()) groups_.emplace("", empty());
        for (;;) {
            query_.scratch.clear();
            if (!source_->next()) break;
            std::string key;
            std::vector<Value> values;
            for (const NodePtr& node : keys_) {
                values.push_back(node->eval(frame));
                append_key(key, values.back());
            }
            const auto [it, added] = groups_.try_emplace(std::move(key), empty());
            if (added) {
                for (const Value& value : values)
                    it->second.keys.emplace_back(value);
            }
            for (size_t n = 0; n < aggregates_.size(); ++n)
                add(it->second, n, frame);
        }
        source_.reset();
    }

    void add(Group& group, size_t n, Frame& frame) const {
        const Aggregate& aggregate = aggregates_[n];
        if (!aggregate.value) {
            ++group.counts[n];
            return;
        }
        const Value value = aggregate.value->eval(frame);
        if (value.is_null) return;
        const bool first = group.counts[n]++ == 0;
        if (aggregate.kind == Aggregate::Kind::count_distinct) {
            std::string key;
            append_key(key, value);
            group.seen[n].insert(std::move(key));
        } else if (aggregate.kind != Aggregate::Kind::count) {
            const int order = first ? 0 : compare(value, group.extremes[n].get());
            if (first || (aggregate.kind == Aggregate::Kind::min && order < 0) ||
                (aggregate.kind == Aggregate::Kind::max && order > 0))
                group.extremes[n] = Kept(value);
        }
    }

    Query& query_;
    StreamPtr source_;
    std::vector<NodePtr> keys_;
    std::vector<Aggregate> aggregates_;
    std::map<std::string, Group> groups_;
    std::map<std::string, Group>::const_iterator at_;
};

} // namespace

StreamPtr grouped(Query& query, StreamPtr source, std::vector<NodePtr> keys, Grouping grouping) {
    return std::make_unique<Grouped>(query, std::move(source), std::move(keys),
                                     std::move(grouping));
}

} // namespace fake_snowflake::sql
