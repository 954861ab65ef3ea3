// A metastore that tests shape and change, also while it is being listed. Thread-safe. Whatever
// changes a securable moves its updated_at, as the platform does.
#pragma once

#include <functional>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "tests/databricks/model/tree.h"

namespace fake_databricks {

class Metastore {
public:
    // Each creates or replaces: what is replaced gets another id and loses its tags, its grants
    // stay. The container must be there. `fill` sets what is not as by default.
    void catalog(const std::string& name, const std::function<void(Catalog&)>& fill = {});
    void schema(const std::string& catalog, const std::string& name,
                const std::function<void(Schema&)>& fill = {});
    void table(const std::string& catalog, const std::string& schema, const std::string& name,
               const std::function<void(Table&)>& fill = {});
    void volume(const Path& path, const std::function<void(Volume&)>& fill = {});
    void function(const Path& path, const std::function<void(Function&)>& fill = {});
    void model(const Path& path, const std::function<void(Model&)>& fill = {});
    // So many schemas "schema_0000", ... with generated tables each.
    void generate(const std::string& catalog, int64_t schemas, int64_t tables, int64_t columns);

    // Each throws std::out_of_range where there is no such thing.
    void change_catalog(const std::string& name, const std::function<void(Catalog&)>& change);
    void change_schema(const Path& path, const std::function<void(Schema&)>& change);
    void change_table(const Path& path, const std::function<void(Table&)>& change);
    void rename_table(const Path& path, const std::string& name);
    void drop(const Path& path); // a catalog, a schema, or an object of any type

    void grant(const std::string& principal, const std::string& privilege, const Path& path);
    void revoke(const std::string& principal, const std::string& privilege, const Path& path);
    void admin(const std::string& principal, bool is = true);
    void identity(const std::string& metastore_id);

    // Tags move no updated_at. Four names: a column's.
    void tag(const Path& path, const std::string& key, const std::string& value);
    void untag(const Path& path, const std::string& key);

    template <typename Read>
    auto read(Read&& read) const {
        const std::shared_lock lock(mutex_);
        return read(tree_);
    }
    // For what the words above do not say.
    void edit(const std::function<void(Tree&)>& edit);

private:
    // Those below need the lock.
    Catalog& at_catalog(const std::string& name);
    Schema& at_schema(const Path& path);
    Table& at_table(const Path& path); // a generated one is kept from now on
    Tags& tags_of(const Path& path);
    template <typename T>
    void put(std::map<std::string, T>& into, const std::string& name, const char* kind,
             const std::function<void(T&)>& fill);

    mutable std::shared_mutex mutex_;
    Tree tree_;
};

} // namespace fake_databricks
