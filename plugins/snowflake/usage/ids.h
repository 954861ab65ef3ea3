// TABLE_ID and what else ACCOUNT_USAGE knows of the objects of a database or a schema. It is late
// by up to hours, so an entry counts only for the very object that was listed: same name, same time
// of creation. Built by one thread, then read by any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/snowflake/login/session.h"
#include "plugins/snowflake/sql/statements.h"

namespace objsync::snowflake {

struct TableId {
    int64_t id = 0;
    std::optional<int64_t> last_ddl;
};

class Ids {
public:
    // Adds what ACCOUNT_USAGE.TABLES has; `schema` nullptr: of the whole database.
    void load(Session& session, std::string_view database, const std::string* schema,
              const Names& names);

    // nullopt: not known there (yet), or ambiguous.
    [[nodiscard]] std::optional<TableId> find(std::string_view schema, std::string_view name,
                                              std::optional<int64_t> created_ms) const;
    [[nodiscard]] bool loaded() const noexcept { return loaded_; }

private:
    struct Entry {
        uint64_t hash;
        int64_t id, created, last_ddl;
    };
    void index();

    std::vector<Entry> entries_; // by hash
    // Where those begin whose hashes begin with some bits, about as many as there are entries: a
    // binary search among a million misses the processor's cache at each step.
    std::vector<uint32_t> begins_ = {0, 0, 0};
    int shift_ = 63;
    bool loaded_ = false;
};

} // namespace objsync::snowflake
