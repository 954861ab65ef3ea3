#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

#include "tests/snowflake/driver/convert.h"

namespace fake_snowflake::driver {

namespace {

// A value on its way: exact, where it is a whole number of 64 bits.
struct Number {
    bool exact = false;
    int64_t whole = 0;
    double real = 0;
};

enum class Verdict : uint8_t { fine, cut, too_large, no_number };

Verdict number_of(Cell cell, const wire::ColumnView& view, size_t row, Number& out) {
    if (cell == Cell::real) {
        out = {false, 0, view.reals[row]};
        return Verdict::fine;
    }
    if (cell != Cell::text) {
        out = {true, view.integers[row], static_cast<double>(view.integers[row])};
        return Verdict::fine;
    }
    const std::string_view text = view.text(row);
    const char* const end = text.data() + text.size();
    if (const auto [at, error] = std::from_chars(text.data(), end, out.whole);
        error == std::errc() && at == end) {
        out.exact = true;
        out.real = static_cast<double>(out.whole);
        return Verdict::fine;
    }
    out.exact = false;
    const auto [at, error] = std::from_chars(text.data(), end, out.real);
    return error == std::errc() && at == end && !text.empty() ? Verdict::fine : Verdict::no_number;
}

template <typename Integer>
Verdict put_integer(const Number& number, char* to) {
    Integer out = 0;
    Verdict verdict = Verdict::fine;
    if (number.exact) {
        if (std::is_unsigned_v<Integer>
                ? number.whole < 0 ||
                      static_cast<uint64_t>(number.whole) > std::numeric_limits<Integer>::max()
                : number.whole < static_cast<int64_t>(std::numeric_limits<Integer>::min()) ||
                      number.whole > static_cast<int64_t>(std::numeric_limits<Integer>::max())) {
            return Verdict::too_large;
        }
        out = static_cast<Integer>(number.whole);
    } else if (std::isnan(number.real)) {
        verdict = Verdict::cut; // BehaviorDifferences.yaml #16: 0, and no error
    } else {
        const double whole = std::trunc(number.real);
        // The limits themselves are no doubles of 64 bits, so the next powers of two are asked.
        const double top = std::ldexp(1.0, std::numeric_limits<Integer>::digits);
        const double bottom = std::is_unsigned_v<Integer> ? 0 : -top;
        if (whole < bottom || whole >= top) return Verdict::too_large;
        out = static_cast<Integer>(whole);
        if (whole != number.real) verdict = Verdict::cut;
    }
    std::memcpy(to, &out, sizeof(out));
    return verdict;
}

template <typename Real>
Verdict put_real(const Number& number, char* to) {
    const auto out = static_cast<Real>(number.real);
    if (std::isinf(out) && !std::isinf(number.real)) return Verdict::too_large;
    std::memcpy(to, &out, sizeof(out));
    return Verdict::fine;
}

Verdict put_bit(const Number& number, char* to) {
    if (std::isnan(number.real)) {
        *to = 0;
        return Verdict::cut;
    }
    if (number.real < 0 || number.real >= 2) return Verdict::too_large;
    *to = number.real >= 1 ? 1 : 0;
    return number.real == 0 || number.real == 1 ? Verdict::fine : Verdict::cut;
}

// BehaviorDifferences.yaml #13: always precision 38 and scale 0, whatever the descriptor says.
Verdict put_numeric(const Number& number, char* to) {
    const double whole = std::trunc(number.real);
    if (std::isnan(whole) || std::fabs(whole) >= std::ldexp(1.0, 64)) return Verdict::too_large;
    SQL_NUMERIC_STRUCT out{};
    out.precision = 38;
    out.sign = number.real < 0 ? 0 : 1;
    const uint64_t magnitude = number.exact
                                   ? (number.whole < 0 ? 0 - static_cast<uint64_t>(number.whole)
                                                       : static_cast<uint64_t>(number.whole))
                                   : static_cast<uint64_t>(std::fabs(whole));
    std::memcpy(out.val, &magnitude, sizeof(magnitude));
    std::memcpy(to, &out, sizeof(out));
    return number.exact || whole == number.real ? Verdict::fine : Verdict::cut;
}

using Put = Verdict (*)(const Number&, char*);

Put put_for(SQLSMALLINT type) {
    switch (type) {
        case SQL_C_BIT:
            return put_bit;
        case SQL_C_TINYINT:
        case SQL_C_STINYINT:
            return put_integer<int8_t>;
        case SQL_C_UTINYINT:
            return put_integer<uint8_t>;
        case SQL_C_SHORT:
        case SQL_C_SSHORT:
            return put_integer<int16_t>;
        case SQL_C_USHORT:
            return put_integer<uint16_t>;
        case SQL_C_LONG:
        case SQL_C_SLONG:
            return put_integer<int32_t>;
        case SQL_C_ULONG:
            return put_integer<uint32_t>;
        case SQL_C_SBIGINT:
            return put_integer<int64_t>;
        case SQL_C_UBIGINT:
            return put_integer<uint64_t>;
        case SQL_C_FLOAT:
            return put_real<float>;
        case SQL_C_DOUBLE:
            return put_real<double>;
        case SQL_C_NUMERIC:
            return put_numeric;
        default:
            throw own_error("HY003", 10520, "Invalid application buffer type.");
    }
}

void say(Verdict verdict, size_t row, RowIssues& issues) {
    switch (verdict) {
        case Verdict::fine:
            return;
        case Verdict::cut:
            issues.push_back({row, false, own_record("01S07", 40520, "Fractional truncation.")});
            return;
        case Verdict::too_large:
            issues.push_back(
                {row, true, own_record("22003", 40530, "Numeric value out of range.")});
            return;
        case Verdict::no_number:
            issues.push_back(
                {row, true,
                 own_record("22018", 40550, "Invalid character value for cast specification.")});
            return;
    }
}

} // namespace

void convert_to_number(const ResultColumn& column, const wire::ColumnView& view, const Span& span,
                       const Target& target, const Manner& manner, RowIssues& issues) {
    const Put put = put_for(target.type);
    if (column.cell == Cell::timestamp) {
        throw own_error("07006", 40060, "Restricted data type attribute violation.");
    }
    if (manner.block && manner.numbers_break_in_blocks() && column.cell != Cell::text) {
        throw own_error("HY000", 50110,
                        "Conversion from string to number failed due to overflow with value:");
    }
    const auto size = static_cast<SQLLEN>(c_size(target.type));
    for (size_t i = 0; i < span.count; ++i) {
        const size_t row = span.to + i;
        if (view.null(span.from + i)) {
            put_null(target, row, issues);
            continue;
        }
        Number number;
        Verdict verdict = number_of(column.cell, view, span.from + i, number);
        if (verdict == Verdict::fine) verdict = put(number, target.at(row));
        target.set_indicator(row, size);
        say(verdict, row, issues);
    }
}

} // namespace fake_snowflake::driver
