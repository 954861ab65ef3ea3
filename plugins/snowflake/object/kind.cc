#include "plugins/snowflake/object/kind.h"

#include <algorithm>
#include <array>

namespace objsync::snowflake {

namespace {

// "EXTERNAL_TABLE" and "External Table" become "EXTERNAL TABLE": SHOW and INFORMATION_SCHEMA have
// not always spelt a type alike (BCR 1529: DYNAMIC_TABLE).
std::string in_words(std::string_view type) {
    std::string out;
    for (const char c : type) {
        if (c == '_') {
            out += ' ';
        } else {
            out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
    }
    return out;
}

std::string as_kind(std::string_view words) {
    std::string out;
    for (const char c : words) {
        const bool upper = c >= 'A' && c <= 'Z';
        out += c == ' ' ? '_' : upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

Kind named(std::string_view native) {
    return {as_kind(native), std::string(native)};
}

// How listings call what may be any table: then the flags tell which.
constexpr std::array<std::string_view, 7> kTableWords{
    "TABLE",           "BASE TABLE", "TRANSIENT",       "TRANSIENT TABLE",
    "TEMPORARY TABLE", "TEMPORARY",  "LOCAL TEMPORARY",
};

bool is_one_of(std::string_view words, const auto& list) {
    return std::find(std::begin(list), std::end(list), words) != std::end(list);
}

// The word of a listing counts as a flag of its own: an Iceberg table that is called external by
// one listing and flagged by another is one kind all the same. False: no table.
bool take_word(std::string_view words, Traits& traits) {
    if (is_one_of(words, kTableWords)) return true;
    const bool event = words == "EVENT TABLE", external = words == "EXTERNAL TABLE";
    if (words == "DYNAMIC TABLE") traits.dynamic = true;
    if (words == "ICEBERG TABLE") traits.iceberg = true;
    if (event || external) {
        traits.event = event;
        traits.external = external;
    }
    return event || external || words == "DYNAMIC TABLE" || words == "ICEBERG TABLE";
}

std::optional<Kind> kind_of_table(const Traits& traits) {
    const struct {
        MaybeFlag flag;
        std::string_view native;
    } kSpecial[] = {
        {traits.dynamic, "DYNAMIC TABLE"},
        {traits.iceberg, "ICEBERG TABLE"},
        {traits.event, "EVENT TABLE"},
        {traits.external, "EXTERNAL TABLE"},
    };
    for (const auto& [flag, native] : kSpecial) {
        if (!flag) return std::nullopt; // it may be this, which would come first
        if (*flag) return named(native);
    }
    return named("TABLE");
}

} // namespace

MaybeFlag flag_of(std::optional<std::string_view> text) {
    if (!text) return std::nullopt;
    const std::string word = in_words(*text);
    if (word == "Y" || word == "YES" || word == "TRUE") return true;
    if (word == "N" || word == "NO" || word == "FALSE") return false;
    return std::nullopt;
}

std::optional<Kind> kind_of(const Traits& traits) {
    const std::string words = in_words(traits.type);
    if (words.empty()) return std::nullopt;
    Traits known = traits;
    if (take_word(words, known)) return kind_of_table(known);
    if (words != "VIEW") return named(words);
    if (!traits.materialized) return std::nullopt;
    return named(*traits.materialized ? "MATERIALIZED VIEW" : "VIEW");
}

bool is_temporary(std::string_view type) {
    return in_words(type).find("TEMPORARY") != std::string::npos;
}

} // namespace objsync::snowflake
