#include "tests/snowflake/server/faults.h"

#include <algorithm>
#include <cctype>

namespace fake_snowflake {

namespace {

std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isspace(byte) == 0) {
            out += static_cast<char>(std::toupper(byte));
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

bool matches_plain(std::string_view pattern, std::string_view text) {
    size_t p = 0, t = 0, star = std::string_view::npos, from = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            from = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

} // namespace

bool matches(std::string_view pattern, std::string_view sql) {
    return matches_plain(plain(pattern), plain(sql));
}

void Faults::add(Fault fault) {
    const bool needs_row = std::holds_alternative<WrongLength>(fault.action) ||
                           std::holds_alternative<Slow>(fault.action);
    if (needs_row && !fault.row) fault.row = 0;
    const std::lock_guard lock(mutex_);
    faults_.push_back(std::move(fault));
}

void Faults::clear() {
    const std::lock_guard lock(mutex_);
    faults_.clear();
}

size_t Faults::waiting() const {
    const std::lock_guard lock(mutex_);
    size_t count = 0;
    for (const Fault& fault : faults_)
        count += fault.times.value_or(0);
    return count;
}

std::vector<Fault> Faults::take(std::string_view sql) {
    const std::lock_guard lock(mutex_);
    std::vector<Fault> out;
    for (Fault& fault : faults_) {
        if (fault.times == 0u || !matches(fault.pattern, sql)) continue;
        if (fault.skip > 0) {
            --fault.skip;
            continue;
        }
        if (fault.times) --*fault.times;
        out.push_back(fault);
    }
    std::erase_if(faults_, [](const Fault& fault) { return fault.times == 0u; });
    std::stable_sort(out.begin(), out.end(),
                     [](const Fault& a, const Fault& b) { return a.row < b.row; });
    return out;
}

} // namespace fake_snowflake
