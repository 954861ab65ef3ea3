#include "tests/snowflake/sql/session.h"

#include "tests/snowflake/sql/errors.h"
#include "tests/snowflake/sql/from.h"
#include "tests/snowflake/sql/parameters.h"
#include "tests/snowflake/sql/parser.h"
#include "tests/snowflake/sql/result.h"
#include "tests/snowflake/sql/select.h"
#include "tests/snowflake/sql/show.h"

namespace fake_snowflake::sql {

namespace {

// https://docs.snowflake.com/en/user-guide/session-policies: four hours, if nothing keeps it alive.
constexpr std::chrono::hours kIdle{4};
const std::string kDone = "Statement executed successfully.";

class SqlSession : public Session {
public:
    SqlSession(Account& account, int64_t id, SignedIn signed_in)
        : account_(account), id_(id), now_(std::move(signed_in)), last_used_(account.now()) {}

    int64_t id() const override { return id_; }
    int64_t statement_timeout_s() const override {
        return std::stoll(parameters_.text("STATEMENT_TIMEOUT_IN_SECONDS"));
    }

    std::unique_ptr<Rows> execute(const std::string& sql,
                                  const std::vector<Parameter>& parameters) override {
        account_.call_hook(id_, sql);
        check_alive();
        Statement statement = parse(sql);
        if (statement.parameters > parameters.size()) {
            throw SqlError("42601", 2049,
                           "SQL compilation error: error line 0 at position -1\n"
                           "Bind variable ? not set.");
        }
        auto query =
            std::make_shared<Query>(account_, environment(parameters), std::move(statement));
        const auto& what = query->statement.what;
        if (const auto* const select_it = std::get_if<Select>(&what)) {
            StreamPtr stream = select(*query, *select_it);
            if (query->computes) compute(query->state());
            return result(std::move(query), std::move(stream));
        }
        if (const auto* const show_it = std::get_if<Show>(&what)) {
            StreamPtr stream = show(*query, *show_it);
            return result(std::move(query), std::move(stream));
        }
        if (const auto* const describe_it = std::get_if<Describe>(&what)) {
            StreamPtr stream = describe(*query, *describe_it);
            return result(std::move(query), std::move(stream));
        }
        if (const auto* const use_it = std::get_if<Use>(&what)) {
            use(*query, *use_it);
        } else {
            parameters_.alter(std::get<AlterSession>(what));
        }
        return status(kDone);
    }

private:
    void check_alive() {
        const Time time = account_.now();
        const bool kept = now_.keep_alive || parameters_.boolean("CLIENT_SESSION_KEEP_ALIVE");
        if (id_ <= account_.expired_until() || (!kept && time - last_used_ > kIdle))
            throw expired();
        last_used_ = time;
    }

    [[nodiscard]] Environment environment(const std::vector<Parameter>& parameters) const {
        Environment result;
        result.session = id_;
        result.user = now_.user;
        result.role = now_.role;
        result.warehouse = now_.warehouse;
        result.database = now_.database;
        result.schema = now_.schema;
        result.roles = roles_of(*account_.snapshot(), now_.role);
        result.now = last_used_;
        result.settings = account_.settings();
        result.zone = parameters_.text("TIMEZONE");
        result.ignore_quotes = parameters_.boolean("QUOTED_IDENTIFIERS_IGNORE_CASE");
        result.session_parameters = parameters_.set();
        result.parameters = parameters;
        return result;
    }

    // A warehouse that is suspended starts, if it may start by itself.
    void compute(const State& state) {
        const auto it = state.warehouses.find(now_.warehouse);
        if (it == state.warehouses.end()) throw no_warehouse();
        const Access access(state, now_.role, Honours::nothing_more);
        if (!access.uses(it->second)) throw no_warehouse();
        if (!it->second.suspended) return;
        if (!it->second.auto_resume) throw no_warehouse();
        account_.edit_warehouse(now_.warehouse, [](Warehouse& w) { w.suspended = false; });
    }

    void use(const Query& query, const Use& use) {
        const Environment& environment = query.environment;
        const State& state = query.state();
        const std::string name = environment.resolve(use.name.back());
        const Access access(state, now_.role, Honours::nothing_more);
        if (use.what == "ROLE") {
            const User& user = state.users.at(now_.user);
            if (!state.roles.contains(name)) throw nothing_there();
            if (!user.roles.contains(name) && name != "PUBLIC") {
                throw SqlError("42501", 3013,
                               "SQL access control error:\nRequested role '" + name +
                                   "' is not assigned to the executing user. Specify another "
                                   "role to activate.");
            }
            now_.role = name;
        } else if (use.what == "WAREHOUSE") {
            const auto it = state.warehouses.find(name);
            if (it == state.warehouses.end() || !access.uses(it->second)) throw nothing_there();
            now_.warehouse = name;
        } else if (use.what == "DATABASE") {
            use_schema(state, access, {name, "PUBLIC"}, false);
        } else if (use.what == "SCHEMA") {
            Path path{now_.database, name};
            if (use.name.size() > 1) path.database = environment.resolve(use.name[0]);
            if (path.database.empty()) throw no_current_database("USE SCHEMA");
            use_schema(state, access, path, true);
        }
    }

    void use_schema(const State& state, const Access& access, const Path& path, bool must_be) {
        const auto it = state.databases.find(path.database);
        if (it == state.databases.end() || !access.uses(*it->second)) throw nothing_there();
        if (it->second->dead_share) throw dead_share();
        const auto schema = it->second->schemas.find(path.schema);
        const bool there =
            schema != it->second->schemas.end() && access.sees(*it->second, *schema->second);
        if (must_be && !there) throw nothing_there();
        now_.database = path.database;
        now_.schema = there ? path.schema : "";
    }

    Account& account_;
    const int64_t id_;
    SignedIn now_;
    SessionParameters parameters_;
    Time last_used_;
};

} // namespace

std::unique_ptr<Session> open_session(Account& account, int64_t id, SignedIn signed_in) {
    return std::make_unique<SqlSession>(account, id, std::move(signed_in));
}

} // namespace fake_snowflake::sql
