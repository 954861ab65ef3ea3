#include "core/sync/request.h"

#include "core/model/codec.h"
#include "core/store/objects.h"

namespace objsync::sync {

int64_t RunRequest::flags_of(std::string_view stable) const {
    const auto kind = peek_text(stable, TextField::kind);
    if (!kind) return 0;
    const auto it = kinds.find(std::string(*kind));
    // A kind that the plugin does not declare is protected rather than overlooked.
    if (it == kinds.end()) return store::kFlagSource;
    return (it->second.container ? store::kFlagContainer : 0) |
           (it->second.source ? store::kFlagSource : 0);
}

std::string RunRequest::basis_of(const std::string& basis) const {
    return basis + "\nplugin " + plugin_version + "\nfilter " +
           std::to_string(filter.fingerprint());
}

} // namespace objsync::sync
