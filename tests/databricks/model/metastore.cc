#include "tests/databricks/model/metastore.h"

#include <algorithm>
#include <stdexcept>

namespace fake_databricks {

namespace {

template <typename T>
T& find(std::map<std::string, T>& in, const std::string& name) {
    const auto it = in.find(name);
    if (it == in.end()) throw std::out_of_range("there is no '" + name + "'");
    return it->second;
}

} // namespace

template <typename T>
void Metastore::put(std::map<std::string, T>& into, const std::string& name, const char* kind,
                    const std::function<void(T&)>& fill) {
    T made;
    made.id = tree_.new_id(kind);
    made.created_at = made.updated_at = tree_.tick();
    if (fill) fill(made);
    into.insert_or_assign(name, std::move(made));
}

Catalog& Metastore::at_catalog(const std::string& name) {
    return find(tree_.catalogs, name);
}

Schema& Metastore::at_schema(const Path& path) {
    return find(at_catalog(path.at(0)).schemas, path.at(1));
}

Table& Metastore::at_table(const Path& path) {
    Schema& in = at_schema(path);
    if (!in.tables.contains(path.at(2))) {
        Table made;
        if (tree_.table(path, made) == nullptr)
            throw std::out_of_range("there is no table '" + dotted(path) + "'");
        in.left_out[generated_number(in, path[2])] = true;
        in.tables.emplace(path[2], std::move(made));
    }
    return in.tables.at(path[2]);
}

void Metastore::catalog(const std::string& name, const std::function<void(Catalog&)>& fill) {
    const std::unique_lock lock(mutex_);
    put(tree_.catalogs, name, "c", fill);
}

void Metastore::schema(const std::string& catalog, const std::string& name,
                       const std::function<void(Schema&)>& fill) {
    const std::unique_lock lock(mutex_);
    put(at_catalog(catalog).schemas, name, "s", fill);
    at_schema({catalog, name}).number = tree_.made;
}

void Metastore::table(const std::string& catalog, const std::string& schema,
                      const std::string& name, const std::function<void(Table&)>& fill) {
    const std::unique_lock lock(mutex_);
    Schema& in = at_schema({catalog, schema});
    put(in.tables, name, "t", fill);
    const int64_t number = generated_number(in, name);
    if (number >= 0) in.left_out[number] = true;
}

void Metastore::volume(const Path& path, const std::function<void(Volume&)>& fill) {
    const std::unique_lock lock(mutex_);
    put(at_schema(path).volumes, path.at(2), "v", fill);
}

void Metastore::function(const Path& path, const std::function<void(Function&)>& fill) {
    const std::unique_lock lock(mutex_);
    put(at_schema(path).functions, path.at(2), "f", fill);
}

void Metastore::model(const Path& path, const std::function<void(Model&)>& fill) {
    const std::unique_lock lock(mutex_);
    put(at_schema(path).models, path.at(2), "m", fill);
}

void Metastore::generate(const std::string& catalog, int64_t schemas, int64_t tables,
                         int64_t columns) {
    for (int64_t i = 0; i < schemas; ++i) {
        std::string number = std::to_string(i);
        number.insert(0, 4 - std::min<size_t>(4, number.size()), '0');
        schema(catalog, "schema_" + number, [&](Schema& s) { s.generated = {tables, columns}; });
    }
}

void Metastore::change_catalog(const std::string& name,
                               const std::function<void(Catalog&)>& change) {
    const std::unique_lock lock(mutex_);
    Catalog& catalog = at_catalog(name);
    catalog.updated_at = tree_.tick();
    change(catalog);
}

void Metastore::change_schema(const Path& path, const std::function<void(Schema&)>& change) {
    const std::unique_lock lock(mutex_);
    Schema& schema = at_schema(path);
    schema.updated_at = tree_.tick();
    change(schema);
}

void Metastore::change_table(const Path& path, const std::function<void(Table&)>& change) {
    const std::unique_lock lock(mutex_);
    Table& table = at_table(path);
    table.updated_at = tree_.tick();
    change(table);
}

void Metastore::rename_table(const Path& path, const std::string& name) {
    const std::unique_lock lock(mutex_);
    Table table = at_table(path);
    table.updated_at = tree_.tick();
    at_schema(path).tables.erase(path[2]);
    at_schema(path).tables.insert_or_assign(name, std::move(table));
}

void Metastore::drop(const Path& path) {
    const std::unique_lock lock(mutex_);
    if (path.size() == 1) {
        static_cast<void>(at_catalog(path[0]));
        tree_.catalogs.erase(path[0]);
    } else if (path.size() == 2) {
        static_cast<void>(at_schema(path));
        at_catalog(path[0]).schemas.erase(path[1]);
    } else {
        Schema& in = at_schema(path);
        if (in.volumes.erase(path.at(2)) + in.functions.erase(path[2]) + in.models.erase(path[2]))
            return;
        static_cast<void>(at_table(path));
        in.tables.erase(path[2]);
    }
}

void Metastore::grant(const std::string& principal, const std::string& privilege,
                      const Path& path) {
    const std::unique_lock lock(mutex_);
    tree_.grants.insert({principal, privilege, dotted(path)});
}

void Metastore::revoke(const std::string& principal, const std::string& privilege,
                       const Path& path) {
    const std::unique_lock lock(mutex_);
    if (tree_.grants.erase({principal, privilege, dotted(path)}) == 0)
        throw std::out_of_range(principal + " was not granted " + privilege);
}

void Metastore::admin(const std::string& principal, bool is) {
    const std::unique_lock lock(mutex_);
    if (is) {
        tree_.admins.insert(principal);
    } else {
        tree_.admins.erase(principal);
    }
}

void Metastore::identity(const std::string& metastore_id) {
    const std::unique_lock lock(mutex_);
    tree_.metastore_id = metastore_id;
}

Tags& Metastore::tags_of(const Path& path) {
    if (path.size() == 1) return at_catalog(path[0]).tags;
    if (path.size() == 2) return at_schema(path).tags;
    Schema& in = at_schema(path);
    if (path.size() == 3 && in.volumes.contains(path[2]) && !in.tables.contains(path[2]))
        return in.volumes.at(path[2]).tags;
    Table& table = at_table({path[0], path[1], path.at(2)});
    if (path.size() == 3) return table.tags;
    for (Column& column : table.columns) {
        if (column.name == path.at(3)) return column.tags;
    }
    throw std::out_of_range("there is no column '" + dotted(path) + "'");
}

void Metastore::tag(const Path& path, const std::string& key, const std::string& value) {
    const std::unique_lock lock(mutex_);
    tags_of(path)[key] = value;
}

void Metastore::untag(const Path& path, const std::string& key) {
    const std::unique_lock lock(mutex_);
    if (tags_of(path).erase(key) == 0) throw std::out_of_range("there is no tag '" + key + "'");
}

void Metastore::edit(const std::function<void(Tree&)>& edit) {
    const std::unique_lock lock(mutex_);
    edit(tree_);
}

} // namespace fake_databricks
