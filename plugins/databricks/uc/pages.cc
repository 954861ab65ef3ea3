#include "plugins/databricks/uc/pages.h"

#include <unordered_set>

#include "plugins/databricks/http/url.h"

namespace objsync::databricks {

namespace {

// Where a server takes max_results=0 for "all in one answer" and then refuses that answer.
constexpr int kSmallPage = 50;

bool is_too_large(const ApiError& error) {
    return std::string_view(error.what()).find("UC-PGRQD") != std::string_view::npos;
}

} // namespace

std::string full_name(std::string_view catalog, std::string_view schema, std::string_view object) {
    std::string out = escape(catalog);
    if (!schema.empty()) out += "." + escape(schema);
    if (!object.empty()) out += "." + escape(object);
    return out;
}

void Pages::fetch(Decoder& decoder, Page& page, const std::string& token) {
    std::string url = path_;
    // 0: the server chooses the size. Without it some answers are not paged, and fail when large.
    add_query(url, "max_results", std::to_string(max_results_));
    if (!token.empty()) add_query(url, "page_token", token);
    api_.get(url, [&](const std::string& body) { decoder.page(body, key_, page); });
}

void Pages::each(Decoder& decoder, Page& page, const std::function<void(Page&)>& take) {
    std::unordered_set<size_t> tokens;
    std::string token;
    for (;;) {
        try {
            fetch(decoder, page, token);
        } catch (const ApiError& error) {
            if (max_results_ != 0 || count_ != 0 || !is_too_large(error)) throw;
            max_results_ = kSmallPage;
            continue;
        }
        ++count_;
        token = page.next_token;
        take(page);
        if (page.mended && token.find("\xEF\xBF\xBD") != std::string::npos) {
            throw sdk::Error(sdk::ErrorClass::unavailable, "a page token is not valid UTF-8");
        }
        if (token.empty()) return; // an empty page with a token is not the end
        if (!tokens.insert(std::hash<std::string>()(token)).second) {
            throw sdk::Error(sdk::ErrorClass::unavailable,
                             "the listing gave the same page token twice, after " +
                                 std::to_string(count_) + " pages");
        }
    }
}

} // namespace objsync::databricks
