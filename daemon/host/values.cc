#include "daemon/host/values.h"

namespace objsync::host {

namespace {

objsync_str str(const std::string& s) {
    return {s.data(), s.size()};
}

} // namespace

JobView::JobView(const wire::Job& job) : options_(value(job.options)) {
    for (const Path& path : job.targets) {
        std::vector<objsync_segment> list;
        for (const Segment& s : path)
            list.push_back({str(s.name), str(s.ns)});
        segments_.push_back(std::move(list));
        targets_.push_back({segments_.back().data(), segments_.back().size()});
    }
    job_.size = sizeof job_;
    job_.connection = str(job.connection);
    job_.options = &options_;
    job_.targets = targets_.data();
    job_.n_targets = targets_.size();
    job_.flags = job.full ? OBJSYNC_JOB_FULL : 0;
}

objsync_value JobView::value(const wire::Value& v) {
    std::vector<objsync_value> items;
    for (const wire::Value& item : v.items)
        items.push_back(value(item));
    objsync_value out{};
    out.size = sizeof out;
    out.type = v.type;
    if (!v.name.empty()) out.name = str(v.name);
    out.text = str(v.text);
    out.integer = v.integer;
    lists_.push_back(std::move(items));
    out.items = lists_.back().data();
    out.n_items = lists_.back().size();
    return out;
}

} // namespace objsync::host
