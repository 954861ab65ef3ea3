#include "core/model/name_pattern.h"

#include "core/base/error.h"
#include "core/model/path.h"

namespace objsync {

NamePattern::NamePattern(std::string_view text) {
    if (text.empty())
        throw Error(ErrorKind::input, "the name is empty; \"*\" stands for every name");
    for (std::string_view rest = text;;) {
        const size_t star = rest.find('*');
        literals_.push_back(decode_name(rest.substr(0, star)));
        if (literals_.back().size() > literals_[longest_].size()) longest_ = literals_.size() - 1;
        if (star == std::string_view::npos) return;
        rest.remove_prefix(star + 1);
    }
}

bool NamePattern::matches(std::string_view name) const {
    const std::string& first = literals_.front();
    if (literals_.size() == 1) return name == first;
    const std::string& last = literals_.back();
    if (name.size() < first.size() + last.size() || !name.starts_with(first) ||
        !name.ends_with(last)) {
        return false;
    }
    // The leftmost place for each literal leaves the most room for the next ones.
    name.remove_suffix(last.size());
    size_t pos = first.size();
    for (size_t i = 1; i + 1 < literals_.size(); i++) {
        pos = name.find(literals_[i], pos);
        if (pos == std::string_view::npos) return false;
        pos += literals_[i].size();
    }
    return true;
}

} // namespace objsync
