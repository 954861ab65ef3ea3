// The job as a plugin reads it: views into a wire::Job, which must outlive them.
#pragma once

#include <objsync/plugin.h>

#include <deque>
#include <vector>

#include "core/wire/job.h"

namespace objsync::host {

class JobView {
public:
    explicit JobView(const wire::Job& job);
    JobView(const JobView&) = delete;
    JobView& operator=(const JobView&) = delete;

    [[nodiscard]] const objsync_job* get() const noexcept { return &job_; }

private:
    objsync_value value(const wire::Value& v);

    // Each list in one piece; a deque never moves what it has.
    std::deque<std::vector<objsync_value>> lists_;
    std::deque<std::vector<objsync_segment>> segments_;
    std::vector<objsync_path> targets_;
    objsync_value options_;
    objsync_job job_{};
};

} // namespace objsync::host
