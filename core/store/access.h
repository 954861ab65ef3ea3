// Who may what: owners of objects, bearer tokens, and the record of what was done. Reading over any
// Database, writing on the write connection inside the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/store/query.h"
#include "core/store/sqlite.h"

namespace objsync::store {

enum class Role : int64_t { data_owner = 0, infrastructure_admin = 1 };

struct Grant {
    int64_t oid = 0;
    Role role = Role::data_owner;
};

struct Roles {
    bool data_owner = false, infrastructure_admin = false;
};

// Of one object itself; by name.
struct Owners {
    std::vector<std::string> data_owners, infrastructure_admins;

    bool operator==(const Owners&) const = default;
};

class OwnerQuery {
public:
    explicit OwnerQuery(Database& db);

    // What any of these principals was given, in no order.
    [[nodiscard]] std::vector<Grant> grants(const std::vector<std::string>& principals);
    // What they are at the first of the ancestry: what was given there or above.
    [[nodiscard]] Roles roles_of(const std::vector<std::string>& principals,
                                 const std::vector<query::ObjectRow>& ancestry);
    [[nodiscard]] Owners owners(int64_t oid);
    // What holds at the first of the ancestry: its own, and what those above add.
    [[nodiscard]] Owners effective(const std::vector<query::ObjectRow>& ancestry);

private:
    Statement grants_, owners_;
};

// Instead of those that were there before.
void set_owners(Database& db, int64_t oid, Role role, const std::vector<std::string>& principals);

// Bits of token.permissions.
inline constexpr int64_t kCreateDataSource = 1, kGovernance = 2;

struct TokenRow {
    int64_t id = 0;
    std::string hash; // SHA-256, 32 bytes
    std::string principal;
    int64_t permissions = 0;
    std::string note;
    int64_t created_at = 0;
    std::string created_by;
    std::optional<int64_t> expires_at, last_used;
};

[[nodiscard]] std::vector<TokenRow> read_tokens(Database& db); // by id
[[nodiscard]] int64_t insert_token(Database& db, const TokenRow& token);
[[nodiscard]] bool erase_token(Database& db, int64_t id); // false: there is none
void touch_token(Database& db, int64_t id, int64_t used_ms);

struct AuditRow {
    int64_t id = 0, at = 0;
    std::string principal, via, action, target, before, after;
    int64_t status = 200;
    std::string detail;
};

void append_audit(Database& db, const AuditRow& row); // its id is given here
// Newest first, older than `before`.
[[nodiscard]] std::vector<AuditRow> read_audit(Database& db, std::optional<int64_t> before,
                                               size_t limit);
void prune_audit(Database& db, int64_t before_ms, int64_t limit);

} // namespace objsync::store
