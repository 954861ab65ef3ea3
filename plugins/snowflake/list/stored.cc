#include "plugins/snowflake/list/stored.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>

namespace objsync::snowflake {

namespace {

constexpr int64_t kNone = std::numeric_limits<int64_t>::min();
constexpr std::string_view kNoDdl = "no LAST_DDL";

} // namespace

uint64_t hash_of(std::string_view text) {
    return std::hash<std::string_view>()(text);
}

std::string Stamp::text() const {
    std::string out = last_ddl ? std::to_string(*last_ddl) : std::string(kNoDdl);
    if (columns) out += " columns";
    if (id) out += " id";
    return out;
}

Stamp Stamp::read(std::string_view text) {
    Stamp out;
    int64_t last_ddl = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), last_ddl);
    if (error == std::errc()) out.last_ddl = last_ddl;
    out.columns = text.find(" columns") != std::string_view::npos;
    out.id = text.find(" id") != std::string_view::npos;
    return out;
}

Stored::Stored(sdk::Scope& scope) : scope_(scope) {
    if (!scope) return;
    scope.stored_stamps([this](std::string_view name, std::string_view ns, std::string_view text) {
        if (!ns.empty()) return;
        const Stamp stamp = Stamp::read(text);
        entries_.push_back(
            {hash_of(name), stamp.last_ddl.value_or(kNone), stamp.columns, stamp.id, false});
    });
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
}

const Stored::Entry* Stored::find(std::string_view name) const {
    const uint64_t hash = hash_of(name);
    const auto it =
        std::lower_bound(entries_.begin(), entries_.end(), hash,
                         [](const Entry& entry, uint64_t wanted) { return entry.hash < wanted; });
    return it != entries_.end() && it->hash == hash ? &*it : nullptr;
}

std::optional<Stamp> Stored::take(std::string_view name) {
    const Entry* found = find(name);
    if (!found) return std::nullopt;
    entries_[static_cast<size_t>(found - entries_.data())].taken = true;
    Stamp out{std::nullopt, found->columns, found->id};
    if (found->last_ddl != kNone) out.last_ddl = found->last_ddl;
    return out;
}

std::vector<std::string> Stored::missing() const {
    std::vector<std::string> out;
    const auto taken = [](const Entry& entry) { return entry.taken; };
    if (std::all_of(entries_.begin(), entries_.end(), taken)) return out;
    scope_.stored_stamps([&](std::string_view name, std::string_view ns, std::string_view) {
        const Entry* entry = ns.empty() ? find(name) : nullptr;
        if (entry && !entry->taken) out.emplace_back(name);
    });
    return out;
}

size_t NameSet::place(uint64_t hash) const {
    size_t at = hash & (slots_.size() - 1);
    while (slots_[at] != 0 && slots_[at] != hash)
        at = (at + 1) & (slots_.size() - 1);
    return at;
}

void NameSet::grow() {
    std::vector<uint64_t> old(std::max<size_t>(slots_.size() * 2, 64));
    old.swap(slots_);
    for (const uint64_t hash : old) {
        if (hash != 0) slots_[place(hash)] = hash;
    }
}

bool NameSet::add(std::string_view name) {
    if (used_ * 3 >= slots_.size() * 2) grow();
    const uint64_t hash = std::max<uint64_t>(hash_of(name), 1);
    const size_t at = place(hash);
    if (slots_[at] == hash) return false;
    slots_[at] = hash;
    ++used_;
    return true;
}

bool NameSet::contains(std::string_view name) const {
    return contains(hash_of(name));
}

bool NameSet::contains(uint64_t hash) const {
    if (slots_.empty()) return false;
    return slots_[place(std::max<uint64_t>(hash, 1))] != 0;
}

} // namespace objsync::snowflake
