// What goes wrong with some answers: chosen by what was asked, and by how often. From any thread.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/databricks/http/server.h"

namespace fake_databricks {

struct Fault {
    std::string match; // "METHOD target" has this in it; "": every request
    int skip = 0;      // so many of those that match pass untouched first
    int times = INT32_MAX;
    // Instead of answering, where given.
    std::optional<Reply> instead;
    // Done to the answer, where given.
    std::function<void(Reply&)> change;
    // Called before the request is served: to change the metastore under a listing.
    std::function<void()> before;
};

class Faults {
public:
    void add(Fault fault) {
        const std::lock_guard lock(mutex_);
        faults_.push_back(std::move(fault));
    }
    void clear() {
        const std::lock_guard lock(mutex_);
        faults_.clear();
    }
    // The faults that meet this request; each is counted.
    [[nodiscard]] std::vector<Fault> meet(const Request& request) {
        const std::lock_guard lock(mutex_);
        std::vector<Fault> out;
        for (Fault& fault : faults_) {
            if ((request.method + " " + request.target).find(fault.match) == std::string::npos)
                continue;
            if (fault.skip > 0) {
                --fault.skip;
            } else if (fault.times > 0) {
                --fault.times;
                out.push_back(fault);
            }
        }
        return out;
    }

    // The usual ones.
    static Reply html(); // a login page
    static Reply status(int status, const std::string& code, const std::string& message = "no",
                        std::optional<int> retry_after = std::nullopt);
    void answer(const std::string& match, Reply reply, int times = INT32_MAX, int skip = 0);
    void change(const std::string& match, std::function<void(Reply&)> change, int times = INT32_MAX,
                int skip = 0);
    void cut(const std::string& match, size_t after, int times = INT32_MAX, int skip = 0);
    void replace(const std::string& match, const std::string& what, const std::string& by,
                 int times = INT32_MAX, int skip = 0);
    void before(const std::string& match, std::function<void()> call, int times = 1, int skip = 0);

private:
    std::mutex mutex_;
    std::vector<Fault> faults_;
};

} // namespace fake_databricks
