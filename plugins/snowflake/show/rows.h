// The rows of a SHOW, whose columns are found by name: their order and number have changed with
// Snowflake's releases, and a session parameter changes their case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/snowflake/login/session.h"
#include "plugins/unixodbc/block.h"

namespace objsync::snowflake {

class ShowRows {
public:
    // Runs the statement. Columns that this account's answer lacks are absent in every row, but
    // for the first, the name. Throws sdk::Error or sdk::Cancelled.
    ShowRows(Session& session, const std::string& sql, const std::vector<odbc::Bound>& wanted,
             const std::vector<std::string_view>& names);

    [[nodiscard]] bool next() { return block_->next(); }

    // nullopt: the answer has no such column, or NULL there, or more than there is room for.
    [[nodiscard]] std::optional<std::string_view> text(size_t cell) const;
    [[nodiscard]] std::optional<int64_t> number(size_t cell) const;
    // nullopt also where the driver does not give times in UTC.
    [[nodiscard]] std::optional<int64_t> time_ms(size_t cell) const;
    [[nodiscard]] bool cut(size_t cell) const { return has(cell) && block_->cut(*cells_[cell]); }
    [[nodiscard]] bool has(size_t cell) const { return cells_[cell].has_value(); }

    // The first column. Throws where it is absent: a name that does not fit proves nothing.
    [[nodiscard]] std::string_view name() const;

private:
    odbc::Statement statement_;
    std::string sql_;
    bool times_agree_;
    std::vector<std::optional<size_t>> cells_; // of what was wanted, where it is in the block
    std::optional<odbc::Block> block_;
};

inline constexpr size_t kNameRoom = 1040; // 255 characters of at most four bytes, and some
inline constexpr size_t kFlagRoom = 64;
inline constexpr size_t kCommentRoom = 1500; // longer ones are read apart, or are absent

} // namespace objsync::snowflake
