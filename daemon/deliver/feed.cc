#include "daemon/deliver/feed.h"

#include "core/base/error.h"
#include "core/model/event_view.h"
#include "core/store/open.h"

namespace objsync::daemon {

namespace {

constexpr int64_t kCacheBytes = 512 * 1024; // pages are read once, in order
constexpr size_t kKeepBytes = 16 * 1024 * 1024;

} // namespace

Feed::Feed(const std::string& store_file)
    : db_(store_file, store::OpenMode::reader, kCacheBytes),
      outbox_(db_),
      name_(db_, "SELECT name FROM connection WHERE id = ?"),
      epoch_(store::read_epoch(db_)) {}

const Batch& Feed::after(int64_t pos, size_t max_bytes) {
    lines_.clear();
    // One huge event must not hold its memory for ever.
    if (lines_.capacity() > kKeepBytes) lines_.shrink_to_fit();
    batch_.count = 0;
    end_ = pos;
    try {
        outbox_.each_after(pos, [&](int64_t at, int64_t conn, std::string_view body) {
            render_view(outbox_.view(at, body), name_of(conn), epoch_, lines_);
            lines_ += '\n';
            end_ = at;
            batch_.count++;
            return lines_.size() < max_bytes;
        });
    } catch (const Error& e) {
        if (batch_.count == 0) throw e.in("event at position " + std::to_string(pos + 1));
        lines_.resize(lines_.rfind('\n') + 1); // what came before it is good
    }
    batch_.lines = lines_;
    return batch_;
}

std::optional<int64_t> Feed::saved_position(const std::string& sink) {
    return store::sink_position(db_, sink);
}

const std::string& Feed::name_of(int64_t conn) {
    const auto it = names_.find(conn);
    if (it != names_.end()) return it->second;
    name_.bind(conn);
    const bool found = name_.step();
    std::string name = found ? name_.text(0) : "";
    name_.reset();
    if (!found) {
        throw Error(ErrorKind::corrupt, "the store has events of connection " +
                                            std::to_string(conn) + ", but not its name");
    }
    return names_.emplace(conn, std::move(name)).first->second;
}

} // namespace objsync::daemon
