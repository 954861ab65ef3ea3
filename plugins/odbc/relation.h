// Makes objects of what a dialect found, in one builder.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plugins/odbc/dialect.h"

namespace objsync::odbc {

// Starts `object` anew, without columns.
void fill(sdk::Object& object, const Found& found);

[[nodiscard]] Names names_of(const sdk::Path& path);

// Joins a page of relations with their columns: gives each object once, as soon as it is whole.
class PageJoin final : public ColumnSink {
public:
    // `object` is the builder to use; `give` gets it when it is whole.
    PageJoin(const std::vector<Found>& page, sdk::Object& object, sdk::Host& host,
             std::function<void(sdk::Object&)> give);

    sdk::Column& column(size_t index, const std::string& name) override;
    void known(size_t index) override;
    void unreadable(size_t index, const std::string& why) override;

    // Gives what is left: the last one, and those without columns.
    void finish();

private:
    void turn_to(size_t index);

    const std::vector<Found>& page_;
    sdk::Object& object_;
    sdk::Host& host_;
    std::function<void(sdk::Object&)> give_;
    size_t current_; // page_.size(): none
    std::vector<bool> columns_known_, given_;
};

} // namespace objsync::odbc
