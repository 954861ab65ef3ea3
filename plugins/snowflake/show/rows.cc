#include "plugins/snowflake/show/rows.h"

#include <algorithm>

namespace objsync::snowflake {

ShowRows::ShowRows(Session& session, const std::string& sql, const std::vector<odbc::Bound>& wanted,
                   const std::vector<std::string_view>& names)
    : statement_(session.connection()), sql_(sql), times_agree_(session.context().times_agree) {
    statement_.execute(sql);
    const auto columns = statement_.column_names();
    std::vector<odbc::Bound> bound;
    for (size_t i = 0; i < wanted.size(); ++i) {
        const auto it = std::find(columns.begin(), columns.end(), names[i]);
        if (it == columns.end()) {
            cells_.emplace_back();
            continue;
        }
        cells_.emplace_back(bound.size());
        bound.push_back(wanted[i]);
        bound.back().column = static_cast<SQLUSMALLINT>(it - columns.begin() + 1);
    }
    if (!has(0)) {
        throw sdk::Error(sdk::ErrorClass::bug, "no column '" + std::string(names[0]) +
                                                   "' in the answer to \"" + sql + "\"");
    }
    block_.emplace(statement_, bound);
}

std::optional<std::string_view> ShowRows::text(size_t cell) const {
    return has(cell) ? block_->text(*cells_[cell]) : std::nullopt;
}

std::optional<int64_t> ShowRows::number(size_t cell) const {
    return has(cell) ? block_->number(*cells_[cell]) : std::nullopt;
}

std::optional<int64_t> ShowRows::time_ms(size_t cell) const {
    return has(cell) && times_agree_ ? block_->time_ms(*cells_[cell]) : std::nullopt;
}

std::string_view ShowRows::name() const {
    const auto name = text(0);
    if (name && !name->empty()) return *name;
    throw sdk::Error(sdk::ErrorClass::bug, "a name is missing or longer than " +
                                               std::to_string(kNameRoom) +
                                               " bytes in the answer to \"" + sql_ + "\"");
}

} // namespace objsync::snowflake
