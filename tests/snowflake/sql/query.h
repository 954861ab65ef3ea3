// What a statement needs for as long as its rows are read.
#pragma once

#include <deque>
#include <memory>

#include "tests/snowflake/account/access.h"
#include "tests/snowflake/account/account.h"
#include "tests/snowflake/sql/ast.h"
#include "tests/snowflake/sql/environment.h"
#include "tests/snowflake/sql/node.h"
#include "tests/snowflake/sql/stream.h"
#include "tests/snowflake/sql/view.h"

namespace fake_snowflake::sql {

struct Query {
    Query(Account& of, Environment in, Statement what)
        : account(of), environment(std::move(in)), statement(std::move(what)) {
        snapshots.push_back(account.snapshot());
    }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    Account& account;
    const Environment environment;
    const Statement statement;
    Scratch scratch;       // cleared by whoever asks for another row
    bool computes = false; // needs a warehouse

    [[nodiscard]] const State& state() const { return *snapshots.front(); }
    // The account as it was a while ago; lives as long as the query.
    [[nodiscard]] const State& state_before(std::chrono::nanoseconds lag) {
        return *snapshots.emplace_back(account.snapshot_before(lag));
    }
    [[nodiscard]] const Access& access(const State& state, Honours honours) {
        return accesses.emplace_back(state, environment.role, honours);
    }
    [[nodiscard]] Reader& reader(const State& state, const Access& access) {
        return readers.emplace_back(Reader{state, access, environment, scratch});
    }
    [[nodiscard]] Frame frame(Stream* row) { return {row, &scratch, &environment.zone}; }

private:
    std::deque<Snapshot> snapshots;
    std::deque<Access> accesses;
    std::deque<Reader> readers;
};

} // namespace fake_snowflake::sql
