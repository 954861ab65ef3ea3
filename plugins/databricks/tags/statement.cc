#include "plugins/databricks/tags/statement.h"

#include <algorithm>

#include "plugins/databricks/http/url.h"

namespace objsync::databricks {

namespace {

constexpr const char* kStatements = "/api/2.0/sql/statements/";
constexpr Millis kLongest{20 * 60 * 1000};

std::string quoted(std::string_view text) {
    constexpr char kHex[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string request_of(const std::string& warehouse, const std::string& sql,
                       const Parameters& parameters) {
    std::string out = "{\"warehouse_id\":" + quoted(warehouse) + ",\"statement\":" + quoted(sql) +
                      ",\"wait_timeout\":\"30s\",\"on_wait_timeout\":\"CONTINUE\","
                      "\"format\":\"JSON_ARRAY\",\"disposition\":\"INLINE\",\"parameters\":[";
    for (const auto& [name, value] : parameters) {
        if (out.back() != '[') out += ',';
        out += "{\"name\":" + quoted(name) + ",\"value\":" + quoted(value) + "}";
    }
    return out + "]}";
}

// The platform's own words for a result that is not given inline.
bool is_too_large(const StatementBody& body) {
    return body.truncated ||
           body.error_message.find("Inline byte limit exceeded") != std::string::npos;
}

bool is_pending(const StatementBody& body) {
    return body.state == "PENDING" || body.state == "RUNNING";
}

sdk::Error error_of(const StatementBody& body) {
    const bool denied = body.error_message.find("PERMISSION") != std::string::npos ||
                        body.error_code == "PERMISSION_DENIED";
    return sdk::Error(denied ? sdk::ErrorClass::denied : sdk::ErrorClass::unavailable,
                      "the statement ended as " + body.state + ": " + body.error_message,
                      body.error_code);
}

[[noreturn]] void not_whole(const std::string& why) {
    throw sdk::Error(sdk::ErrorClass::unavailable, "the statement's result is not whole: " + why);
}

// A warehouse that starts takes minutes; one that never does must not hold the crawl.
[[noreturn]] void give_up(Api& api, const std::string& path) {
    api.post(path + "/cancel", "{}", [](const std::string&) {});
    throw sdk::Error(sdk::ErrorClass::timeout, "the statement was not done after " +
                                                   std::to_string(kLongest.count() / 60000) +
                                                   " minutes and is cancelled");
}

} // namespace

Result run_statement(sdk::Host& host, Session& session, size_t workspace, const std::string& sql,
                     const Parameters& parameters, const std::function<void(const Row&)>& take) {
    Api& api = *session.workspaces[workspace].api;
    const std::string& warehouse = session.settings.workspaces[workspace].warehouse;
    Decoder decoder;
    StatementBody answer;
    const auto read = [&](const std::string& body) { answer = decoder.statement(body); };
    host.count_statements(1);
    api.post(kStatements, request_of(warehouse, sql, parameters), read);
    const std::string path = kStatements + escape(answer.id);
    const auto begun = Clock::now();
    for (Millis delay{100}; is_pending(answer); delay = std::min(delay * 2, Millis(10000))) {
        if (Clock::now() - begun > kLongest) give_up(api, path);
        host.progress("waiting for the SQL warehouse");
        session.wait(delay);
        api.get(path, read);
    }
    if (is_too_large(answer)) return Result::too_large;
    if (answer.state != "SUCCEEDED") throw error_of(answer);
    // No rows say "no tags", so they must be told, and not only be absent.
    const std::optional<int64_t> total = answer.total_rows;
    if (!answer.has_result && total != 0) not_whole("it is absent");
    int64_t rows = 0;
    for (int64_t chunk = 0;;) {
        for (const Row& row : answer.rows)
            take(row);
        rows += static_cast<int64_t>(answer.rows.size());
        if (!answer.next_chunk) break;
        if (*answer.next_chunk <= chunk) not_whole("its chunks do not follow each other");
        chunk = *answer.next_chunk;
        api.get(path + "/result/chunks/" + std::to_string(chunk), read);
    }
    if (total && *total != rows)
        not_whole(std::to_string(rows) + " of " + std::to_string(*total) + " rows came");
    return Result::whole;
}

} // namespace objsync::databricks
