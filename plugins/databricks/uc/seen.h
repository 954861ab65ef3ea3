// What a listing gave so far, against what is stored. For one scope, by one thread. Names are kept
// as hashes, a few bytes each: a schema may have a million.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "plugins/sdk/scope.hpp"

namespace objsync::databricks {

struct Child {
    std::string name, name_space;
};

class Seen {
public:
    // `scope` may be one that the host skips: then nothing is stored.
    explicit Seen(sdk::Scope& scope) : scope_(scope) {
        if (!scope) return;
        scope.stored_stamps([this](std::string_view name, std::string_view ns, std::string_view s) {
            stored_.emplace(key(name, ns), s.empty() ? 0 : hash(s));
            any_stamp_ |= !s.empty();
        });
    }

    // False: this name was there before, so the pages do not fit together.
    [[nodiscard]] bool add(std::string_view name, std::string_view ns) {
        const uint64_t id = key(name, ns);
        if (!names_.insert(id).second) return false;
        met_ += stored_.count(id);
        return true;
    }
    [[nodiscard]] bool has(std::string_view name, std::string_view ns = {}) const {
        return names_.contains(key(name, ns));
    }
    [[nodiscard]] size_t size() const noexcept { return names_.size(); }

    // Not in a full crawl, which is told the names alone.
    [[nodiscard]] bool knows_stamps() const noexcept { return any_stamp_; }
    [[nodiscard]] bool has_stamp(std::string_view name, std::string_view ns,
                                 std::string_view stamp) const {
        const auto it = stored_.find(key(name, ns));
        return !stamp.empty() && it != stored_.end() && it->second == hash(stamp);
    }

    // Stored, and not listed.
    [[nodiscard]] std::vector<Child> missing() const {
        std::vector<Child> out;
        if (met_ == stored_.size()) return out;
        scope_.stored_stamps([&](std::string_view name, std::string_view ns, std::string_view) {
            if (!names_.contains(key(name, ns)))
                out.push_back({std::string(name), std::string(ns)});
        });
        return out;
    }

private:
    static uint64_t hash(std::string_view text) { return std::hash<std::string_view>()(text); }
    static uint64_t key(std::string_view name, std::string_view ns) {
        return ns.empty() ? hash(name) : hash(name) * 31 + hash(ns);
    }

    sdk::Scope& scope_;
    std::unordered_map<uint64_t, uint64_t> stored_; // name -> stamp; 0: none
    std::unordered_set<uint64_t> names_;            // those listed
    size_t met_ = 0;                                // of the stored ones
    bool any_stamp_ = false;
};

} // namespace objsync::databricks
