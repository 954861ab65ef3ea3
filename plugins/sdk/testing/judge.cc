// The rules of the ABI that a plugin can break, each said in words.
#include "plugins/sdk/testing/test_host.h"

namespace objsync::testing {

bool TestHost::usable(const char* call) {
    if (!running_) {
        violation(std::string(call) + " was called after the plugin had returned");
        return false;
    }
    return true;
}

Listing* TestHost::open_listing(const void* handle, const char* call) {
    if (!usable(call)) return nullptr;
    for (const auto* listings : {&scopes_, &facets_}) {
        for (const auto& [path, listing] : *listings) {
            if (listing.get() != handle) continue;
            if (!listing->ended) return listing.get();
            violation(std::string(call) + ": the listing of '" + path + "' has ended");
            return nullptr;
        }
    }
    violation(std::string(call) + " was given a handle the host did not make");
    return nullptr;
}

void TestHost::judge_object(const Listing& listing, const Object& object) {
    const std::string where = "'" + object.name + "' in '" + listing.path + "'";
    auto& seen = seen_[&listing];
    if (!seen.insert("name " + object.name_space.value_or("") + ";" + object.name).second) {
        violation(where + " was listed twice");
    }
    if (object.platform_id && !seen.insert("id " + *object.platform_id).second) {
        violation(where + " has the platform id of another object");
    }
    if (!object.columns) return;
    std::set<uint32_t> ordinals;
    for (const auto& column : *object.columns) {
        if (column.name.empty()) violation(where + " has a column without name");
        if (column.ordinal == 0 || !ordinals.insert(column.ordinal).second) {
            violation(where + ": the ordinal of column '" + column.name +
                      "' is zero or given twice");
        }
    }
}

void TestHost::judge_end(const Listing& listing, const objsync_end& end) {
    const std::string where = "the end of '" + listing.path + "'";
    if (end.size == 0) violation(where + " has no size");
    if (end.outcome < OBJSYNC_COMPLETE || end.outcome > OBJSYNC_SCOPE_FAILED) {
        violation(where + " has no known outcome");
    }
    if (!end.basis.data || end.basis.len == 0) violation(where + " has no basis");
    const bool good = end.outcome <= OBJSYNC_UNCHANGED_BELOW;
    if (good && end.error.error_class != OBJSYNC_ERROR_NONE) {
        violation(where + " is good and has an error");
    }
    if (!good && (end.error.error_class == OBJSYNC_ERROR_NONE || end.error.text.len == 0)) {
        violation(where + " is not complete and does not say why");
    }
    if (end.outcome == OBJSYNC_UNCHANGED || end.outcome == OBJSYNC_UNCHANGED_BELOW) {
        const auto it = stored_markers.find(listing.path);
        if (it == stored_markers.end() || copy_text(end.marker) != it->second) {
            violation(where + " is unchanged, but its marker is not the stored one");
        }
    }
}

} // namespace objsync::testing
