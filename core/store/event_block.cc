#include "core/store/event_block.h"

namespace objsync::store {

void EventBlock::add(std::string_view event) {
    if (bytes_.empty()) bytes_.push_back('\0');
    ByteWriter w(bytes_);
    w.varint(event.size());
    if (events_ == 0) first_ = bytes_.size();
    bytes_.append(event);
    ++events_;
}

std::string_view EventBlock::row() const {
    const std::string_view all = bytes_;
    return events_ == 1 ? all.substr(first_) : all;
}

void EventBlock::clear() {
    bytes_.clear();
    events_ = 0;
}

} // namespace objsync::store
