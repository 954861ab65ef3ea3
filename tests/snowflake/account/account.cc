#include "tests/snowflake/account/account.h"

#include <utility>

#include "tests/snowflake/account/sign_in.h"
#include "tests/snowflake/sql/builtin.h"
#include "tests/snowflake/sql/session.h"

namespace fake_snowflake {

namespace {

const std::string kDefaultOwner = "SYSADMIN";

} // namespace

Account::Account(AccountSettings settings) : settings_(std::move(settings)) {
    sql::build_in(state_.edit(), now_);
    first_ = state_;
}

Account::~Account() = default;

std::unique_ptr<Session> Account::sign_in(const std::map<std::string, std::string>& keywords) {
    SignedIn signed_in;
    int64_t id = 0;
    {
        const std::lock_guard lock(*mutex_);
        signed_in = authenticate(*state_, settings_, now_, keywords);
        id = ++last_session_;
    }
    return sql::open_session(*this, id, std::move(signed_in));
}

Snapshot Account::pin(const Cow<State>& state) const {
    // The copy is dropped under the mutex, as Cow wants it.
    auto* const copy = new Cow<State>(state);
    return {&**copy, [copy, mutex = mutex_](const State*) {
                const std::lock_guard lock(*mutex);
                delete copy;
            }};
}

Snapshot Account::snapshot() const {
    const std::lock_guard lock(*mutex_);
    return pin(state_);
}

Snapshot Account::snapshot_before(std::chrono::nanoseconds lag) {
    const std::lock_guard lock(*mutex_);
    auto& [state, applied] = lagging_.try_emplace(lag, Lagging{first_}).first->second;
    for (; applied < changes_.size() && changes_[applied].at <= now_ - lag; ++applied)
        changes_[applied].apply(state.edit(), changes_[applied].at);
    return pin(state);
}

void Account::change(const std::function<void(State&, Time)>& change) {
    const std::lock_guard lock(*mutex_);
    const Time at = now_ + std::chrono::milliseconds(1);
    change(state_.edit(), at);
    // What is dropped by a replacement has one millisecond more.
    now_ = at + std::chrono::milliseconds(1);
    changes_.push_back({at, change});
}

Time Account::now() const {
    const std::lock_guard lock(*mutex_);
    return now_;
}

void Account::advance(std::chrono::nanoseconds by) {
    const std::lock_guard lock(*mutex_);
    now_ += by;
}

void Account::expire_sessions() {
    const std::lock_guard lock(*mutex_);
    expired_until_ = last_session_;
}

int64_t Account::expired_until() const {
    const std::lock_guard lock(*mutex_);
    return expired_until_;
}

void Account::before_statements(Hook hook) {
    const std::lock_guard lock(*mutex_);
    hook_ = std::move(hook);
}

void Account::call_hook(int64_t session, const std::string& sql) const {
    Hook hook;
    {
        const std::lock_guard lock(*mutex_);
        hook = hook_;
    }
    if (hook) hook(session, sql);
}

AccountSettings Account::settings() const {
    const std::lock_guard lock(*mutex_);
    return settings_;
}

void Account::set(const std::function<void(AccountSettings&)>& change) {
    const std::lock_guard lock(*mutex_);
    change(settings_);
}

void Account::create_database(Database database) {
    if (database.owner.empty()) database.owner = kDefaultOwner;
    change(
        [database = std::move(database)](State& s, Time at) { s.create_database(database, at); });
}

void Account::create_schema(const std::string& database, Schema schema) {
    if (schema.owner.empty()) schema.owner = kDefaultOwner;
    change([database, schema = std::move(schema)](State& s, Time at) {
        s.create_schema(database, schema, at);
    });
}

void Account::create(const Path& path, Object object) {
    if (object.owner.empty()) object.owner = kDefaultOwner;
    change([path, object = std::move(object)](State& s, Time at) { s.create(path, object, at); });
}

void Account::generate(const Path& schema, Formula formula) {
    if (formula.owner.empty()) formula.owner = kDefaultOwner;
    change([schema, formula = std::move(formula)](State& s, Time at) {
        s.generate(schema, formula, at);
    });
}

void Account::drop(const Path& path) {
    change([path](State& s, Time at) { s.drop(path, at); });
}

void Account::undrop(const Path& path) {
    change([path](State& s, Time at) { s.undrop(path, at); });
}

void Account::rename(const Path& path, const Path& to) {
    change([path, to](State& s, Time at) { s.rename(path, to, at); });
}

void Account::swap(const Path& path, const Path& with) {
    change([path, with](State& s, Time at) { s.swap(path, with, at); });
}

void Account::alter(const Path& path, const std::function<void(Object&)>& change_it) {
    change([path, change_it](State& s, Time at) { s.alter(path, change_it, at); });
}

void Account::touch(const Path& path, int64_t row_count) {
    change([path, row_count](State& s, Time at) { s.touch(path, row_count, at); });
}

void Account::tag(const Path& path, const std::string& name, const std::string& value,
                  const std::string& column) {
    change([path, name, value, column](State& s, Time) { s.tag(path, column, name, value); });
}

void Account::edit_database(const std::string& name,
                            const std::function<void(Database&)>& change_it) {
    change([name, change_it](State& s, Time at) {
        Database& database = s.edit_database({name});
        change_it(database);
        database.last_altered = at;
    });
}

void Account::edit_schema(const Path& path, const std::function<void(Schema&)>& change_it) {
    change([path, change_it](State& s, Time at) {
        Schema& schema = s.edit_schema(path);
        change_it(schema);
        schema.last_altered = at;
    });
}

} // namespace fake_snowflake
