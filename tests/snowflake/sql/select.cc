#include "tests/snowflake/sql/select.h"

#include <algorithm>

#include "tests/snowflake/sql/bind.h"
#include "tests/snowflake/sql/cast.h"
#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/from.h"
#include "tests/snowflake/sql/nodes.h"
#include "tests/snowflake/sql/streams.h"

namespace fake_snowflake::sql {

namespace {

using EKind = Expression::Kind;

// Builds the stream of one SELECT of a statement.
class CorePlan {
public:
    CorePlan(Query& query, const Core& core) : query_(query), core_(core) {
        if (core_.from) {
            source_ = open(query_, *core_.from);
        } else {
            source_.stream = single_row();
        }
        source_columns_ = source_.stream->columns();
        binder_.emplace(query_.environment, core_.from ? &source_columns_ : nullptr,
                        &source_.qualifier, &core_.items);
        where();
        group();
        items();
    }

    [[nodiscard]] const std::vector<StreamColumn>& columns() const { return columns_; }

    void order(const std::vector<Order>& order_by) {
        std::vector<size_t> walked;
        bool walkable = source_.view && !grouped_ && !core_.distinct && !core_.having;
        for (const Order& order : order_by) {
            size_t column = order_column(*order.value);
            const auto of_view = nodes_[column]->column();
            walkable = walkable && of_view && !order.descending;
            if (walkable) walked.push_back(*of_view);
            keys_.push_back(
                {column, order.descending, order.nulls_first.value_or(order.descending)});
        }
        // The names of a view are never NULL, so it does not matter where NULLs go.
        if (walkable && source_.view->come_sorted_by(walked)) keys_.clear();
        if (core_.distinct && nodes_.size() > columns_.size())
            throw not_faked("SELECT DISTINCT ... ORDER BY what it does not select");
    }

    StreamPtr finish() {
        StreamPtr stream = std::move(source_.stream);
        if (late_where_) stream = filtered(query_, std::move(stream), std::move(late_where_));
        if (grouped_) {
            stream = sql::grouped(query_, std::move(stream), std::move(key_nodes_),
                                  std::move(grouping_));
            if (having_) stream = filtered(query_, std::move(stream), std::move(having_));
        }
        const size_t keep = columns_.size();
        if (keys_.empty()) nodes_.resize(keep);
        std::vector<StreamColumn> columns = columns_;
        for (size_t n = keep; n < nodes_.size(); ++n)
            columns.push_back({"", nodes_[n]->type()});
        stream = projected(query_, std::move(stream), std::move(nodes_), std::move(columns));
        if (core_.distinct) stream = distinct(query_, std::move(stream));
        if (!keys_.empty()) stream = sorted(query_, std::move(stream), std::move(keys_), keep);
        return stream;
    }

private:
    void where() {
        if (!core_.where) return;
        if (source_.view) {
            source_.view->where(*core_.where, *binder_);
        } else {
            late_where_ = binder_->bind_condition(*core_.where);
        }
    }

    void group() {
        grouped_ = !core_.group_by.empty() || core_.having ||
                   std::any_of(core_.items.begin(), core_.items.end(),
                               [](const Item& item) { return Binder::aggregates(*item.value); });
        if (!grouped_) return;
        for (const ExpressionPtr& key : core_.group_by) {
            const Expression* expression = key.get();
            if (key->kind == EKind::number)
                expression = core_.items[position(*key, core_.items.size())].value.get();
            key_nodes_.push_back(binder_->bind(*expression));
            grouping_.keys.push_back(binder_->describe(*expression));
            grouping_.key_types.push_back(key_nodes_.back()->type());
        }
        binder_->group(&grouping_);
        if (core_.having) having_ = binder_->bind_condition(*core_.having);
    }

    // ORDER BY 2, GROUP BY 2
    [[nodiscard]] static size_t position(const Expression& number, size_t size) {
        const auto n = static_cast<size_t>(std::strtoull(number.text.c_str(), nullptr, 10));
        if (n == 0 || n > size) {
            throw SqlError("42601", 90,
                           "SQL compilation error: error line " + std::to_string(number.at.line) +
                               " at position " + std::to_string(number.at.column) +
                               "\ninvalid column position in ORDER BY or GROUP BY: " + number.text);
        }
        return n - 1;
    }

    void items() {
        for (const Item& item : core_.items) {
            if (item.value->kind == EKind::star) {
                if (!core_.from || grouped_) throw syntax_error(item.value->at, "*");
                for (size_t n = 0; n < source_columns_.size(); ++n)
                    add(column_node(n, source_columns_[n]), source_columns_[n].name);
                continue;
            }
            std::string name = item.text;
            if (item.alias) {
                name = query_.environment.resolve(*item.alias);
            } else if (item.value->kind == EKind::column) {
                name = query_.environment.resolve(item.value->name.back());
            }
            add(binder_->bind(*item.value), name);
        }
    }

    void add(NodePtr node, const std::string& name) {
        columns_.push_back({name, node->type(), node->size()});
        nodes_.push_back(std::move(node));
    }

    // Which of the nodes it goes by; a new one if none of the items.
    size_t order_column(const Expression& expression) {
        if (expression.kind == EKind::number) return position(expression, columns_.size());
        if (expression.kind == EKind::column && expression.name.size() == 1) {
            const std::string name = query_.environment.resolve(expression.name[0]);
            for (size_t n = 0; n < columns_.size(); ++n) {
                if (columns_[n].name == name) return n;
            }
        }
        nodes_.push_back(binder_->bind(expression));
        return nodes_.size() - 1;
    }

    Query& query_;
    const Core& core_;
    Source source_;
    std::vector<StreamColumn> source_columns_;
    std::optional<Binder> binder_;
    NodePtr late_where_;
    bool grouped_ = false;
    Grouping grouping_;
    std::vector<NodePtr> key_nodes_;
    NodePtr having_;
    std::vector<StreamColumn> columns_;
    std::vector<NodePtr> nodes_; // of the columns, then of what else it is sorted by
    std::vector<SortKey> keys_;
};

StreamPtr union_all(Query& query, const Select& select) {
    std::vector<StreamPtr> branches;
    std::vector<StreamColumn> columns;
    for (const Core& core : select.cores) {
        CorePlan plan(query, core);
        if (branches.empty()) columns = plan.columns();
        if (plan.columns().size() != columns.size()) {
            throw SqlError("42601", 1789,
                           "SQL compilation error:\ninvalid number of result columns for set "
                           "operator input branches, expected " +
                               std::to_string(columns.size()) + ", got " +
                               std::to_string(plan.columns().size()) + " in branch {" +
                               std::to_string(branches.size() + 1) + "}");
        }
        for (size_t n = 0; n < columns.size(); ++n) {
            const auto type = common_type(columns[n].type, plan.columns()[n].type);
            if (!type)
                throw not_faked("UNION ALL of " + name(columns[n].type) + " and " +
                                name(plan.columns()[n].type));
            columns[n].type = *type;
            columns[n].size = std::max(columns[n].size, plan.columns()[n].size);
        }
        branches.push_back(plan.finish());
    }
    for (StreamPtr& branch : branches) {
        std::vector<NodePtr> nodes;
        for (size_t n = 0; n < columns.size(); ++n) {
            auto node = column_node(n, branch->columns()[n]);
            if (node->type() != columns[n].type)
                node = cast_node(std::move(node), {columns[n].type, columns[n].size});
            nodes.push_back(std::move(node));
        }
        branch = projected(query, std::move(branch), std::move(nodes), columns);
    }
    return one_after_the_other(std::move(branches), std::move(columns));
}

// ORDER BY of a UNION ALL knows the columns of its result alone.
StreamPtr order_union(Query& query, StreamPtr stream, const std::vector<Order>& order_by) {
    if (order_by.empty()) return stream;
    const std::vector<StreamColumn> columns = stream->columns();
    Binder binder(query.environment, &columns, nullptr, nullptr);
    std::vector<SortKey> keys;
    for (const Order& order : order_by) {
        size_t column = columns.size();
        if (order.value->kind == EKind::number) {
            column = static_cast<size_t>(std::strtoull(order.value->text.c_str(), nullptr, 10)) - 1;
        } else if (const auto found = binder.bind(*order.value)->column()) {
            column = *found;
        }
        if (column >= columns.size()) throw not_faked("ORDER BY of expressions after UNION ALL");
        keys.push_back({column, order.descending, order.nulls_first.value_or(order.descending)});
    }
    return sorted(query, std::move(stream), std::move(keys), columns.size());
}

} // namespace

StreamPtr select(Query& query, const Select& select) {
    StreamPtr stream;
    if (select.cores.size() == 1) {
        CorePlan plan(query, select.cores[0]);
        plan.order(select.order_by);
        stream = plan.finish();
    } else {
        stream = order_union(query, union_all(query, select), select.order_by);
    }
    if (select.limit || select.offset > 0)
        stream = limited(query, std::move(stream), select.limit, select.offset);
    return stream;
}

} // namespace fake_snowflake::sql
