#include "core/store/name_block.h"

#include <algorithm>

namespace objsync::store {

// The body: kinds; names; and for each entry the distance to the oid before, the length of its name
// and the number of its kind.

std::string encode_names(const NameEntry* begin, const NameEntry* end) {
    std::vector<std::string_view> kinds;
    std::string names, entries;
    ByteWriter w(entries);
    int64_t before = begin->oid;
    for (const NameEntry* e = begin; e != end; ++e) {
        auto kind = std::find(kinds.begin(), kinds.end(), e->kind);
        if (kind == kinds.end()) kind = kinds.insert(kinds.end(), e->kind);
        names += e->name;
        w.varint(static_cast<uint64_t>(e->oid - before));
        w.varint(e->name.size());
        w.varint(static_cast<uint64_t>(kind - kinds.begin()));
        before = e->oid;
    }
    std::string body;
    body.reserve(names.size() + entries.size() + 64);
    ByteWriter out(body);
    out.varint(kinds.size());
    for (const std::string_view kind : kinds)
        out.str(kind);
    out.str(names);
    out.raw(entries);
    return body;
}

NameBlock::NameBlock(int64_t first, std::string_view body) : entries_(body) {
    for (size_t n = entries_.count(); n > 0; --n)
        kinds_.push_back(entries_.str());
    names_ = entries_.str();
    entry_.oid = first;
}

bool NameBlock::has_kind(std::string_view kind) const noexcept {
    return std::find(kinds_.begin(), kinds_.end(), kind) != kinds_.end();
}

bool NameBlock::next() {
    if (entries_.done()) return false;
    entry_.oid += static_cast<int64_t>(entries_.varint());
    const uint64_t length = entries_.varint();
    const uint64_t kind = entries_.varint();
    if (length > names_.size() - end_ || kind >= kinds_.size())
        throw Error(ErrorKind::corrupt, "a block of names does not hold what it says");
    entry_.name = names_.substr(end_, static_cast<size_t>(length));
    entry_.kind = kinds_[static_cast<size_t>(kind)];
    end_ += static_cast<size_t>(length);
    return true;
}

} // namespace objsync::store
