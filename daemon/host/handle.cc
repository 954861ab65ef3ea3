#include "daemon/host/handle.h"

#include "daemon/host/abi.h"

namespace objsync::host {

namespace {

constexpr size_t kMaxDepth = 64;
enum : uintptr_t { kScopeTag = 8, kFacetTag = 4, kTagBits = 4, kTagMask = 15 };

template <typename T>
T* make(uint32_t id, uintptr_t tag) {
    return reinterpret_cast<T*>(uintptr_t{id} << kTagBits | tag);
}

uint32_t id_of(const void* handle, uintptr_t tag, const char* what) {
    const auto value = reinterpret_cast<uintptr_t>(handle);
    const uintptr_t id = value >> kTagBits;
    if ((value & kTagMask) != tag || id == 0 || id > UINT32_MAX) {
        throw Refused{std::string("that is no ") + what + " which the host has opened"};
    }
    return static_cast<uint32_t>(id);
}

} // namespace

objsync_scope* make_scope(uint32_t id) {
    return make<objsync_scope>(id, kScopeTag);
}
objsync_facet* make_facet(uint32_t id) {
    return make<objsync_facet>(id, kFacetTag);
}
uint32_t scope_id(const objsync_scope* scope) {
    return id_of(scope, kScopeTag, "scope");
}
uint32_t facet_id(const objsync_facet* facet) {
    return id_of(facet, kFacetTag, "facet pass");
}

void check_name(objsync_str name) {
    const std::string_view v = view(name);
    if (v.empty()) throw Refused{"a name is empty"};
    if (v.size() > kMaxString) throw Refused{"a name is above 1 MiB"};
    if (v.find('\0') != std::string_view::npos) throw Refused{"a name holds a NUL byte"};
}

Segment read_segment(objsync_str name, const char* ns) {
    check_name(name);
    return {std::string(view(name)), std::string(word(ns, "the namespace"))};
}

Path read_path(const objsync_path* path) {
    if (path == nullptr)
        throw Refused{"the path is NULL; the connection itself is a path of n = 0"};
    if (path->n > kMaxDepth) throw Refused{"the path has " + std::to_string(path->n) + " segments"};
    if (path->n > 0 && path->segments == nullptr) throw Refused{"the path's segments are NULL"};
    Path out;
    for (size_t i = 0; i < path->n; ++i) {
        const objsync_segment& s = path->segments[i];
        check_name(s.name);
        const std::string_view ns = view(s.name_space);
        if (ns.size() > kMaxWord || ns.find('\0') != std::string_view::npos) {
            throw Refused{"a namespace in the path is too long or holds a NUL byte"};
        }
        out.push_back({std::string(view(s.name)), std::string(ns)});
    }
    return out;
}

} // namespace objsync::host
