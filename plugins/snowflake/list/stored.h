// What is stored of the children of one scope, in a few bytes each: whether an object changed, and
// which names a listing lacks. For one scope, by one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sdk/scope.hpp"

namespace objsync::snowflake {

// The stamp of an object: LAST_DDL, and what was known of the object besides. An object that was
// seen only where there is no LAST_DDL has a stamp that equals none, so that its name is known.
struct Stamp {
    std::optional<int64_t> last_ddl; // ms
    bool columns = false, id = false;

    [[nodiscard]] std::string text() const;
    [[nodiscard]] static Stamp read(std::string_view text);
    bool operator==(const Stamp&) const = default;
};

class Stored {
public:
    // Empty where the host skips the scope. In a full crawl it knows names only.
    explicit Stored(sdk::Scope& scope);

    [[nodiscard]] bool any() const noexcept { return !entries_.empty(); }
    // Notes that the name was listed. nullopt: nothing is stored of it.
    [[nodiscard]] std::optional<Stamp> take(std::string_view name);
    // Stored, and not taken.
    [[nodiscard]] std::vector<std::string> missing() const;

private:
    struct Entry {
        uint64_t hash;
        int64_t last_ddl; // kNone: there is none
        bool columns, id, taken;
    };
    [[nodiscard]] const Entry* find(std::string_view name) const;

    sdk::Scope& scope_;
    std::vector<Entry> entries_; // by hash
};

// Names by hash, 8 bytes each. In any thread's hands, one at a time.
class NameSet {
public:
    // False: it was there.
    bool add(std::string_view name);
    [[nodiscard]] bool contains(std::string_view name) const;
    [[nodiscard]] bool contains(uint64_t hash) const;
    [[nodiscard]] size_t size() const noexcept { return used_; }

private:
    [[nodiscard]] size_t place(uint64_t hash) const;
    void grow();
    std::vector<uint64_t> slots_; // open addressing; 0: free
    size_t used_ = 0;
};

[[nodiscard]] uint64_t hash_of(std::string_view text);

} // namespace objsync::snowflake
