// What a plugin says of itself, as the child hands it on: configuration is checked against it, and
// reference documents are printed from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/messages.h"

namespace objsync::wire {

// The numbers are those of plugin.h.
enum class OptionType : uint8_t {
    string = 1,
    integer,
    boolean,
    duration,
    secret,
    list,
    map,
    records
};

struct KindInfo {
    std::string name;
    bool container = false;
    bool source = false;
    std::string ns;
    bool operator==(const KindInfo&) const = default;
};

struct OptionInfo {
    std::string name;
    OptionType type = OptionType::string;
    bool required = false;
    std::string one_of; // a group's name, or empty: exactly one option of a group is given
    std::optional<std::string> default_text;
    std::string help;
    std::vector<OptionInfo> fields; // of records
    bool operator==(const OptionInfo&) const = default;
};

struct Description {
    std::string name, version;
    std::vector<std::string> levels;
    std::vector<KindInfo> kinds;
    std::vector<OptionInfo> options;
    bool can_lookup = false;
    bool operator==(const Description&) const = default;
};

void encode(std::string& out, const Description& m);
template <>
Description decode<Description>(std::string_view payload);

} // namespace objsync::wire
