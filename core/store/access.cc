#include "core/store/access.h"

#include <algorithm>
#include <set>

namespace objsync::store {

OwnerQuery::OwnerQuery(Database& db)
    : grants_(db, "SELECT oid, role FROM owner WHERE principal = ?"),
      owners_(db, "SELECT role, principal FROM owner WHERE oid = ? ORDER BY role, principal") {}

std::vector<Grant> OwnerQuery::grants(const std::vector<std::string>& principals) {
    std::vector<Grant> found;
    for (const std::string& principal : principals) {
        grants_.bind(principal);
        while (grants_.step())
            found.push_back({grants_.integer(0), static_cast<Role>(grants_.integer(1))});
        grants_.reset();
    }
    return found;
}

Roles OwnerQuery::roles_of(const std::vector<std::string>& principals,
                           const std::vector<query::ObjectRow>& ancestry) {
    const auto among = [&](const std::vector<std::string>& owners) {
        return std::find_first_of(owners.begin(), owners.end(), principals.begin(),
                                  principals.end()) != owners.end();
    };
    Roles roles;
    for (const query::ObjectRow& object : ancestry) {
        const Owners own = owners(object.oid);
        roles.data_owner = roles.data_owner || among(own.data_owners);
        roles.infrastructure_admin = roles.infrastructure_admin || among(own.infrastructure_admins);
    }
    return roles;
}

Owners OwnerQuery::owners(int64_t oid) {
    Owners owners;
    owners_.bind(oid);
    while (owners_.step()) {
        const auto role = static_cast<Role>(owners_.integer(0));
        (role == Role::data_owner ? owners.data_owners : owners.infrastructure_admins)
            .push_back(owners_.text(1));
    }
    owners_.reset();
    return owners;
}

Owners OwnerQuery::effective(const std::vector<query::ObjectRow>& ancestry) {
    std::set<std::string> data_owners, admins;
    for (const query::ObjectRow& object : ancestry) {
        Owners own = owners(object.oid);
        data_owners.insert(own.data_owners.begin(), own.data_owners.end());
        admins.insert(own.infrastructure_admins.begin(), own.infrastructure_admins.end());
    }
    return {{data_owners.begin(), data_owners.end()}, {admins.begin(), admins.end()}};
}

void set_owners(Database& db, int64_t oid, Role role, const std::vector<std::string>& principals) {
    Statement(db, "DELETE FROM owner WHERE oid = ? AND role = ?")
        .bind(oid, static_cast<int64_t>(role))
        .run();
    Statement insert(db, "INSERT OR IGNORE INTO owner (oid, role, principal) VALUES (?, ?, ?)");
    for (const std::string& principal : principals)
        insert.bind(oid, static_cast<int64_t>(role), principal).run();
}

std::vector<TokenRow> read_tokens(Database& db) {
    Statement rows(db,
                   "SELECT id, hash, principal, permissions, note, created_at, created_by, "
                   "expires_at, last_used FROM token ORDER BY id");
    std::vector<TokenRow> tokens;
    while (rows.step()) {
        tokens.push_back({rows.integer(0), rows.text(1), rows.text(2), rows.integer(3),
                          rows.text(4), rows.integer(5), rows.text(6), rows.maybe_integer(7),
                          rows.maybe_integer(8)});
    }
    return tokens;
}

int64_t insert_token(Database& db, const TokenRow& token) {
    Statement insert(db,
                     "INSERT INTO token (hash, principal, permissions, note, created_at, "
                     "created_by, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id");
    insert.bind(Statement::Blob{token.hash}, token.principal, token.permissions, token.note,
                token.created_at, token.created_by, token.expires_at);
    insert.step();
    const int64_t id = insert.integer(0);
    insert.run();
    return id;
}

bool erase_token(Database& db, int64_t id) {
    Statement(db, "DELETE FROM token WHERE id = ?").bind(id).run();
    return db.changes() != 0;
}

void touch_token(Database& db, int64_t id, int64_t used_ms) {
    Statement(db, "UPDATE token SET last_used = ? WHERE id = ?").bind(used_ms, id).run();
}

void append_audit(Database& db, const AuditRow& row) {
    Statement(db,
              "INSERT INTO audit (at, principal, via, action, target, before, after, status, "
              "detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(row.at, row.principal, row.via, row.action, row.target, row.before, row.after,
              row.status, row.detail)
        .run();
}

std::vector<AuditRow> read_audit(Database& db, std::optional<int64_t> before, size_t limit) {
    Statement rows(db,
                   "SELECT id, at, principal, via, action, target, before, after, status, detail "
                   "FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?");
    rows.bind(before.value_or(INT64_MAX), static_cast<int64_t>(limit));
    std::vector<AuditRow> page;
    while (rows.step()) {
        page.push_back({rows.integer(0), rows.integer(1), rows.text(2), rows.text(3), rows.text(4),
                        rows.text(5), rows.text(6), rows.text(7), rows.integer(8), rows.text(9)});
    }
    return page;
}

void prune_audit(Database& db, int64_t before_ms, int64_t limit) {
    Statement(db,
              "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? ORDER BY id "
              "LIMIT ?)")
        .bind(before_ms, limit)
        .run();
}

} // namespace objsync::store
