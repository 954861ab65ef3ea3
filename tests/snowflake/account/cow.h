// A part of the model that several snapshots share, and that is copied when it changes.
#pragma once

#include <memory>
#include <utility>

namespace fake_snowflake {

// Copies share one T until one of them edits it. All copies of one account's parts are made, edited
// and dropped under the account's mutex, so whether a part is shared is known for certain; what
// several threads do at once is read.
template <typename T>
class Cow {
public:
    Cow() : part_(std::make_shared<T>()) {}
    explicit Cow(T part) : part_(std::make_shared<T>(std::move(part))) {}

    [[nodiscard]] const T& operator*() const noexcept { return *part_; }
    [[nodiscard]] const T* operator->() const noexcept { return part_.get(); }
    // The part for this copy alone; a reference from before is not affected.
    [[nodiscard]] T& edit() {
        if (part_.use_count() > 1) part_ = std::make_shared<T>(*part_);
        return *part_;
    }

private:
    std::shared_ptr<T> part_;
};

} // namespace fake_snowflake
