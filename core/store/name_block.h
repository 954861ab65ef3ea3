// One block of names: what a search by name goes over. All names stand together, so that a literal
// is found in them without looking at each; where each ends, and whose it is, stands behind.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"

namespace objsync::store {

struct NameEntry {
    int64_t oid = 0;
    std::string_view name, kind; // kind empty: not known
};

// Of entries with ascending oids, which are not empty. Kinds are few and many objects have each.
[[nodiscard]] std::string encode_names(const NameEntry* begin, const NameEntry* end);

// Views into the body, which must outlive it. Throws Error{corrupt}.
class NameBlock {
public:
    NameBlock(int64_t first, std::string_view body);

    [[nodiscard]] std::string_view names() const noexcept { return names_; }
    [[nodiscard]] bool has_kind(std::string_view kind) const noexcept;

    // The entries in order: next() until it returns false.
    bool next();
    [[nodiscard]] const NameEntry& entry() const noexcept { return entry_; }
    [[nodiscard]] size_t begin() const noexcept { return end_ - entry_.name.size(); } // in names()
    [[nodiscard]] size_t end() const noexcept { return end_; }

private:
    std::vector<std::string_view> kinds_;
    std::string_view names_;
    ByteReader entries_;
    NameEntry entry_;
    size_t end_ = 0;
};

} // namespace objsync::store
