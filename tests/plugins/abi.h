// Small helpers over the C ABI for the plugins that tests use. They use plugin.h itself, not the
// SDK: a fault of the SDK must not hide in the tools that test everything else.
#pragma once

#include <objsync/plugin.h>

#include <string>
#include <string_view>

namespace objsync::test_plugin {

inline objsync_str str(std::string_view s) {
    // Present but empty: data must not be null.
    return {s.data() == nullptr ? "" : s.data(), s.size()};
}
inline std::string_view view(objsync_str s) {
    return {s.data == nullptr ? "" : s.data, s.len};
}

// A member of the job's options; nullptr when it is not given.
inline const objsync_value* option(const objsync_job* job, std::string_view name) {
    const objsync_value* map = job->options;
    for (size_t i = 0; i < map->n_items; ++i) {
        const char* first = reinterpret_cast<const char*>(map->items);
        const auto* item = reinterpret_cast<const objsync_value*>(first + i * map->items->size);
        if (view(item->name) == name) return item;
    }
    return nullptr;
}
inline std::string text_option(const objsync_job* job, std::string_view name) {
    const objsync_value* v = option(job, name);
    return v == nullptr ? std::string() : std::string(view(v->text));
}
inline int64_t integer_option(const objsync_job* job, std::string_view name) {
    const objsync_value* v = option(job, name);
    return v == nullptr ? 0 : v->integer;
}
inline bool list_option_has(const objsync_job* job, std::string_view name, std::string_view item) {
    const objsync_value* v = option(job, name);
    for (size_t i = 0; v != nullptr && i < v->n_items; ++i) {
        const char* first = reinterpret_cast<const char*>(v->items);
        if (view(reinterpret_cast<const objsync_value*>(first + i * v->items->size)->text) == item)
            return true;
    }
    return false;
}

// Plain structs in plain arrays, for describe().
constexpr objsync_option make_option(const char* name, uint32_t type, const char* default_text,
                                     const char* help, uint32_t flags = 0) {
    objsync_option o{};
    o.size = sizeof(objsync_option);
    o.name = name;
    o.type = type;
    o.flags = flags;
    o.default_text = default_text;
    o.help = help;
    return o;
}
constexpr objsync_kind make_kind(const char* name, uint32_t flags,
                                 const char* name_space = nullptr) {
    return {sizeof(objsync_kind), name, flags, name_space};
}

} // namespace objsync::test_plugin
