// A pattern for the names of objects, as a search takes it. Case-sensitive and byte for byte, like
// the patterns of glob.h, but over the name itself, without namespace or path:
//   *    any part of the name, also none
//   %XX  the byte itself, so %2A is a star in a name
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace objsync {

class NamePattern {
public:
    // Throws Error{input} that says what is wrong and how to write it.
    explicit NamePattern(std::string_view text);

    [[nodiscard]] bool matches(std::string_view name) const;
    // Occurs in every name that matches; empty: every name does.
    [[nodiscard]] std::string_view needle() const { return literals_[longest_]; }

private:
    std::vector<std::string> literals_; // around the stars: "a*b" is {"a", "b"}, "*" is {"", ""}
    size_t longest_ = 0;
};

} // namespace objsync
