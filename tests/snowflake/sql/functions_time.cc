// Functions of timestamps, and TO_CHAR.
#include <map>

#include "tests/snowflake/sql/calendar.h"
#include "tests/snowflake/sql/cast.h"
#include "tests/snowflake/sql/environment.h"
#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/functions.h"

namespace fake_snowflake::sql {

namespace {

constexpr int64_t kSecond = 1'000'000'000;

int64_t wall(const Value& time, const Frame& frame) {
    if (time.type == Type::date) return time.integer * 86400 * kSecond;
    return time.type == Type::timestamp_ltz ? to_wall(time.integer, *frame.zone) : time.integer;
}

Value to_char(const std::vector<Value>& values, Frame& frame) {
    if (values.size() == 1) return cast(values[0], {Type::text}, frame);
    const Value& value = values[0];
    if (value.type != Type::date && value.type != Type::timestamp_ltz &&
        value.type != Type::timestamp_ntz)
        throw not_faked("TO_CHAR with a format for what is no time");
    const int64_t shown = wall(value, frame);
    const int64_t offset =
        value.type == Type::timestamp_ltz ? (shown - value.integer) / kSecond : 0;
    return of(frame.scratch->keep(format_time(shown, offset, values[1].text)));
}

Value date_part(const std::vector<Value>& values, Frame& frame) {
    const std::string part = upper(values[0].text);
    const int64_t shown = wall(values[1], frame);
    // The epoch of a timestamp without a zone is taken as if it were UTC.
    const int64_t utc = values[1].type == Type::timestamp_ltz ? values[1].integer : shown;
    const auto result = time_part(part, utc, shown);
    if (!result) {
        throw SqlError("22023", 1067,
                       "SQL compilation error:\n'" + part +
                           "' is not a valid date/time component for function "
                           "DATE_PART.");
    }
    return of(*result);
}

Value date_add(const std::vector<Value>& values, Frame& /*frame*/) {
    static const std::map<std::string, int64_t> kUnits = {{"WEEK", 7 * 86400 * kSecond},
                                                          {"DAY", 86400 * kSecond},
                                                          {"HOUR", 3600 * kSecond},
                                                          {"MINUTE", 60 * kSecond},
                                                          {"SECOND", kSecond},
                                                          {"MILLISECOND", kSecond / 1000},
                                                          {"NANOSECOND", 1}};
    std::string part = upper(values[0].text);
    if (part.ends_with('S') && part.size() > 1) part.pop_back();
    const auto unit = kUnits.find(part);
    if (unit == kUnits.end()) throw not_faked("DATEADD of " + part);
    Value result = values[2];
    result.integer += values[1].integer * unit->second;
    return result;
}

// From text, or from a count of seconds, or of their parts by the scale.
Value to_timestamp(const std::vector<Value>& values, Type type, Frame& frame) {
    if (values[0].type != Type::integer) return cast(values[0], {type}, frame);
    int64_t count = values[0].integer;
    for (int64_t n = values.size() > 1 ? values[1].integer : 0; n < 9; ++n)
        count *= 10;
    return {.type = type, .is_null = false, .integer = count};
}

Value to_timestamp_ltz(const std::vector<Value>& values, Frame& frame) {
    return to_timestamp(values, Type::timestamp_ltz, frame);
}

Value to_timestamp_ntz(const std::vector<Value>& values, Frame& frame) {
    return to_timestamp(values, Type::timestamp_ntz, frame);
}

Value to_date(const std::vector<Value>& values, Frame& frame) {
    return cast(values[0], {Type::date}, frame);
}

// CONVERT_TIMEZONE(target, timestamp) and (source, target, timestamp_ntz): the wall clock of the
// target's zone.
Value convert_timezone(const std::vector<Value>& values, Frame& frame) {
    const std::string zone(values[values.size() - 2].text);
    if (!zone_is_known(zone))
        throw SqlError("22023", 100109, "Invalid timezone value '" + zone + "'");
    int64_t utc = values.back().integer;
    if (values.back().type == Type::timestamp_ntz)
        utc = from_wall(utc, values.size() == 3 ? std::string(values[0].text) : *frame.zone);
    return {.type = Type::timestamp_ntz, .is_null = false, .integer = to_wall(utc, zone)};
}

} // namespace

const Function* time_function(const std::string& name) {
    constexpr Type kAny = Type::null;
    constexpr Type kText = Type::text;
    static const std::map<std::string, Function> kFunctions = {
        {"TO_CHAR", {1, 2, {kAny, kText}, kText, to_char}},
        {"TO_VARCHAR", {1, 2, {kAny, kText}, kText, to_char}},
        {"DATE_PART", {2, 2, {kText, kAny}, Type::integer, date_part}},
        {"DATEADD",
         {3, 3, {kText, Type::integer, Type::timestamp_ltz}, Type::timestamp_ltz, date_add}},
        {"TIMESTAMPADD",
         {3, 3, {kText, Type::integer, Type::timestamp_ltz}, Type::timestamp_ltz, date_add}},
        {"TO_TIMESTAMP_LTZ", {1, 2, {kAny, Type::integer}, Type::timestamp_ltz, to_timestamp_ltz}},
        {"TO_TIMESTAMP_NTZ", {1, 2, {kAny, Type::integer}, Type::timestamp_ntz, to_timestamp_ntz}},
        {"TO_TIMESTAMP", {1, 2, {kAny, Type::integer}, Type::timestamp_ntz, to_timestamp_ntz}},
        {"TO_DATE", {1, 1, {kAny}, Type::date, to_date}},
        {"CONVERT_TIMEZONE",
         {2, 2, {kText, Type::timestamp_ltz}, Type::timestamp_ntz, convert_timezone}}};
    const auto it = kFunctions.find(name);
    return it == kFunctions.end() ? nullptr : &it->second;
}

} // namespace fake_snowflake::sql
