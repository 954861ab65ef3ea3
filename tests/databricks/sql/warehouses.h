// SQL warehouses and the statements they ran. From any thread.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "tests/databricks/sql/query.h"

namespace fake_databricks {

struct Warehouse {
    std::set<std::string> users; // who may use it; empty: everyone
    int polls_until_done = 0;    // so often a statement is still pending; a stopped one starts
    size_t rows_of_chunk = 1000;
    size_t inline_most = 26214400; // bytes of a result; beyond it the statement fails
};

struct Statement {
    std::string principal;
    int polls_left = 0;
    bool cancelled = false;
    size_t rows_of_chunk = 1000;
    ResultSet result;
    std::optional<SqlError> error; // also of what is no SQL: it fails when it runs
};

class Warehouses {
public:
    void add(const std::string& id, const Warehouse& warehouse = {});
    void change(const std::string& id, const std::function<void(Warehouse&)>& change);
    [[nodiscard]] std::optional<Warehouse> find(const std::string& id) const;

    std::string keep(Statement statement); // its id
    // Counts a poll. None: there is no such statement, or it is another one's.
    [[nodiscard]] std::optional<Statement> poll(const std::string& id,
                                                const std::string& principal);
    bool cancel(const std::string& id, const std::string& principal);
    [[nodiscard]] size_t cancelled() const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, Warehouse> warehouses_;
    std::map<std::string, Statement> statements_;
};

} // namespace fake_databricks
