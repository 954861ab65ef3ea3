#include "tests/databricks/model/tree.h"

#include <cstdio>

namespace fake_databricks {

namespace {

constexpr int64_t kGeneratedAt = 1'600'000'000'000;
constexpr const char* kTypes[][2] = {
    {"bigint", "LONG"}, {"string", "STRING"}, {"date", "DATE"}, {"decimal(18,2)", "DECIMAL"}};

std::string uuid(const char* kind, int64_t number) {
    char out[64];
    std::snprintf(out, sizeof(out), "%08x-0000-4000-8000-%012llx",
                  static_cast<unsigned>(static_cast<unsigned char>(kind[0])),
                  static_cast<unsigned long long>(number));
    return out;
}

} // namespace

std::string dotted(const Path& path) {
    std::string out;
    for (const auto& name : path)
        out += (out.empty() ? "" : ".") + name;
    return out;
}

std::string Tree::new_id(const char* kind) {
    return uuid(kind, ++made);
}

const Schema* Tree::schema(const Path& path) const {
    const auto catalog = catalogs.find(path[0]);
    if (catalog == catalogs.end()) return nullptr;
    const auto it = catalog->second.schemas.find(path[1]);
    return it == catalog->second.schemas.end() ? nullptr : &it->second;
}

const Table* Tree::table(const Path& path, Table& space) const {
    const Schema* in = schema(path);
    if (in == nullptr) return nullptr;
    const auto it = in->tables.find(path[2]);
    if (it != in->tables.end()) return &it->second;
    const int64_t number = generated_number(*in, path[2]);
    if (number < 0 || in->left_out.contains(number)) return nullptr;
    make_generated(*in, number, space);
    return &space;
}

bool Tree::accessible(const Catalog& catalog, const Viewer& viewer) const {
    return !catalog.isolated || catalog.bindings.contains(viewer.workspace);
}

bool Tree::holds(const Viewer& viewer, const char* privilege, const Path& path) const {
    Path at;
    for (const auto& name : path) {
        at.push_back(name);
        for (const char* one : {privilege, "ALL_PRIVILEGES"}) {
            for (const auto& who : {viewer.principal, std::string("account users")}) {
                if (grants.contains({who, one, dotted(at)})) return true;
            }
        }
    }
    return false;
}

bool Tree::owns_above(const Viewer& viewer, const Path& path) const {
    const auto catalog = catalogs.find(path[0]);
    if (catalog == catalogs.end()) return false;
    if (catalog->second.owner == viewer.principal) return true;
    if (path.size() < 3) return false;
    const Schema* in = schema(path);
    return in != nullptr && in->owner == viewer.principal;
}

Sight Tree::sight(const Path& path, const Viewer& viewer, const Thing& thing,
                  const char* privilege) const {
    const auto catalog = catalogs.find(path[0]);
    if (catalog == catalogs.end() || !accessible(catalog->second, viewer)) return Sight::none;
    if (admins.contains(viewer.principal) || owns_above(viewer, path)) return Sight::full;
    bool full = holds(viewer, "USE_CATALOG", {path[0]});
    if (path.size() > 1) full = full && holds(viewer, "USE_SCHEMA", {path[0], path[1]});
    if (path.size() > 2) full = full && holds(viewer, privilege, path);
    if (full || thing.owner == viewer.principal) return Sight::full;
    return holds(viewer, "BROWSE", path) ? Sight::browse : Sight::none;
}

std::string generated_name(int64_t number) {
    char out[32];
    std::snprintf(out, sizeof(out), "gen_%07lld", static_cast<long long>(number));
    return out;
}

int64_t generated_number(const Schema& schema, const std::string& name) {
    if (name.size() != 11 || !name.starts_with("gen_")) return -1;
    const std::string digits = name.substr(4);
    if (digits.find_first_not_of("0123456789") != std::string::npos) return -1;
    const int64_t number = std::stoll(digits);
    return number < schema.generated.tables ? number : -1;
}

void make_generated(const Schema& schema, int64_t number, Table& out) {
    out = Table();
    out.id = uuid("g", schema.number * 10'000'000 + number);
    out.created_at = kGeneratedAt;
    out.updated_at = kGeneratedAt + number;
    out.comment = "generated";
    out.storage_location = "s3://bucket/gen/" + out.id;
    for (int64_t i = 0; i < schema.generated.columns; ++i) {
        Column column;
        column.name = "column_" + std::to_string(i);
        column.type_text = kTypes[i % 4][0];
        out.columns.push_back(column);
    }
}

} // namespace fake_databricks
