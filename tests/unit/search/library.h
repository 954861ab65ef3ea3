// A store of objects that are made, changed and removed as the writer does it, and what a search in
// it has to find: told by looking at every object.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/model/object.h"
#include "core/store/local_tags.h"
#include "core/store/objects.h"
#include "core/store/open.h"
#include "core/store/query.h"
#include "core/store/search.h"
#include "tests/support/temp_dir.h"

namespace objsync::test {

// What a test says of an object; the rest does not matter to a search.
struct Thing {
    std::string name;
    std::string kind = "table";
    std::vector<Tag> tags = {};
    int64_t changed_at = 1;
    bool container = false;
};

class Library {
    TempDir dir_;
    std::unique_ptr<store::Database> db_;

public:
    Library();

    store::Database& db() noexcept { return *db_; }
    store::Objects objects;
    store::LocalTagTable local_tags;

    // In a transaction of its own, unless one is open.
    int64_t add(int64_t conn, int64_t parent, const Thing& thing);
    void change(int64_t oid, const Thing& thing); // name, kind, tags, time
    void set_presence(int64_t oid, store::Presence presence);
    void announce(int64_t oid, bool announced);
    void erase(int64_t oid);
    void begin();
    void commit();
    void roll_back();

    // Live or not, in the store.
    [[nodiscard]] std::vector<int64_t> all(int64_t conn);

private:
    template <typename F>
    void within(F change);

    int64_t next_oid_ = 1, rolled_back_to_ = 1;
    bool open_ = false;
};

struct Found {
    std::vector<int64_t> oids;
    size_t slices = 0;
};

// Looks with its own statements, to the end, in pages of `limit`. `hasty`: each slice looks at one
// thing only.
[[nodiscard]] Found find_all(Library& library, const store::query::SearchPlace& place,
                             const store::query::SearchFilter& filter, size_t limit, bool hasty);

// The same by looking at every object; ascending oids.
[[nodiscard]] std::vector<int64_t> expect_all(Library& library,
                                              const store::query::SearchPlace& place,
                                              const store::query::SearchFilter& filter,
                                              const std::string& name_glob);

// Whether the glob's stars can be filled so that it is the name.
[[nodiscard]] bool is_like(std::string_view name, std::string_view glob);

} // namespace objsync::test
