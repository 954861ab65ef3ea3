#include "plugins/databricks/tags/statement.h"

#include <algorithm>

#include "plugins/databricks/http/url.h"

namespace objsync::databricks {

namespace {

constexpr const char* kStatements = "/api/2.0/sql/statements/";

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

bool is_pending(const StatementBody& body) {
    return body.state == "PENDING" || body.state == "RUNNING";
}

} // namespace

Result run_statement(Session& session, const std::string& sql, const Parameters& parameters,
                     const std::function<void(const Row&)>& take) {
    Api& api = *session.workspaces.front().api;
    Decoder decoder;
    StatementBody answer;
    const auto read = [&](const std::string& body) { answer = decoder.statement(body); };
    api.post(kStatements, request_of(session.settings.warehouse, sql, parameters), read);
    const std::string path = kStatements + escape(answer.id);
    for (Millis delay{100}; is_pending(answer); delay = std::min(delay * 2, Millis(10000))) {
        session.wait(delay);
        api.get(path, read);
    }
    if (answer.state != "SUCCEEDED") {
        const bool denied = answer.error_message.find("PERMISSION") != std::string::npos ||
                            answer.error_code == "PERMISSION_DENIED";
        throw sdk::Error(denied ? sdk::ErrorClass::denied : sdk::ErrorClass::unavailable,
                         "the statement ended as " + answer.state + ": " + answer.error_message,
                         answer.error_code);
    }
    if (answer.truncated) return Result::truncated;
    for (;;) {
        for (const Row& row : answer.rows)
            take(row);
        if (!answer.next_chunk) return Result::whole;
        api.get(path + "/result/chunks/" + std::to_string(*answer.next_chunk), read);
    }
}

} // namespace objsync::databricks
