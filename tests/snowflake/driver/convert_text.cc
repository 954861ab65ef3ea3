#include <algorithm>
#include <csignal>
#include <cstring>

#include "tests/snowflake/driver/calendar.h"
#include "tests/snowflake/driver/convert.h"
#include "tests/snowflake/driver/text.h"

namespace fake_snowflake::driver {

namespace {

const Record& cut_record() {
    static const Record record = own_record("01004", 10660, "String data, right truncated.");
    return record;
}

// What the real driver dies of: BehaviorDifferences.yaml #30.
void crash_if_fraction_does_not_fit(int64_t nanoseconds, SQLLEN room, SQLLEN units) {
    const auto bad = [](SQLLEN size) { return size >= 20 && size <= 29; };
    if (!has_fraction(nanoseconds) || !(bad(room) || bad(units))) return;
    std::signal(SIGSEGV, SIG_DFL);
    std::raise(SIGSEGV);
}

// Writes as much as fits, and says whether that was all.
struct NarrowWriter {
    static constexpr SQLLEN kUnit = 1;
    static SQLLEN size(std::string_view text) { return static_cast<SQLLEN>(text.size()); }

    NarrowWriter(const Target& target, const Manner&) : room_(target.room) {}
    bool put(std::string_view text, char* to) const {
        if (room_ <= 0) return false;
        const size_t fits = std::min(text.size(), static_cast<size_t>(room_ - 1));
        std::memcpy(to, text.data(), fits);
        to[fits] = 0;
        return fits == text.size();
    }
    static SQLLEN cut_indicator(SQLLEN whole) { return whole; }

    SQLLEN room_;
};

struct BinaryWriter {
    static constexpr SQLLEN kUnit = 1;
    static SQLLEN size(std::string_view text) { return static_cast<SQLLEN>(text.size()); }

    BinaryWriter(const Target& target, const Manner&) : room_(target.room) {}
    bool put(std::string_view text, char* to) const {
        const size_t fits = std::min(text.size(), static_cast<size_t>(std::max<SQLLEN>(room_, 0)));
        std::memcpy(to, text.data(), fits);
        return fits == text.size();
    }
    static SQLLEN cut_indicator(SQLLEN whole) { return whole; }

    SQLLEN room_;
};

struct WideWriter {
    static constexpr SQLLEN kUnit = sizeof(SQLWCHAR);
    static SQLLEN size(std::string_view text) {
        return static_cast<SQLLEN>(to_utf16(text).size()) * kUnit;
    }

    WideWriter(const Target& target, const Manner& manner)
        : units_(wide_capacity(target.room, manner.traits)) {}
    bool put(std::string_view text, char* to) const {
        if (units_ < 0) return false;
        const std::u16string units = to_utf16(text);
        const size_t fits = std::min(units.size(), static_cast<size_t>(units_));
        std::memcpy(to, units.data(), fits * kUnit);
        std::memset(to + fits * kUnit, 0, kUnit);
        return fits == units.size();
    }
    static SQLLEN cut_indicator(SQLLEN) { return SQL_NO_TOTAL; }

    SQLLEN units_;
};

template <typename Writer>
void put_texts(const wire::ColumnView& view, const Span& span, const Target& target,
               const Manner& manner, RowIssues& issues) {
    const Writer writer(target, manner);
    for (size_t i = 0; i < span.count; ++i) {
        const size_t row = span.to + i;
        if (view.null(span.from + i)) {
            put_null(target, row, issues);
            continue;
        }
        std::string_view text = view.text(span.from + i);
        std::string other;
        if (!manner.utf8 && Writer::kUnit == 1) text = other = to_ascii(text);
        if (writer.put(text, target.at(row))) {
            target.set_indicator(row, Writer::size(text));
            continue;
        }
        target.set_indicator(row, Writer::cut_indicator(Writer::size(text)));
        if (!manner.cuts_silently()) issues.push_back({row, false, cut_record()});
    }
}

template <typename Writer>
void put_values(Cell cell, const wire::ColumnView& view, const Span& span, const Target& target,
                const Manner& manner, RowIssues& issues) {
    const Writer writer(target, manner);
    for (size_t i = 0; i < span.count; ++i) {
        const size_t row = span.to + i;
        if (view.null(span.from + i)) {
            put_null(target, row, issues);
            continue;
        }
        if (cell == Cell::timestamp) {
            crash_if_fraction_does_not_fit(view.integers[span.from + i], target.room,
                                           target.room / Writer::kUnit);
        }
        const Rendered value(cell, view, span.from + i);
        const auto room = static_cast<size_t>(std::max<SQLLEN>(target.room / Writer::kUnit, 1));
        if (value.text().size() < room && writer.put(value.text(), target.at(row))) {
            target.set_indicator(row, Writer::size(value.text()));
        } else if (cell == Cell::timestamp) {
            issues.push_back({row, true, own_record("22003", 10600, "Timestamp does not fit.")});
        } else {
            // BehaviorDifferences.yaml #11 and #15: a number is cut, and nothing is said.
            const std::string_view kept = value.text().substr(0, room - 1);
            writer.put(kept, target.at(row));
            target.set_indicator(row, Writer::size(kept));
        }
    }
}

template <typename Writer>
void put(Cell cell, const wire::ColumnView& view, const Span& span, const Target& target,
         const Manner& manner, RowIssues& issues) {
    if (cell == Cell::text) return put_texts<Writer>(view, span, target, manner, issues);
    put_values<Writer>(cell, view, span, target, manner, issues);
}

} // namespace

SQLLEN wide_capacity(SQLLEN room, const wire::DriverTraits& traits) {
    // BehaviorDifferences.yaml #22: counted in wchar_t.
    if (room < static_cast<SQLLEN>(sizeof(SQLWCHAR))) return -1;
    const auto all = room / static_cast<SQLLEN>(sizeof(SQLWCHAR)) - 1;
    return traits.short_wide_pieces ? std::min<SQLLEN>(all, room / 4) : all;
}

void convert_to_text(const ResultColumn& column, const wire::ColumnView& view, const Span& span,
                     const Target& target, const Manner& manner, RowIssues& issues) {
    if (target.type == SQL_C_WCHAR) {
        put<WideWriter>(column.cell, view, span, target, manner, issues);
    } else if (target.type == SQL_C_CHAR) {
        put<NarrowWriter>(column.cell, view, span, target, manner, issues);
    } else if (column.cell == Cell::text) {
        put<BinaryWriter>(column.cell, view, span, target, manner, issues);
    } else {
        throw own_error("07006", 40060, "Restricted data type attribute violation.");
    }
}

} // namespace fake_snowflake::driver
