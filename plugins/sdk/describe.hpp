// Static descriptions, written as constexpr tables:
//   constexpr const char* kLevels[] = {"schema", "table"};
//   constexpr objsync_kind kKinds[] = {container("schema"), source("table")};
//   constexpr Option kOptions[] = {Option::text("host", "Host name.").required()};
//   constexpr auto kDescription = describe("shop", "1.0", kLevels, kKinds, kOptions);
#pragma once

#include <objsync/plugin.h>

#include <cstddef>
#include <cstdint>

namespace objsync::sdk {

// May have children, is no data source.
[[nodiscard]] constexpr objsync_kind container(const char* name) {
    return {sizeof(objsync_kind), name, OBJSYNC_KIND_CONTAINER, nullptr};
}

// A data source. Kinds of another name_space may share a name with tables.
[[nodiscard]] constexpr objsync_kind source(const char* name, const char* name_space = nullptr) {
    return {sizeof(objsync_kind), name, OBJSYNC_KIND_SOURCE, name_space};
}

// An objsync_option that is written in one line. Help is one or two sentences and states the unit.
class Option : public objsync_option {
public:
    static constexpr Option text(const char* name, const char* help) {
        return Option(OBJSYNC_STRING, name, help);
    }
    static constexpr Option secret(const char* name, const char* help) {
        return Option(OBJSYNC_SECRET, name, help);
    }
    static constexpr Option integer(const char* name, const char* help) {
        return Option(OBJSYNC_INTEGER, name, help);
    }
    static constexpr Option flag(const char* name, const char* help) {
        return Option(OBJSYNC_BOOLEAN, name, help);
    }
    static constexpr Option duration(const char* name, const char* help) {
        return Option(OBJSYNC_DURATION, name, help);
    }
    static constexpr Option list(const char* name, const char* help) {
        return Option(OBJSYNC_LIST, name, help);
    }
    static constexpr Option map(const char* name, const char* help) {
        return Option(OBJSYNC_MAP, name, help);
    }
    template <size_t N>
    static constexpr Option records(const char* name, const Option (&fields)[N], const char* help) {
        Option option(OBJSYNC_RECORDS, name, help);
        option.fields = fields;
        option.n_fields = N;
        return option;
    }

    [[nodiscard]] constexpr Option required() const {
        Option option = *this;
        option.flags |= OBJSYNC_REQUIRED;
        return option;
    }
    // Exactly one option of a group is given.
    [[nodiscard]] constexpr Option group(const char* name_of_group) const {
        Option option = *this;
        option.one_of = name_of_group;
        return option;
    }
    // As it would be written in the configuration: "10", "30s", "true".
    [[nodiscard]] constexpr Option fallback(const char* value) const {
        Option option = *this;
        option.default_text = value;
        return option;
    }

private:
    constexpr Option(int of_type, const char* of_name, const char* of_help) : objsync_option{} {
        size = sizeof(objsync_option);
        name = of_name;
        type = static_cast<uint32_t>(of_type);
        help = of_help;
    }
};
static_assert(sizeof(Option) == sizeof(objsync_option));

// All arguments must be static. Levels: every one it may have, top first.
template <size_t Levels, size_t Kinds, size_t N>
[[nodiscard]] constexpr objsync_description describe(const char* name, const char* version,
                                                     const char* const (&levels)[Levels],
                                                     const objsync_kind (&kinds)[Kinds],
                                                     const Option (&options)[N]) {
    return {sizeof(objsync_description), name, version, levels, Levels, kinds, Kinds, options, N};
}

} // namespace objsync::sdk
