// Strings across the ABI: absent, present, and an arena that keeps what a C struct points to.
#pragma once

#include <objsync/plugin.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace objsync::sdk {

// std::nullopt is "cannot tell"; an empty text is a text.
using Text = std::optional<std::string_view>;

inline constexpr objsync_str kAbsent{nullptr, 0};

[[nodiscard]] constexpr objsync_str str(std::string_view text) noexcept {
    return {text.data() ? text.data() : "", text.size()};
}

[[nodiscard]] constexpr objsync_str str_or_absent(Text text) noexcept {
    return text ? str(*text) : kAbsent;
}

// Valid as long as what the host or plugin passed is.
[[nodiscard]] constexpr Text text_of(objsync_str s) noexcept {
    return s.data ? Text(std::string_view(s.data, s.len)) : std::nullopt;
}

// Copies strings to addresses that stay until clear(), which keeps the memory for the next round.
// One thread at a time.
class Arena {
public:
    // A NUL follows, so that data() is also a C string.
    objsync_str put(std::string_view text) {
        char* to = take(text.size() + 1);
        if (!text.empty()) std::memcpy(to, text.data(), text.size());
        to[text.size()] = '\0';
        return {to, text.size()};
    }

    objsync_str put(Text text) { return text ? put(*text) : kAbsent; }

    void clear() noexcept {
        block_ = 0;
        used_ = 0;
    }

private:
    struct Block {
        std::unique_ptr<char[]> bytes;
        size_t size;
    };

    char* take(size_t n) {
        while (block_ < blocks_.size() && blocks_[block_].size - used_ < n) {
            ++block_;
            used_ = 0;
        }
        if (block_ == blocks_.size()) {
            const size_t size = std::max<size_t>(n, 16 * 1024);
            blocks_.push_back({std::make_unique<char[]>(size), size});
        }
        char* at = blocks_[block_].bytes.get() + used_;
        used_ += n;
        return at;
    }

    std::vector<Block> blocks_;
    size_t block_ = 0; // the one in use
    size_t used_ = 0;  // of that one
};

} // namespace objsync::sdk
