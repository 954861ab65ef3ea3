#include "tests/databricks/sql/warehouses.h"

#include <algorithm>
#include <cstdio>

namespace fake_databricks {

void Warehouses::add(const std::string& id, const Warehouse& warehouse) {
    const std::lock_guard lock(mutex_);
    warehouses_[id] = warehouse;
}

void Warehouses::change(const std::string& id, const std::function<void(Warehouse&)>& change) {
    const std::lock_guard lock(mutex_);
    change(warehouses_.at(id));
}

std::optional<Warehouse> Warehouses::find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto it = warehouses_.find(id);
    return it == warehouses_.end() ? std::nullopt : std::optional(it->second);
}

std::string Warehouses::keep(Statement statement) {
    const std::lock_guard lock(mutex_);
    char id[48];
    std::snprintf(id, sizeof(id), "01ef0000-0000-1000-8000-%012zx", statements_.size() + 1);
    statements_[id] = std::move(statement);
    return id;
}

std::optional<Statement> Warehouses::poll(const std::string& id, const std::string& principal) {
    const std::lock_guard lock(mutex_);
    const auto it = statements_.find(id);
    if (it == statements_.end() || it->second.principal != principal) return std::nullopt;
    Statement now = it->second;
    it->second.polls_left = std::max(0, it->second.polls_left - 1);
    return now;
}

bool Warehouses::cancel(const std::string& id, const std::string& principal) {
    const std::lock_guard lock(mutex_);
    const auto it = statements_.find(id);
    if (it == statements_.end() || it->second.principal != principal) return false;
    it->second.cancelled = true;
    return true;
}

size_t Warehouses::cancelled() const {
    const std::lock_guard lock(mutex_);
    return static_cast<size_t>(std::count_if(statements_.begin(), statements_.end(),
                                             [](const auto& s) { return s.second.cancelled; }));
}

} // namespace fake_databricks
