// The rows of local tags, over any Database; writing on the write connection, inside the caller's
// transaction. One thread at a time.
#pragma once

#include <cstdint>

#include "core/model/local_tags.h"
#include "core/store/sqlite.h"

namespace objsync::store {

class LocalTagTable {
public:
    explicit LocalTagTable(Database& db);

    [[nodiscard]] LocalTags of(int64_t oid);
    void put(int64_t oid, const LocalTags& tags); // beside those there are, in place of equal names
    void erase(int64_t oid, std::string_view name);

private:
    Statement of_, put_, erase_;
};

} // namespace objsync::store
