#include "core/sync/walk.h"

#include "core/base/bytes.h"

namespace objsync::sync {

namespace {
constexpr size_t kPage = 256;
}

Walk::Walk(store::Objects& objects, int64_t top, std::string_view cursor) : objects_(objects) {
    if (cursor.empty()) {
        Level level;
        level.oid = top;
        levels_.push_back(std::move(level));
        return;
    }
    ByteReader r(cursor);
    const size_t n = r.count();
    for (size_t i = 0; i < n; ++i) {
        Level level;
        level.oid = static_cast<int64_t>(r.varint());
        level.ns = r.str();
        level.name = r.str();
        levels_.push_back(std::move(level));
    }
    last_ = static_cast<int64_t>(r.varint());
    descend_ = r.u8() != 0;
}

std::optional<store::ChildHead> Walk::next() {
    if (descend_) {
        descend_ = false;
        Level level;
        level.oid = last_;
        levels_.push_back(std::move(level));
    }
    while (!levels_.empty()) {
        Level& level = levels_.back();
        if (level.at == level.page.size()) {
            level.page = objects_.children(level.oid, level.ns, level.name, kPage);
            level.at = 0;
            if (level.page.empty()) {
                levels_.pop_back();
                continue;
            }
        }
        store::ChildHead& child = level.page[level.at++];
        level.ns = child.ns;
        level.name = child.name;
        last_ = child.oid;
        last_parent_ = level.oid;
        // Leaves have no children to ask for.
        descend_ = (child.flags & store::kFlagContainer) != 0;
        return child;
    }
    return std::nullopt;
}

void Walk::skip_below() {
    descend_ = false;
}

std::string Walk::cursor() const {
    std::string out;
    ByteWriter w(out);
    w.varint(levels_.size());
    for (const Level& level : levels_) {
        w.varint(static_cast<uint64_t>(level.oid));
        w.str(level.ns);
        w.str(level.name);
    }
    w.varint(static_cast<uint64_t>(last_));
    w.u8(descend_ ? 1 : 0);
    return out;
}

} // namespace objsync::sync
