// All mistakes of a configuration, gathered so that they are told in one go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config/node.h"

namespace objsync::config {

struct Problem {
    Origin at;
    std::string text;
    // "file:line: what is wrong"
    [[nodiscard]] std::string line() const { return at.text() + ": " + text; }
    bool operator==(const Problem&) const = default;
};

class Problems {
public:
    // The same problem is kept once: what stands in [defaults] is checked for every connection.
    void error(const Origin& at, std::string text) { add(errors_, {at, std::move(text)}); }
    void warning(const Origin& at, std::string text) { add(warnings_, {at, std::move(text)}); }

    [[nodiscard]] bool ok() const noexcept { return errors_.empty(); }
    [[nodiscard]] const std::vector<Problem>& errors() const noexcept { return errors_; }
    [[nodiscard]] const std::vector<Problem>& warnings() const noexcept { return warnings_; }
    // Every error as a line.
    [[nodiscard]] std::vector<std::string> lines() const;
    // The same with newlines between.
    [[nodiscard]] std::string text() const;

private:
    static void add(std::vector<Problem>& list, Problem problem);

    std::vector<Problem> errors_;
    std::vector<Problem> warnings_;
};

// `; did you mean "x"?` for the nearest known name, or nothing if none is near.
[[nodiscard]] std::string did_you_mean(std::string_view name,
                                       const std::vector<std::string>& known);

// `"a", "b" and "c"`: for messages.
[[nodiscard]] std::string quoted_list(const std::vector<std::string>& names);

} // namespace objsync::config
