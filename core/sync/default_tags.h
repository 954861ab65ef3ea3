// The local tags that a connection gives to what is found in it for the first time.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/model/glob.h"
#include "core/model/local_tags.h"
#include "core/model/path.h"

namespace objsync::sync {

class DefaultTags {
public:
    // Throws Error{input} on a bad pattern.
    void add(const std::string& glob, LocalTags tags) {
        rules_.emplace_back(glob, std::move(tags));
    }
    [[nodiscard]] bool empty() const noexcept { return rules_.empty(); }

    // Of all patterns that cover the path; of equal names the first one's.
    [[nodiscard]] LocalTags of(const Path& path) const {
        const std::string text = encode_path(path);
        LocalTags tags;
        for (const auto& [glob, more] : rules_) {
            if (glob.covers(text)) tags.insert(more.begin(), more.end());
        }
        return tags;
    }

private:
    std::vector<std::pair<Glob, LocalTags>> rules_;
};

} // namespace objsync::sync
