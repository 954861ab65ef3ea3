// A set of oids that costs a bit each: oids are dense, a run sees most of them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace objsync::sync {

class OidSet {
public:
    // True if it was not in the set before.
    bool insert(int64_t oid) {
        auto& chunk = chunks_[oid >> kShift];
        if (!chunk) chunk = std::make_unique<Chunk>();
        uint64_t& word = (*chunk)[word_of(oid)];
        const uint64_t bit = uint64_t{1} << (oid & 63);
        const bool fresh = (word & bit) == 0;
        word |= bit;
        return fresh;
    }
    void erase(int64_t oid) {
        const auto it = chunks_.find(oid >> kShift);
        if (it != chunks_.end()) (*it->second)[word_of(oid)] &= ~(uint64_t{1} << (oid & 63));
    }
    [[nodiscard]] bool contains(int64_t oid) const {
        const auto it = chunks_.find(oid >> kShift);
        return it != chunks_.end() &&
               ((*it->second)[word_of(oid)] & (uint64_t{1} << (oid & 63))) != 0;
    }

private:
    static constexpr int kShift = 12;
    using Chunk = std::array<uint64_t, (1 << kShift) / 64>;
    static size_t word_of(int64_t oid) {
        return static_cast<size_t>(oid & ((1 << kShift) - 1)) / 64;
    }
    std::unordered_map<int64_t, std::unique_ptr<Chunk>> chunks_;
};

} // namespace objsync::sync
