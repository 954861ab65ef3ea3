#include "plugins/snowflake/usage/usage.h"

#include "plugins/snowflake/login/errors.h"
#include "plugins/snowflake/show/rows.h"
#include "plugins/snowflake/sql/statements.h"

namespace objsync::snowflake {

namespace {

using odbc::Bound;

constexpr size_t kMostYoung = 100000;

std::string key_of(std::string_view database, std::string_view schema) {
    std::string out(database);
    out += '\0';
    return out += schema;
}

bool is_refusal(const sdk::Error& error) {
    const Trouble trouble = trouble_of(error);
    return trouble == Trouble::no_access || trouble == Trouble::no_warehouse ||
           error.error_class() == sdk::ErrorClass::denied;
}

} // namespace

bool Usage::attempt(Session& session, const std::function<void()>& read) {
    try {
        read();
        return true;
    } catch (const sdk::Error& error) {
        if (!is_refusal(error)) throw;
        readable_ = false;
        session.account().host().info(
            std::string("SNOWFLAKE.ACCOUNT_USAGE cannot be read, so ids and tags stay as known: ") +
            error.what());
        return false;
    }
}

void Usage::open(Session& session) {
    readable_ = attempt(session, [&] {
        odbc::Statement databases(session.connection());
        databases.execute(database_ids_sql());
        odbc::Block rows(databases,
                         {Bound::text(1, kNameRoom), Bound::number(2), Bound::number(3)});
        while (rows.next()) {
            const auto name = rows.text(0);
            const auto id = rows.number(1), created = rows.number(2);
            if (name && id && created) add(key_of(*name, ""), *id, *created);
        }
        odbc::Statement schemas(session.connection());
        schemas.execute(schema_ids_sql());
        odbc::Block more(schemas, {Bound::text(1, kNameRoom), Bound::text(2, kNameRoom),
                                   Bound::number(3), Bound::number(4)});
        while (more.next()) {
            const auto database = more.text(0), name = more.text(1);
            const auto id = more.number(2), created = more.number(3);
            if (database && name && id && created) add(key_of(*database, *name), *id, *created);
        }
    });
}

void Usage::add(std::string key, int64_t id, int64_t created) {
    containers_.emplace(std::move(key), Entry{id, created});
}

const Usage::Entry* Usage::find(const std::string& key, std::optional<int64_t> created_ms) const {
    const Entry* found = nullptr;
    const auto [begin, end] = containers_.equal_range(key);
    for (auto it = begin; it != end; ++it) {
        if (it->second.created != created_ms) continue;
        if (found) return nullptr;
        found = &it->second;
    }
    return found;
}

// Databases, schemas and objects have numbers of their own each, so they could meet.
std::optional<std::string> Usage::database_id(std::string_view name,
                                              std::optional<int64_t> created_ms) const {
    const Entry* entry = find(key_of(name, ""), created_ms);
    if (!entry) return std::nullopt;
    return "database " + std::to_string(entry->id);
}

std::optional<std::string> Usage::schema_id(std::string_view database, std::string_view schema,
                                            std::optional<int64_t> created_ms) const {
    const Entry* entry = find(key_of(database, schema), created_ms);
    if (!entry) return std::nullopt;
    return "schema " + std::to_string(entry->id);
}

void Usage::too_young(const sdk::Path& path) {
    if (!readable()) return;
    const std::lock_guard lock(mutex_);
    too_many_young_ = too_many_young_ || young_.size() == kMostYoung;
    if (!too_many_young_) young_.push_back(path);
}

bool Usage::each_young(const std::function<void(const sdk::Path&)>& take) const {
    const std::lock_guard lock(mutex_);
    for (const auto& path : young_)
        take(path);
    return !too_many_young_;
}

} // namespace objsync::snowflake
