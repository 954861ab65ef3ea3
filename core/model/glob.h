// Which objects of a connection are in scope. Patterns and paths are path text (path.h) from
// below the connection down; matching is case-sensitive and byte for byte.
//   *    any part of one segment, also none; segments hold their ";namespace"
//   **   any number of whole segments; at the end of a pattern at least one
//   %XX  the byte itself, so %2A is a star in a name
// A pattern that names a container covers all below it. Time is bounded by the product of the
// lengths of pattern and path. Immutable, so safe to share between threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace objsync {

class Glob {
public:
    // Throws Error{input} that says what is wrong and how to write it.
    explicit Glob(std::string_view text);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    // The pattern with escapes spelled one way and a last "**" as "*", which says the same.
    [[nodiscard]] const std::string& canonical() const noexcept { return canonical_; }

    // Whether it names the path or a container above it.
    [[nodiscard]] bool covers(std::string_view path) const { return !covering(path).empty(); }
    // The topmost part of `path` that the pattern names; empty if it does not cover the path.
    [[nodiscard]] std::string_view covering(std::string_view path) const;
    // Whether it covers every path that can exist below `path`, not only some.
    [[nodiscard]] bool covers_all_below(std::string_view path) const;
    // Whether it covers some path that can exist below `path`; the empty path is the connection.
    [[nodiscard]] bool may_cover_below(std::string_view path) const;

private:
    // One segment as the literals around its stars: "a*b" is {"a", "b"}, "*" is {"", ""}.
    struct Part {
        std::vector<std::string> literals;
        bool crosses = false; // "**"
        [[nodiscard]] bool is_star() const { return literals.size() > 1 && all_empty(); }
        [[nodiscard]] bool all_empty() const;
        [[nodiscard]] bool matches(std::string_view segment) const;
    };
    using States = uint64_t; // bit i: the parts before i are matched

    static Part parse_part(std::string_view segment, std::string_view pattern);
    [[nodiscard]] States start() const;
    [[nodiscard]] States step(States states, std::string_view segment) const;
    struct Walk {
        States states;  // after the whole path; none: nothing below can be covered
        size_t covered; // length of the topmost part that the pattern names, or 0
    };
    [[nodiscard]] Walk walk(std::string_view path) const;
    [[nodiscard]] States skip_crossing(States states) const;
    [[nodiscard]] States accepting() const { return States{1} << parts_.size(); }

    std::string text_;
    std::string canonical_;
    std::vector<Part> parts_;
};

class Filter {
public:
    enum class By { include, exclude, nothing };
    struct Verdict {
        bool listed = false;
        By by = By::nothing; // nothing: no include pattern covers it
        std::string pattern; // as written
        std::string named;   // the path or the container above it that the pattern names
    };

    // No include pattern means everything. Throws Error{input} on a bad pattern.
    explicit Filter(const std::vector<std::string>& include = {},
                    const std::vector<std::string>& exclude = {});

    // Whether the object is in scope. The connection itself always is.
    [[nodiscard]] bool listed(std::string_view path) const;
    // Whether anything below the container could be in scope, so that it has to be visited.
    // A container that is not listed but may contain is a mere way to what lies below.
    [[nodiscard]] bool may_contain(std::string_view container) const;
    [[nodiscard]] Verdict explain(std::string_view path) const;

    // The same for filters with the same patterns in any order, in every build and version.
    [[nodiscard]] uint64_t fingerprint() const noexcept { return fingerprint_; }

private:
    std::vector<Glob> include_;
    std::vector<Glob> exclude_;
    uint64_t fingerprint_ = 0;
};

} // namespace objsync
