// One paged listing of Unity Catalog, to its end.
#pragma once

#include <functional>
#include <string>

#include "plugins/databricks/json/decode.h"
#include "plugins/databricks/rest/api.h"

namespace objsync::databricks {

// "catalog.schema.object", escaped for a URL's path.
[[nodiscard]] std::string full_name(std::string_view catalog, std::string_view schema = {},
                                    std::string_view object = {});

class Pages {
public:
    // `path` with its query, without paging; `key`: the member that holds the list.
    Pages(Api& api, std::string path, const char* key)
        : api_(api), path_(std::move(path)), key_(key) {}

    // Calls take(page) for each page, also for empty ones; what it gets is valid until it returns.
    // Throws ApiError; sdk::Error where the listing goes in circles.
    void each(Decoder& decoder, Page& page, const std::function<void(Page&)>& take);
    [[nodiscard]] size_t count() const noexcept { return count_; } // pages taken so far

private:
    void fetch(Decoder& decoder, Page& page, const std::string& token);
    [[nodiscard]] bool shrinks(const ApiError& error);

    Api& api_;
    std::string path_;
    const char* key_;
    int max_results_ = 0; // the server chooses
    size_t count_ = 0;
};

} // namespace objsync::databricks
