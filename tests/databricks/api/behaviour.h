// How the platform behaves: sizes, order, quotas. Tests set it, also in the middle of a crawl.
#pragma once

#include <mutex>
#include <optional>

#include "tests/databricks/http/server.h"

namespace fake_databricks {

enum class Order {
    by_name,
    shuffled, // another one in each listing: "no guarantee of a specific ordering"
};
enum class Paging {
    by_key,    // a token stands behind the last name: what changes moves nothing
    by_offset, // a token is a count: what is dropped or created meanwhile moves the rest
};

struct Behaviour {
    // Most items of one page. 50 tables is what clients report of the platform.
    int64_t catalogs_page = 1000, schemas_page = 1000, tables_page = 50, others_page = 1000;
    int64_t tags_page = 1000;
    int64_t empty_page_every = 0; // each n-th page of a listing has nothing but a token; 0: none
    Order order = Order::by_name;
    Paging paging = Paging::by_key;
    // Without max_results more items than this are refused, with UC-PGRQD.
    int64_t unpaged_most = 100;
    bool refuse_chosen_size = false; // max_results=0 is refused, too, as if it were not given

    Millis latency{0};              // of every answer
    double per_second = 0;          // requests; 0: no quota
    int concurrent = 0;             // requests at once; 0: no limit
    std::optional<int> retry_after; // seconds, told with each 429 and 503

    bool expired_is_403 = false; // as the platform did for years, instead of 401
};

class Settings { // Behaviour, from any thread
public:
    [[nodiscard]] Behaviour get() const {
        const std::lock_guard lock(mutex_);
        return behaviour_;
    }
    void set(const std::function<void(Behaviour&)>& change) {
        const std::lock_guard lock(mutex_);
        change(behaviour_);
    }

private:
    mutable std::mutex mutex_;
    Behaviour behaviour_;
};

} // namespace fake_databricks
