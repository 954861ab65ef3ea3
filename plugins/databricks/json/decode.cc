#include "plugins/databricks/json/decode.h"

#include "plugins/databricks/json/parser.h"

namespace objsync::databricks {

namespace {

// Absent and null are an empty list; anything else than a list is not an answer of this kind.
bool list_of(dom::object object, std::string_view key, dom::array& out) {
    dom::element value;
    if (object[key].get(value) != simdjson::SUCCESS || value.is_null()) return false;
    if (value.get(out) != simdjson::SUCCESS)
        throw JsonError("'" + std::string(key) + "' is no list");
    return true;
}

// Absent and null end a listing; a token that cannot be read must not.
std::string token_of(dom::object root) {
    dom::element value;
    if (root["next_page_token"].get(value) != simdjson::SUCCESS || value.is_null()) return {};
    std::string_view token;
    if (value.get(token) != simdjson::SUCCESS) throw JsonError("'next_page_token' is no text");
    return std::string(token);
}

// Some gateways answer an error with status 200.
void must_be_no_error(dom::object root) {
    const std::string code = string_of(root, "error_code");
    if (!code.empty()) throw JsonError("the answer is an error: " + code);
}

Entity& next_item(Page& page) {
    if (page.n == page.items.size()) page.items.emplace_back();
    return page.items[page.n++];
}

void read_chunk(dom::object result, StatementBody& out) {
    out.next_chunk = integer_of(result, "next_chunk_index");
    dom::array rows;
    if (!list_of(result, "data_array", rows)) return;
    for (const auto item : rows) {
        dom::array cells;
        if (item.get(cells) != simdjson::SUCCESS) throw JsonError("a row is no list");
        auto& row = out.rows.emplace_back();
        for (const auto cell : cells) {
            std::string_view found;
            row.push_back(cell.get(found) == simdjson::SUCCESS ? Text(found) : std::nullopt);
        }
    }
}

} // namespace

Decoder::Decoder() : parser_(std::make_unique<Parser>()) {}
Decoder::~Decoder() = default;

void Decoder::page(const std::string& body, std::string_view key, Page& out) {
    const dom::object root = parser_->object(body);
    out.n = 0;
    out.mended = parser_->mended;
    out.next_token = token_of(root);
    dom::array list;
    if (!list_of(root, key, list)) return must_be_no_error(root);
    for (const auto item : list) {
        dom::object object;
        if (item.get(object) != simdjson::SUCCESS)
            throw JsonError("an element of '" + std::string(key) + "' is no object");
        read_entity(object, out.mended, next_item(out));
    }
}

void Decoder::entity(const std::string& body, Page& out) {
    const dom::object root = parser_->object(body);
    out.n = 0;
    out.mended = parser_->mended;
    out.next_token.clear();
    Entity& entity = next_item(out);
    read_entity(root, out.mended, entity);
    if (!entity.name.empty()) return;
    must_be_no_error(root);
    throw JsonError("the answer is no securable: it has no name");
}

StatementBody Decoder::statement(const std::string& body) {
    const dom::object root = parser_->object(body);
    StatementBody out;
    out.id = string_of(root, "statement_id");
    dom::object part;
    if (root["status"].get(part) == simdjson::SUCCESS) {
        out.state = string_of(part, "state");
        dom::object error;
        if (part["error"].get(error) == simdjson::SUCCESS) {
            out.error_code = string_of(error, "error_code");
            out.error_message = string_of(error, "message");
        }
    }
    const bool has_manifest = root["manifest"].get(part) == simdjson::SUCCESS;
    if (has_manifest) {
        out.truncated = flag_of(part, "truncated").value_or(false);
        out.total_rows = integer_of(part, "total_row_count");
    }
    // The first answer wraps its chunk in "result"; a chunk that is fetched apart does not.
    const bool wrapped = root["result"].get(part) == simdjson::SUCCESS;
    out.has_result = wrapped && has_manifest; // they come together
    read_chunk(wrapped ? part : root, out);
    return out;
}

std::vector<std::vector<std::string>> Decoder::records(const std::string& body,
                                                       std::string_view key,
                                                       const std::vector<std::string>& members,
                                                       std::string& next_token) {
    const dom::object root = parser_->object(body);
    next_token = token_of(root);
    std::vector<std::vector<std::string>> out;
    dom::array list;
    if (!list_of(root, key, list)) {
        must_be_no_error(root);
        return out;
    }
    for (const auto item : list) {
        dom::object object;
        if (item.get(object) != simdjson::SUCCESS) throw JsonError("a record is no object");
        auto& record = out.emplace_back();
        for (const auto& name : members) {
            const auto number = integer_of(object, name);
            record.push_back(number ? std::to_string(*number) : string_of(object, name));
        }
    }
    return out;
}

std::string Decoder::member(const std::string& body, std::string_view name) {
    return string_of(parser_->object(body), name);
}

TokenBody Decoder::token(const std::string& body) {
    const dom::object root = parser_->object(body);
    TokenBody out;
    out.access_token = string_of(root, "access_token");
    out.error = string_of(root, "error");
    out.error_description = string_of(root, "error_description");
    if (const auto seconds = integer_of(root, "expires_in")) out.expires_in = *seconds;
    return out;
}

ApiErrorBody Decoder::error(const std::string& body) noexcept {
    try {
        const dom::object root = parser_->object(body);
        ApiErrorBody out{string_of(root, "error_code"), string_of(root, "message")};
        if (out.message.empty()) out.message = string_of(root, "error_description");
        if (out.code.empty()) out.code = string_of(root, "error");
        return out;
    } catch (const std::exception&) {
        return {};
    }
}

} // namespace objsync::databricks
