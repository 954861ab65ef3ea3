#include "plugins/snowflake/list/chunk.h"

#include <algorithm>

namespace objsync::snowflake {

namespace {

constexpr size_t kMostRows = 2000;               // of a chunk: some 40,000 columns
constexpr size_t kMostBytes = size_t{200} << 10; // of names: a statement may have 1 MB

} // namespace

Names Chunk::names(const std::vector<size_t>& some) const {
    Names out;
    // Rows of others that come along cost less than naming each.
    if (ordered && some.size() * 2 >= span) {
        out.by = whole ? Names::By::all : Names::By::range;
        out.above = above;
        out.upto = upto;
        return out;
    }
    out.by = Names::By::list;
    for (const size_t i : some)
        out.list.push_back(rows[i].row.name);
    return out;
}

std::vector<size_t> Chunk::those(const std::function<bool(const Pending&)>& want) const {
    std::vector<size_t> out;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (want(rows[i])) out.push_back(i);
    }
    return out;
}

void ChunkMaker::note(std::string_view name) {
    // Ranges are asked in the platform's order, and that is the order of bytes as long as the
    // listing shows no other.
    if (!last_.empty() && name <= last_) ordered_ = false;
    last_ = name;
    ++chunk_->span;
}

void ChunkMaker::pass(std::string_view name) {
    note(name);
}

void ChunkMaker::add(Pending pending) {
    note(pending.row.name);
    bytes_ += pending.row.name.size();
    chunk_->rows.push_back(std::move(pending));
    if (chunk_->rows.size() == kMostRows || bytes_ >= kMostBytes) flush(false);
}

void ChunkMaker::flush(bool whole) {
    chunk_->upto = last_;
    chunk_->whole = whole;
    chunk_->ordered = ordered_ || whole;
    const bool any = !chunk_->rows.empty();
    auto next = std::make_shared<Chunk>();
    next->above = last_;
    std::swap(chunk_, next);
    bytes_ = 0;
    first_ = false;
    if (any) full_(std::move(next));
}

void ChunkMaker::end() {
    flush(first_);
}

} // namespace objsync::snowflake
