#include "tests/snowflake/sql/nodes.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>

#include "tests/snowflake/sql/errors.h"

namespace fake_snowflake::sql {

namespace {

class Literal : public Node {
public:
    explicit Literal(const Value& value) : Node(value.type), text_(value.text), value_(value) {
        value_.text = text_;
    }
    Value eval(Frame& /*frame*/) const override { return value_; }
    [[nodiscard]] bool constant() const override { return true; }

private:
    std::string text_;
    Value value_;
};

class ColumnNode : public Node {
public:
    ColumnNode(size_t index, const StreamColumn& column)
        : Node(column.type, column.size), index_(index) {}
    Value eval(Frame& frame) const override { return frame.row->cell(index_); }
    [[nodiscard]] std::optional<size_t> column() const override { return index_; }

private:
    size_t index_;
};

class Comparison : public Node {
public:
    Comparison(const std::string& op, NodePtr a, NodePtr b)
        : Node(Type::boolean),
          less_(op == "<" || op == "<=" || op == "<>"),
          equal_(op == "=" || op == "<=" || op == ">="),
          greater_(op == ">" || op == ">=" || op == "<>"),
          a_(std::move(a)),
          b_(std::move(b)) {}
    Value eval(Frame& frame) const override {
        const Value a = a_->eval(frame);
        const Value b = b_->eval(frame);
        if (a.is_null || b.is_null) return null(Type::boolean);
        const int order = compare(a, b);
        return of_bool(order < 0 ? less_ : order > 0 ? greater_ : equal_);
    }

private:
    bool less_;
    bool equal_;
    bool greater_;
    NodePtr a_;
    NodePtr b_;
};

// AND for `decisive` false, OR for true.
class Junction : public Node {
public:
    Junction(bool decisive, NodePtr a, NodePtr b)
        : Node(Type::boolean), decisive_(decisive), a_(std::move(a)), b_(std::move(b)) {}
    Value eval(Frame& frame) const override {
        const Value a = a_->eval(frame);
        if (!a.is_null && (a.integer != 0) == decisive_) return a;
        const Value b = b_->eval(frame);
        if (!b.is_null && (b.integer != 0) == decisive_) return b;
        return a.is_null ? a : b;
    }

private:
    bool decisive_;
    NodePtr a_;
    NodePtr b_;
};

class Negation : public Node {
public:
    explicit Negation(NodePtr a) : Node(Type::boolean), a_(std::move(a)) {}
    Value eval(Frame& frame) const override {
        const Value a = a_->eval(frame);
        return a.is_null ? a : of_bool(a.integer == 0);
    }

private:
    NodePtr a_;
};

class IsNull : public Node {
public:
    explicit IsNull(NodePtr a) : Node(Type::boolean), a_(std::move(a)) {}
    Value eval(Frame& frame) const override { return of_bool(a_->eval(frame).is_null); }

private:
    NodePtr a_;
};

class Arithmetic : public Node {
public:
    Arithmetic(const std::string& op, NodePtr a, NodePtr b)
        : Node(a->type()), op_(op[0]), a_(std::move(a)), b_(std::move(b)) {}
    Value eval(Frame& frame) const override {
        const Value a = a_->eval(frame);
        const Value b = b_->eval(frame);
        if (a.is_null || b.is_null) return null(type());
        if (type() == Type::real) {
            return of(op_ == '+'   ? a.real + b.real
                      : op_ == '-' ? a.real - b.real
                                   : a.real * b.real);
        }
        int64_t result = 0;
        const bool over = op_ == '+'   ? __builtin_add_overflow(a.integer, b.integer, &result)
                          : op_ == '-' ? __builtin_sub_overflow(a.integer, b.integer, &result)
                                       : __builtin_mul_overflow(a.integer, b.integer, &result);
        if (over) throw not_faked("NUMBER beyond 64 bits");
        return of(result);
    }

private:
    char op_;
    NodePtr a_;
    NodePtr b_;
};

class Concatenation : public Node {
public:
    explicit Concatenation(std::vector<NodePtr> parts)
        : Node(Type::text), parts_(std::move(parts)) {}
    Value eval(Frame& frame) const override {
        std::string result;
        for (const NodePtr& part : parts_) {
            const Value value = part->eval(frame);
            if (value.is_null) return null(Type::text);
            result += value.text;
        }
        return of(frame.scratch->keep(result));
    }

private:
    std::vector<NodePtr> parts_;
};

class OneOf : public Node {
public:
    OneOf(NodePtr a, std::vector<NodePtr> list)
        : Node(Type::boolean), a_(std::move(a)), list_(std::move(list)) {
        const std::string zone = "UTC";
        Scratch scratch;
        Frame frame{nullptr, &scratch, &zone};
        all_constant_ = a_->type() == Type::text &&
                        std::all_of(list_.begin(), list_.end(),
                                    [](const NodePtr& node) { return node->constant(); });
        if (!all_constant_) return;
        for (const NodePtr& node : list_) {
            const Value value = node->eval(frame);
            if (value.is_null) {
                has_null_ = true;
            } else {
                texts_.emplace(value.text);
            }
        }
    }
    Value eval(Frame& frame) const override {
        const Value a = a_->eval(frame);
        if (a.is_null) return null(Type::boolean);
        bool unknown = has_null_;
        if (all_constant_) {
            if (texts_.contains(std::string(a.text))) return of_bool(true);
        } else {
            for (const NodePtr& node : list_) {
                const Value b = node->eval(frame);
                if (b.is_null) {
                    unknown = true;
                } else if (compare(a, b) == 0) {
                    return of_bool(true);
                }
            }
        }
        return unknown ? null(Type::boolean) : of_bool(false);
    }

private:
    NodePtr a_;
    std::vector<NodePtr> list_;
    bool all_constant_ = false;
    bool has_null_ = false;
    std::unordered_set<std::string> texts_;
};

class Like : public Node {
public:
    Like(NodePtr text, NodePtr pattern, NodePtr escape, bool any_case)
        : Node(Type::boolean),
          text_(std::move(text)),
          pattern_(std::move(pattern)),
          escape_(std::move(escape)),
          any_case_(any_case) {}
    Value eval(Frame& frame) const override {
        const Value text = text_->eval(frame);
        const Value pattern = pattern_->eval(frame);
        if (text.is_null || pattern.is_null) return null(Type::boolean);
        char escape = '\0';
        if (escape_) {
            const Value value = escape_->eval(frame);
            if (value.is_null) return null(Type::boolean);
            if (value.text.size() > 1) {
                throw SqlError("22025", 100048,
                               "Invalid escape string '" + std::string(value.text) + "'");
            }
            if (!value.text.empty()) escape = value.text[0];
        }
        return of_bool(matches(text.text, pattern.text, escape, any_case_));
    }

private:
    NodePtr text_;
    NodePtr pattern_;
    NodePtr escape_;
    bool any_case_;
};

class Choice : public Node {
public:
    Choice(std::vector<NodePtr> when, std::vector<NodePtr> then, NodePtr otherwise)
        : Node(then[0]->type()),
          when_(std::move(when)),
          then_(std::move(then)),
          otherwise_(std::move(otherwise)) {}
    Value eval(Frame& frame) const override {
        for (size_t n = 0; n < when_.size(); ++n) {
            if (is_true(when_[n]->eval(frame))) return then_[n]->eval(frame);
        }
        return otherwise_ ? otherwise_->eval(frame) : null(type());
    }

private:
    std::vector<NodePtr> when_;
    std::vector<NodePtr> then_;
    NodePtr otherwise_;
};

size_t length_of_character(std::string_view text) {
    size_t n = 1;
    while (n < text.size() && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80)
        ++n;
    return n;
}

char folded(char c) {
    return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
}

} // namespace

bool matches(std::string_view text, std::string_view pattern, char escape, bool any_case) {
    while (!pattern.empty()) {
        if (pattern[0] == '%' && escape != '%') {
            pattern.remove_prefix(1);
            if (pattern.empty()) return true;
            for (size_t n = 0; n <= text.size(); ++n) {
                if (matches(text.substr(n), pattern, escape, any_case)) return true;
            }
            return false;
        }
        if (text.empty()) return false;
        if (pattern[0] == '_' && escape != '_') {
            text.remove_prefix(length_of_character(text));
            pattern.remove_prefix(1);
            continue;
        }
        if (escape != '\0' && pattern[0] == escape && pattern.size() > 1) pattern.remove_prefix(1);
        const bool same = any_case ? folded(text[0]) == folded(pattern[0]) : text[0] == pattern[0];
        if (!same) return false;
        text.remove_prefix(1);
        pattern.remove_prefix(1);
    }
    return text.empty();
}

int compare(const Value& a, const Value& b) {
    if (a.type == Type::text) {
        const int order = a.text.compare(b.text);
        return order < 0 ? -1 : order > 0 ? 1 : 0;
    }
    if (a.type == Type::real) return a.real < b.real ? -1 : a.real > b.real ? 1 : 0;
    return a.integer < b.integer ? -1 : a.integer > b.integer ? 1 : 0;
}

std::string name(Type type) {
    switch (type) {
        case Type::null:
            return "NULL";
        case Type::text:
            return "VARCHAR(16777216)";
        case Type::integer:
            return "NUMBER(38,0)";
        case Type::real:
            return "FLOAT";
        case Type::boolean:
            return "BOOLEAN";
        case Type::date:
            return "DATE";
        case Type::timestamp_ltz:
            return "TIMESTAMP_LTZ(9)";
        case Type::timestamp_ntz:
            return "TIMESTAMP_NTZ(9)";
        case Type::row:
            return "ROW";
    }
    return {};
}

NodePtr literal(const Value& value) {
    return std::make_unique<Literal>(value);
}

NodePtr column_node(size_t index, const StreamColumn& column) {
    return std::make_unique<ColumnNode>(index, column);
}

NodePtr comparison(const std::string& op, NodePtr a, NodePtr b) {
    return std::make_unique<Comparison>(op, std::move(a), std::move(b));
}

NodePtr both(NodePtr a, NodePtr b) {
    return std::make_unique<Junction>(false, std::move(a), std::move(b));
}

NodePtr either(NodePtr a, NodePtr b) {
    return std::make_unique<Junction>(true, std::move(a), std::move(b));
}

NodePtr negation(NodePtr a) {
    return std::make_unique<Negation>(std::move(a));
}

NodePtr is_null(NodePtr a) {
    return std::make_unique<IsNull>(std::move(a));
}

NodePtr arithmetic(const std::string& op, NodePtr a, NodePtr b) {
    return std::make_unique<Arithmetic>(op, std::move(a), std::move(b));
}

NodePtr concatenation(std::vector<NodePtr> parts) {
    return std::make_unique<Concatenation>(std::move(parts));
}

NodePtr one_of(NodePtr a, std::vector<NodePtr> list) {
    return std::make_unique<OneOf>(std::move(a), std::move(list));
}

NodePtr like(NodePtr text, NodePtr pattern, NodePtr escape, bool any_case) {
    return std::make_unique<Like>(std::move(text), std::move(pattern), std::move(escape), any_case);
}

NodePtr choice(std::vector<NodePtr> when, std::vector<NodePtr> then, NodePtr otherwise) {
    return std::make_unique<Choice>(std::move(when), std::move(then), std::move(otherwise));
}

} // namespace fake_snowflake::sql
