#include "tests/snowflake/sql/functions.h"

#include <algorithm>
#include <map>
#include <set>

#include "tests/snowflake/sql/bind.h"
#include "tests/snowflake/sql/cast.h"
#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/nodes.h"

namespace fake_snowflake::sql {

namespace {

class Call : public Node {
public:
    Call(const Function& function, Type type, std::vector<NodePtr> arguments)
        : Node(type), function_(function), arguments_(std::move(arguments)) {}
    Value eval(Frame& frame) const override {
        std::vector<Value> values;
        values.reserve(arguments_.size());
        for (const NodePtr& argument : arguments_) {
            values.push_back(argument->eval(frame));
            if (function_.strict && values.back().is_null) return null(type());
        }
        return function_.body(values, frame);
    }

private:
    const Function& function_;
    std::vector<NodePtr> arguments_;
};

Value coalesce(const std::vector<Value>& values, Frame& /*frame*/) {
    for (const Value& value : values) {
        if (!value.is_null) return value;
    }
    return values.back();
}

Value iff(const std::vector<Value>& values, Frame& /*frame*/) {
    return is_true(values[0]) ? values[1] : values[2];
}

Value nullif(const std::vector<Value>& values, Frame& /*frame*/) {
    const bool same =
        !values[0].is_null && !values[1].is_null && compare(values[0], values[1]) == 0;
    return same ? null(values[0].type) : values[0];
}

Value greatest(const std::vector<Value>& values, Frame& /*frame*/) {
    return *std::max_element(values.begin(), values.end(),
                             [](const Value& a, const Value& b) { return compare(a, b) < 0; });
}

Value least(const std::vector<Value>& values, Frame& /*frame*/) {
    return *std::min_element(values.begin(), values.end(),
                             [](const Value& a, const Value& b) { return compare(a, b) < 0; });
}

const Function* choosing_function(const std::string& name) {
    static const std::map<std::string, Function> kFunctions = {
        {"COALESCE", {1, 64, {Type::null}, Type::null, coalesce, false}},
        {"NVL", {2, 2, {Type::null}, Type::null, coalesce, false}},
        {"IFNULL", {2, 2, {Type::null}, Type::null, coalesce, false}},
        {"IFF", {3, 3, {Type::boolean, Type::null}, Type::null, iff, false}},
        {"NULLIF", {2, 2, {Type::null}, Type::null, nullif, false}},
        {"GREATEST", {1, 64, {Type::null}, Type::null, greatest}},
        {"LEAST", {1, 64, {Type::null}, Type::null, least}}};
    const auto it = kFunctions.find(name);
    return it == kFunctions.end() ? nullptr : &it->second;
}

bool snowflake_has(const std::string& name) {
    static const std::set<std::string> kOthers = {"ABS",
                                                  "ANY_VALUE",
                                                  "ARRAY_AGG",
                                                  "ARRAY_CONSTRUCT",
                                                  "ARRAY_SIZE",
                                                  "AVG",
                                                  "BASE64_ENCODE",
                                                  "CEIL",
                                                  "CHARINDEX",
                                                  "COLLATE",
                                                  "COLLATION",
                                                  "CURRENT_CLIENT",
                                                  "CURRENT_IP_ADDRESS",
                                                  "CURRENT_SCHEMAS",
                                                  "CURRENT_STATEMENT",
                                                  "CURRENT_TIME",
                                                  "CURRENT_TRANSACTION",
                                                  "DATEDIFF",
                                                  "DATE_TRUNC",
                                                  "DAY",
                                                  "DECODE",
                                                  "EQUAL_NULL",
                                                  "FLOOR",
                                                  "GET",
                                                  "GET_DDL",
                                                  "GET_PATH",
                                                  "HASH",
                                                  "HEX_ENCODE",
                                                  "HOUR",
                                                  "ILIKE",
                                                  "INITCAP",
                                                  "INSERT",
                                                  "LAST_QUERY_ID",
                                                  "LIKE",
                                                  "LISTAGG",
                                                  "LOCALTIME",
                                                  "LPAD",
                                                  "MD5",
                                                  "MD5_HEX",
                                                  "MOD",
                                                  "MONTH",
                                                  "NVL2",
                                                  "OBJECT_AGG",
                                                  "OBJECT_CONSTRUCT",
                                                  "PARSE_JSON",
                                                  "POSITION",
                                                  "RANDOM",
                                                  "REGEXP_COUNT",
                                                  "REGEXP_INSTR",
                                                  "REGEXP_LIKE",
                                                  "REGEXP_REPLACE",
                                                  "REGEXP_SUBSTR",
                                                  "REPEAT",
                                                  "REVERSE",
                                                  "RLIKE",
                                                  "ROUND",
                                                  "ROW_NUMBER",
                                                  "RPAD",
                                                  "SHA1",
                                                  "SHA2",
                                                  "SPLIT",
                                                  "SPLIT_PART",
                                                  "SUM",
                                                  "SYSTEM",
                                                  "TIMEDIFF",
                                                  "TIMESTAMPDIFF",
                                                  "TO_ARRAY",
                                                  "TO_BINARY",
                                                  "TO_JSON",
                                                  "TO_OBJECT",
                                                  "TO_TIME",
                                                  "TO_TIMESTAMP_TZ",
                                                  "TO_VARIANT",
                                                  "TRANSLATE",
                                                  "TRUNC",
                                                  "TRY_TO_DATE",
                                                  "TRY_TO_NUMBER",
                                                  "TRY_TO_TIMESTAMP",
                                                  "TYPEOF",
                                                  "UUID_STRING",
                                                  "YEAR",
                                                  "ZEROIFNULL"};
    return kOthers.contains(name) || name.starts_with("SYSTEM$");
}

void check_count(const Function& function, const std::string& name, size_t count, Position at) {
    if (count >= function.least && count <= function.most) return;
    const bool few = count < function.least;
    const std::string where = "SQL compilation error: error line " + std::to_string(at.line) +
                              " at position " + std::to_string(at.column) + "\n";
    throw SqlError("22023", few ? 938 : 939,
                   where + (few ? "not enough" : "too many") + " arguments for function [" + name +
                       "] expected " + std::to_string(few ? function.least : function.most) +
                       ", got " + std::to_string(count));
}

} // namespace

bool is_aggregate(const std::string& name) {
    return name == "COUNT" || name == "MIN" || name == "MAX" || name == "ANY_VALUE";
}

NodePtr call(const Expression& expression, std::vector<NodePtr> arguments,
             const Environment& environment) {
    const std::string& name = expression.text;
    if (auto node = context_function(name, arguments, environment)) return node;
    const Function* function = choosing_function(name);
    if (!function) function = text_function(name);
    if (!function) function = time_function(name);
    if (!function) {
        if (snowflake_has(name)) throw not_faked("function " + name);
        throw unknown_function(name);
    }
    check_count(*function, name, arguments.size(), expression.at);

    std::optional<Type> common = Type::null;
    std::string types;
    for (size_t n = 0; n < arguments.size(); ++n) {
        const Type type = arguments[n]->type();
        types += (n == 0 ? "" : ", ") + sql::name(type);
        const Type takes = function->takes[std::min(n, function->takes.size() - 1)];
        if (takes == Type::null && common) common = common_type(*common, type);
    }
    if (!common) throw invalid_arguments(expression.at, name, types);
    for (size_t n = 0; n < arguments.size(); ++n) {
        Type takes = function->takes[std::min(n, function->takes.size() - 1)];
        if (takes == Type::null)
            takes = function->gives == Type::null ? *common : arguments[n]->type();
        if (arguments[n]->type() == takes || takes == Type::null) continue;
        if (!common_type(arguments[n]->type(), takes) && takes != Type::text)
            throw invalid_arguments(expression.at, name, types);
        arguments[n] = cast_node(std::move(arguments[n]), {takes});
    }
    const Type gives = function->gives == Type::null ? *common : function->gives;
    return std::make_unique<Call>(*function, gives, std::move(arguments));
}

} // namespace fake_snowflake::sql
