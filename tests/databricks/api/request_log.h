// What was asked, and what it was answered with. From any thread.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "tests/databricks/http/server.h"

namespace fake_databricks {

struct Asked {
    Request request;
    int status = 0; // 0: no answer was sent
};

class RequestLog {
public:
    // Keeps the first 100,000 only: memory must not grow with a benchmark.
    void add(const Request& request, int status) {
        const std::lock_guard lock(mutex_);
        ++total_;
        if (asked_.size() < 100'000) asked_.push_back({request, status});
    }
    void forget() {
        const std::lock_guard lock(mutex_);
        asked_.clear();
        total_ = 0;
    }
    [[nodiscard]] size_t total() const {
        const std::lock_guard lock(mutex_);
        return total_;
    }
    // Those whose "METHOD target" has this in it, in order.
    [[nodiscard]] std::vector<Asked> matching(const std::string& part) const {
        const std::lock_guard lock(mutex_);
        std::vector<Asked> out;
        for (const Asked& one : asked_) {
            if ((one.request.method + " " + one.request.target).find(part) != std::string::npos)
                out.push_back(one);
        }
        return out;
    }

private:
    mutable std::mutex mutex_;
    std::vector<Asked> asked_;
    size_t total_ = 0;
};

} // namespace fake_databricks
