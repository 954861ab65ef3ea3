// What can be set while the server runs, read once for each statement.
#pragma once

#include <functional>
#include <mutex>
#include <string>

#include "tests/snowflake/server/server.h"

namespace fake_snowflake {

struct SettingsValue {
    Latency latency;
    size_t chunk_rows = 10'000;
    wire::DriverTraits traits;
    std::function<void(const std::string& sql)> on_statement;
};

class LiveSettings {
public:
    [[nodiscard]] SettingsValue get() const {
        const std::lock_guard lock(mutex_);
        return value_;
    }
    template <typename Change>
    void change(Change change) {
        const std::lock_guard lock(mutex_);
        change(value_);
    }

private:
    mutable std::mutex mutex_;
    SettingsValue value_;
};

} // namespace fake_snowflake
