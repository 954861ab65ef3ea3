// A Snowflake account in memory: tests shape it in words, sessions ask it in SQL.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "tests/snowflake/account/settings.h"
#include "tests/snowflake/account/state.h"
#include "tests/snowflake/engine.h"

namespace fake_snowflake {

// The account at one moment, as one statement sees it however long it runs.
using Snapshot = std::shared_ptr<const State>;

// Thread-safe: it may be changed while statements run. It has the roles ACCOUNTADMIN,
// SECURITYADMIN, USERADMIN, SYSADMIN and PUBLIC and the database SNOWFLAKE from the start; what
// nobody is said to own belongs to SYSADMIN. What a change names must be there; otherwise it throws
// std::invalid_argument. Functions that are handed in run under the account's lock, and call
// nothing of it; but for the hook.
class Account : public Engine {
public:
    explicit Account(AccountSettings settings = {});
    ~Account() override;
    [[nodiscard]] std::unique_ptr<Session> sign_in(
        const std::map<std::string, std::string>& keywords) override;

    // Objects. CREATE OR REPLACE where there is one of the name already.
    void create_database(Database database);
    void create_database(const std::string& name) { create_database(named<Database>(name)); }
    void create_schema(const std::string& database, Schema schema);
    void create_schema(const std::string& database, const std::string& name) {
        create_schema(database, named<Schema>(name));
    }
    void create(const Path& path, Object object);
    // One formula for a schema; objects of their own may stand beside it.
    void generate(const Path& schema, Formula formula);
    void drop(const Path& path);
    void undrop(const Path& path);
    void rename(const Path& path, const Path& to);
    void swap(const Path& path, const Path& with);
    void alter(const Path& path, const std::function<void(Object&)>& change);
    void touch(const Path& path, int64_t row_count);
    // `column`: empty for the object itself. An empty value takes the tag away.
    void tag(const Path& path, const std::string& name, const std::string& value,
             const std::string& column = {});
    void edit_database(const std::string& name, const std::function<void(Database&)>& change);
    void edit_schema(const Path& path, const std::function<void(Schema&)>& change);

    // Rights. An empty Path: the account. `plural` as GRANT has it: "TABLES", "DYNAMIC TABLES",
    // "SCHEMAS"; of those that are there and that come later.
    void create_role(const std::string& name, const std::set<std::string>& holds = {});
    void grant_role(const std::string& role, const std::string& to);
    void revoke_role(const std::string& role, const std::string& from);
    void grant(const std::string& role, const std::string& privilege, const Path& on);
    void revoke(const std::string& role, const std::string& privilege, const Path& on);
    void grant_on_all(const std::string& role, const std::string& privilege,
                      const std::string& plural, const Path& in);
    void revoke_on_all(const std::string& role, const std::string& privilege,
                       const std::string& plural, const Path& in);
    void create_user(User user);
    void edit_user(const std::string& name, const std::function<void(User&)>& change);
    void create_warehouse(Warehouse warehouse);
    void edit_warehouse(const std::string& name, const std::function<void(Warehouse&)>& change);
    void grant_warehouse(const std::string& role, const std::string& name,
                         const std::string& privilege = "USAGE");

    // Time stands still but for a few milliseconds with each change. ACCOUNT_USAGE and sessions
    // that idle go by it; the validity of JWTs goes by the system's clock.
    [[nodiscard]] Time now() const;
    void advance(std::chrono::nanoseconds by);
    // Sessions that were opened until now get 390114.
    void expire_sessions();

    // Runs in the session's thread before each statement, and may change the account.
    using Hook = std::function<void(int64_t session, const std::string& sql)>;
    void before_statements(Hook hook);
    void set(const std::function<void(AccountSettings&)>& change);

    // For sessions.
    [[nodiscard]] AccountSettings settings() const;
    [[nodiscard]] Snapshot snapshot() const;
    [[nodiscard]] Snapshot snapshot_before(std::chrono::nanoseconds lag);
    [[nodiscard]] int64_t expired_until() const; // sessions with this id or below
    void call_hook(int64_t session, const std::string& sql) const;
    void change(const std::function<void(State&, Time)>& change);

private:
    struct Change {
        Time at;
        std::function<void(State&, Time)> apply;
    };
    struct Lagging {
        Cow<State> state;
        size_t applied = 0;
    };

    template <typename Part>
    [[nodiscard]] static Part named(const std::string& name) {
        Part result;
        result.name = name;
        return result;
    }
    [[nodiscard]] Snapshot pin(const Cow<State>& state) const;

    const std::shared_ptr<std::mutex> mutex_ = std::make_shared<std::mutex>();
    AccountSettings settings_;
    Cow<State> state_;
    Cow<State> first_; // before all changes
    std::vector<Change> changes_;
    std::map<std::chrono::nanoseconds, Lagging> lagging_;
    Time now_ = day(2026, 1, 5) + std::chrono::hours(8);
    Hook hook_;
    int64_t last_session_ = 0;
    int64_t expired_until_ = 0;
};

} // namespace fake_snowflake
