// SNOWFLAKE.ACCOUNT_USAGE: whether the role may read it, the ids of containers, and which objects
// changed too lately for it to know. From any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/sdk/path.hpp"
#include "plugins/snowflake/login/session.h"

namespace objsync::snowflake {

// How late the views may be, by their documentation: 90 minutes for TABLES and COLUMNS, 120 for
// TAG_REFERENCES and DATABASES. https://docs.snowflake.com/en/sql-reference/account-usage
inline constexpr int64_t kUsageLagMs = int64_t{3} * 3600 * 1000; // with room, for columns
inline constexpr int64_t kTagLagMs = int64_t{2} * 3600 * 1000;

class Usage {
public:
    // Reads the ids of databases and schemas; says in the log why it cannot, and is unreadable
    // then.
    void open(Session& session);
    [[nodiscard]] bool readable() const noexcept { return readable_.load(); }
    // Runs `read`; where access is refused, or there is no warehouse, the views are unreadable from
    // then on and the answer is false. Other errors are thrown.
    bool attempt(Session& session, const std::function<void()>& read);

    // nullopt: not known there (yet).
    [[nodiscard]] std::optional<std::string> database_id(std::string_view name,
                                                         std::optional<int64_t> created_ms) const;
    [[nodiscard]] std::optional<std::string> schema_id(std::string_view database,
                                                       std::string_view schema,
                                                       std::optional<int64_t> created_ms) const;

    // Of this object the views may still tell what was before: its tags are unknown.
    void too_young(const sdk::Path& path);
    // False: there were more than are kept.
    [[nodiscard]] bool each_young(const std::function<void(const sdk::Path&)>& take) const;

private:
    struct Entry {
        int64_t id, created;
    };
    void add(std::string key, int64_t id, int64_t created);
    [[nodiscard]] const Entry* find(const std::string& key,
                                    std::optional<int64_t> created_ms) const;

    std::atomic<bool> readable_{false};
    std::unordered_multimap<std::string, Entry> containers_; // filled by open() only
    mutable std::mutex mutex_;                               // all below
    std::vector<sdk::Path> young_;
    bool too_many_young_ = false;
};

} // namespace objsync::snowflake
