#include "plugins/databricks/uc/pages.h"

#include <unordered_set>

#include "plugins/databricks/http/url.h"

namespace objsync::databricks {

namespace {

// Pages without any object, one after the other: what one may not see leaves such, yet a listing
// that has nothing else does not end.
constexpr size_t kMostEmpty = 10'000;

// Where a server takes max_results=0 for "all in one answer" and then refuses that answer.
bool is_refused_as_too_large(const ApiError& error) {
    return std::string_view(error.what()).find("UC-PGRQD") != std::string_view::npos;
}

// The next smaller size of a page; 0: there is none. 0 leaves it to the server.
int smaller(int max_results) {
    switch (max_results) {
        case 0:
            return 50;
        case 50:
            return 5;
        case 5:
            return 1;
        default:
            return 0;
    }
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

// True: the same page is worth asking for in a smaller size, from now on.
bool Pages::shrinks(const ApiError& error) {
    if (!is_refused_as_too_large(error) && error.native_code() != kAnswerTooLarge) return false;
    const int next = smaller(max_results_);
    if (next != 0) max_results_ = next;
    return next != 0;
}

void Pages::each(Decoder& decoder, Page& page, const std::function<void(Page&)>& take) {
    std::unordered_set<size_t> tokens;
    std::string token;
    for (size_t empty = 0;;) {
        try {
            fetch(decoder, page, token);
        } catch (const ApiError& error) {
            if (!shrinks(error)) throw;
            continue;
        }
        ++count_;
        empty = page.n == 0 ? empty + 1 : 0;
        token = page.next_token;
        take(page);
        if (page.mended && token.find("\xEF\xBF\xBD") != std::string::npos) {
            throw sdk::Error(sdk::ErrorClass::unavailable, "a page token is not valid UTF-8");
        }
        if (token.empty()) return; // an empty page with a token is not the end
        if (empty > kMostEmpty) {
            throw sdk::Error(sdk::ErrorClass::unavailable,
                             "the listing gave " + std::to_string(empty) + " empty pages in a row");
        }
        if (!tokens.insert(std::hash<std::string>()(token)).second) {
            throw sdk::Error(sdk::ErrorClass::unavailable,
                             "the listing gave the same page token twice, after " +
                                 std::to_string(count_) + " pages");
        }
    }
}

} // namespace objsync::databricks
