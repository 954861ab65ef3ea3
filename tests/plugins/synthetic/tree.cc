#include "tests/plugins/synthetic/tree.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "tests/plugins/abi.h"

namespace objsync::synthetic {

namespace {

using test_plugin::str;

constexpr std::array<std::string_view, 5> kTypes = {"NUMBER(38,0)", "VARCHAR(16777216)",
                                                    "TIMESTAMP_NTZ(9)", "BOOLEAN", "FLOAT"};

// splitmix64: every bit of the result depends on every bit of the input.
uint64_t mix(uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

uint64_t mix(uint64_t a, uint64_t b, uint64_t c) {
    return mix(mix(mix(a) ^ b) ^ c);
}

void print(std::string& out, const char* format, uint64_t a, uint64_t b = 0) {
    std::array<char, 64> text{};
    const int n = std::snprintf(text.data(), text.size(), format, static_cast<unsigned long>(a),
                                static_cast<unsigned long>(b));
    out.assign(text.data(), static_cast<size_t>(n));
}

enum : uint64_t { kChanged = 1, kRemoved, kRenamed, kTagged };

} // namespace

Tree::Tree(const Shape& shape)
    : shape_(shape),
      added_per_round_(std::llround(shape.added * static_cast<double>(shape.tables))),
      slots_(shape.tables + shape.rounds * added_per_round_) {
    if (shape_.shuffled && slots_ > 1) {
        // n -> step * n + shift is a permutation of [0, slots) when step has no factor in common.
        step_ = static_cast<int64_t>(mix(shape.seed) % static_cast<uint64_t>(slots_));
        while (step_ < 2 || std::gcd(step_, slots_) != 1) {
            if (++step_ >= slots_) {
                step_ = 1;
                break;
            }
        }
        shift_ = static_cast<int64_t>(mix(shape.seed + 1) % static_cast<uint64_t>(slots_));
    }
    const size_t n = static_cast<size_t>(shape.columns);
    column_names_.resize(n + 1);
    columns_.resize(n + 1); // one more than usual: a mutation adds it
    for (size_t i = 0; i <= n; ++i)
        print(column_names_[i], "COLUMN_%02lu", i + 1);
    object_.size = sizeof(object_);
    object_.kind = "table";
    object_.native_type = str("BASE TABLE");
    object_.owner = str("LOADER");
    object_.columns = columns_.data();
    object_.has = OBJSYNC_HAS_COLUMNS;
    tag_.size = sizeof(tag_);
    tag_.name = str("pii");
    tag_.value = str("high");
    object_.tags = &tag_;
    if (shape.tagged > 0) object_.has |= OBJSYNC_HAS_TAGS;
}

std::string Tree::schema_name(int64_t schema) const {
    std::string out;
    print(out, "SCHEMA_%05lu", static_cast<uint64_t>(schema));
    return out;
}

int64_t Tree::slot_at(int64_t n) const {
    if (step_ == 1 && shift_ == 0) return n;
    const auto wide = static_cast<unsigned __int128>(n) * static_cast<unsigned __int128>(step_) +
                      static_cast<unsigned __int128>(shift_);
    return static_cast<int64_t>(wide % static_cast<unsigned __int128>(slots_));
}

bool Tree::hit(double share, uint64_t what, int64_t schema, int64_t slot, int64_t round) const {
    if (share <= 0) return false;
    const uint64_t h = mix(shape_.seed ^ (what << 56) ^ (static_cast<uint64_t>(round) << 40),
                           static_cast<uint64_t>(schema), static_cast<uint64_t>(slot));
    return static_cast<double>(h >> 11) * 0x1.0p-53 < share;
}

void Tree::change(uint64_t bits) {
    const size_t column = bits / 3 % static_cast<size_t>(shape_.columns);
    switch (bits % 3) {
        case 0:
            columns_[column].type = str(kTypes[bits / 64 % kTypes.size()]);
            break;
        case 1:
            columns_[column].nullable = OBJSYNC_NULLABLE_NO;
            break;
        default:
            object_.n_columns = columns_.size();
            break;
    }
    // So that a change is one even where the new type is the old one.
    print(comment_, "changed %lx", bits);
    object_.comment = str(comment_);
}

bool Tree::load(int64_t schema, int64_t slot) {
    const int64_t born = slot < shape_.tables ? 0 : 1 + (slot - shape_.tables) / added_per_round_;
    const uint64_t own =
        mix(shape_.seed, static_cast<uint64_t>(schema), static_cast<uint64_t>(slot));
    print(name_, "TABLE_%07lu", static_cast<uint64_t>(slot));
    for (size_t i = 0; i < columns_.size(); ++i) {
        objsync_column& c = columns_[i];
        c = {};
        c.size = sizeof(c);
        c.name = str(column_names_[i]);
        c.ordinal = static_cast<uint32_t>(i + 1);
        c.nullable = OBJSYNC_NULLABLE_YES;
        c.type = str(kTypes[(own >> (i % 32)) % kTypes.size()]);
    }
    object_.n_columns = static_cast<size_t>(shape_.columns);
    object_.comment = {};
    object_.n_tags = hit(shape_.tagged, kTagged, schema, slot, 0) ? 1 : 0;
    int64_t version = born;
    for (int64_t round = born + 1; round <= shape_.rounds; ++round) {
        if (hit(shape_.removed, kRemoved, schema, slot, round)) return false;
        if (hit(shape_.renamed, kRenamed, schema, slot, round)) {
            print(name_, "TABLE_%07lu_R%lu", static_cast<uint64_t>(slot),
                  static_cast<uint64_t>(round));
        }
        if (hit(shape_.changed, kChanged, schema, slot, round)) {
            change(mix(own ^ static_cast<uint64_t>(round)));
            version = round;
        }
    }
    object_.name = str(name_);
    if (shape_.ids) {
        print(id_, "%lu", own);
        object_.platform_id = str(id_);
    }
    if (shape_.stamps) {
        print(stamp_, "%lu", static_cast<uint64_t>(version));
        object_.stamp = str(stamp_);
    }
    object_.created_ms = 1'600'000'000'000 + static_cast<int64_t>(own % 100'000'000'000u);
    object_.modified_ms = object_.created_ms + version * 1000;
    return true;
}

} // namespace objsync::synthetic
