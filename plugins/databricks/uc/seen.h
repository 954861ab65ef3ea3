// What a listing gave so far, against what is stored. For one scope, by one thread.
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
    explicit Seen(sdk::Scope& scope) {
        if (!scope) return;
        scope.stored_stamps([this](std::string_view name, std::string_view ns, std::string_view s) {
            stored_.emplace(key(name, ns), s);
        });
    }

    // False: this name was there before, so the pages do not fit together.
    [[nodiscard]] bool add(std::string_view name, std::string_view ns) {
        return names_.insert(std::hash<std::string>()(key(name, ns))).second;
    }
    [[nodiscard]] size_t size() const noexcept { return names_.size(); }

    [[nodiscard]] bool knows_stamps() const noexcept { return !stored_.empty(); }
    // Empty: none is stored.
    [[nodiscard]] std::string_view stamp(std::string_view name, std::string_view ns) const {
        const auto it = stored_.find(key(name, ns));
        return it == stored_.end() ? std::string_view() : std::string_view(it->second);
    }

    // Stored, and not listed.
    [[nodiscard]] std::vector<Child> missing() const {
        std::vector<Child> out;
        for (const auto& [text, stamp] : stored_) {
            if (names_.contains(std::hash<std::string>()(text))) continue;
            const size_t bar = text.find('\0');
            out.push_back({text.substr(bar + 1), text.substr(0, bar)});
        }
        return out;
    }

private:
    static std::string key(std::string_view name, std::string_view ns) {
        std::string out(ns);
        out += '\0';
        return out += name;
    }

    std::unordered_map<std::string, std::string> stored_;
    std::unordered_set<size_t> names_; // hashes: a few bytes a name
};

} // namespace objsync::databricks
