#include "daemon/host/selection.h"

#include <algorithm>

#include "core/model/codec.h"

namespace objsync::host {

namespace {

bool is_or_is_below(std::string_view path, std::string_view ancestor) {
    if (ancestor.empty()) return true;
    return path.starts_with(ancestor) &&
           (path.size() == ancestor.size() || path[ancestor.size()] == '/');
}

bool includes_all(const std::vector<std::string>& include) {
    return include.empty() || std::find(include.begin(), include.end(), "**") != include.end();
}

} // namespace

Selection::Selection(const wire::Job& job)
    : filter_(job.include, job.exclude),
      no_filter_(includes_all(job.include) && job.exclude.empty()) {
    for (const Path& target : job.targets)
        targets_.push_back(encode_path(target));
}

void Selection::add_done(const std::vector<Path>& scopes) {
    for (const Path& scope : scopes)
        done_.push_back(fingerprint(encode_path(scope)));
    std::sort(done_.begin(), done_.end());
}

bool Selection::visits(const std::string& container) const {
    const auto leads = [&](const std::string& target) {
        return is_or_is_below(container, target) || is_or_is_below(target, container);
    };
    if (!targets_.empty() && std::none_of(targets_.begin(), targets_.end(), leads)) return false;
    return container.empty() || wants(container, true);
}

bool Selection::done(const std::string& container) const {
    return std::binary_search(done_.begin(), done_.end(), fingerprint(container));
}

bool Selection::wants(const std::string& path, bool may_contain) const {
    return no_filter_ || filter_.listed(path) || (may_contain && filter_.may_contain(path));
}

} // namespace objsync::host
