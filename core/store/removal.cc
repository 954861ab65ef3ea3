#include "core/store/removal.h"

#include "core/model/codec.h"
#include "core/store/subtrees.h"

namespace objsync::store::query {

RemovalCount count_removal(Database& db, const ConnectionRow& connection) {
    Statement count(db,
                    "SELECT COUNT(*), COALESCE(SUM(flags & ?2 <> 0), 0) FROM object "
                    "WHERE conn = ?1 AND presence < 3");
    count.bind(connection.id, kFlagSource).step();
    return {count.integer(0), count.integer(1)};
}

std::string removal_token(Database& db, const std::string& epoch, int64_t connection,
                          int64_t root) {
    std::string text = epoch + ",remove";
    for (const int64_t part : {connection, root, subtree_version(db, root)})
        text += "," + std::to_string(part);
    return std::to_string(fingerprint(text));
}

} // namespace objsync::store::query
