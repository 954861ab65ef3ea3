// Puts columns to their objects while both come in the order of names: one object is open at a
// time.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/sdk/object.hpp"
#include "plugins/snowflake/column/type.h"
#include "plugins/unixodbc/block.h"

namespace objsync::snowflake {

class ColumnJoin {
public:
    enum class End {
        whole, // every column is in the object
        cut,   // a text is longer than its room
        open,  // a type that these rows do not tell
    };
    // `begin(i)` fills `object` with what is known of object i; `end(i, how)` takes it.
    ColumnJoin(sdk::Object& object, std::function<void(size_t)> begin,
               std::function<void(size_t, End)> end)
        : object_(object), begin_(std::move(begin)), end_(std::move(end)) {}

    // The name must stay where it is.
    void expect(std::string_view name, size_t index) { expected_.emplace(name, index); }
    [[nodiscard]] static std::vector<odbc::Bound> wanted(bool with_id);
    // Only rows of this TABLE_ID count for object i; said of every object, or of none.
    void only(size_t index, int64_t table_id) { ids_[index] = table_id; }

    // All rows of the answer to columns_sql(). Throws sdk::Error where the columns of an object do
    // not come together.
    void read(odbc::Block& rows);

private:
    void turn_to(std::string_view name);
    void close();
    void add(const odbc::Block& rows);

    sdk::Object& object_;
    std::function<void(size_t)> begin_;
    std::function<void(size_t, End)> end_;
    std::unordered_map<std::string_view, size_t> expected_;
    std::unordered_map<size_t, int64_t> ids_;
    std::vector<bool> closed_; // by index
    std::string name_;         // whose rows come now
    bool taken_ = false;
    size_t index_ = 0;
    bool any_ = false;
    End how_ = End::whole;
    std::string type_;
};

} // namespace objsync::snowflake
