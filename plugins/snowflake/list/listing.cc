#include "plugins/snowflake/list/listing.h"

namespace objsync::snowflake {

namespace {

constexpr size_t kMostAlone = 500; // statements for the columns of one object each, in one schema

} // namespace

void Listing::give(sdk::Object& object, const Row& row) {
    const bool known_there =
        row.stamp && row.stamp->last_ddl && *row.stamp->last_ddl < view.context.now_ms - kTagLagMs;
    if (!work.database->imported && (!known_there || work.young || work.database->young))
        view.usage.too_young(work.path().child(row.name));
    {
        const std::lock_guard lock(mutex_);
        ++given_;
    }
    scope.add(object);
}

bool Listing::gave_any() const {
    const std::lock_guard lock(mutex_);
    return given_ > 0;
}

void Listing::doubt(const sdk::Error& error) {
    const std::lock_guard lock(mutex_);
    if (!doubt_) doubt_ = error;
}

std::optional<sdk::Error> Listing::doubts() const {
    const std::lock_guard lock(mutex_);
    return doubt_;
}

Listing::Part::Part(Listing& listing) : listing_(listing) {
    const std::lock_guard lock(listing_.mutex_);
    ++listing_.parts_;
}

Listing::Part::~Part() {
    if (!done_) {
        listing_.doubt(sdk::Error(sdk::ErrorClass::unavailable,
                                  "some objects were listed and their columns could not be read"));
    }
    const std::lock_guard lock(listing_.mutex_);
    --listing_.parts_;
    listing_.part_done_.notify_all();
}

void Listing::wait_for_parts() {
    std::unique_lock lock(mutex_);
    part_done_.wait(lock, [this] { return parts_ == 0; });
}

bool Listing::may_ask_alone() {
    const std::lock_guard lock(mutex_);
    return alone_++ < kMostAlone;
}

} // namespace objsync::snowflake
