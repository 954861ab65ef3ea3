#include "core/config/problems.h"

#include <cctype>

namespace objsync::config {

namespace {

// Edits that turn one name into the other, letter case aside; swapped neighbours count as one.
size_t edit_distance(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    std::vector<size_t> before(b.size() + 1);
    std::vector<size_t> last(b.size() + 1);
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); j++)
        last[j] = j;
    for (size_t i = 1; i <= a.size(); i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.size(); j++) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                                 lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

} // namespace

std::vector<std::string> Problems::lines() const {
    std::vector<std::string> lines;
    for (const Problem& problem : errors_)
        lines.push_back(problem.line());
    return lines;
}

std::string Problems::text() const {
    std::string out;
    for (const Problem& problem : errors_) {
        if (!out.empty()) out += '\n';
        out += problem.line();
    }
    return out;
}

void Problems::add(std::vector<Problem>& list, Problem problem) {
    if (std::find(list.begin(), list.end(), problem) == list.end()) {
        list.push_back(std::move(problem));
    }
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
    const std::string* nearest = nullptr;
    size_t best = std::max<size_t>(1, name.size() / 3) + 1;
    for (const std::string& candidate : known) {
        if (candidate == name) return ""; // it is not the name that is wrong
        const size_t distance = edit_distance(name, candidate);
        if (distance >= best) continue;
        best = distance;
        nearest = &candidate;
    }
    return nearest == nullptr ? "" : "; did you mean \"" + *nearest + "\"?";
}

std::string quoted_list(const std::vector<std::string>& names) {
    std::string out;
    for (size_t i = 0; i < names.size(); i++) {
        if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
        out += '"' + names[i] + '"';
    }
    return out;
}

} // namespace objsync::config
