#include "tests/databricks/sql/statements.h"

#include <algorithm>

#include "tests/databricks/api/call.h"
#include "tests/databricks/parse/statement_body.h"

namespace fake_databricks {

namespace {

size_t size_of(const ResultSet& result) {
    size_t bytes = 0;
    for (const Row& row : result.rows) {
        for (const Cell& cell : row)
            bytes += cell ? cell->size() + 3 : 5;
    }
    return bytes;
}

SqlError inline_limit(size_t most) {
    return {
        "Inline byte limit exceeded. Statements executed with disposition=INLINE can have a "
        "result size of at most " +
            std::to_string(most) +
            " bytes. Please execute the statement with disposition=EXTERNAL_LINKS if you want "
            "to download the full result.",
        ""};
}

void render_chunk(Json& json, const Statement& statement, size_t chunk) {
    const size_t from = chunk * statement.rows_of_chunk;
    const size_t to = std::min(from + statement.rows_of_chunk, statement.result.rows.size());
    json.begin('{').member("chunk_index", static_cast<int64_t>(chunk));
    json.member("row_offset", static_cast<int64_t>(from));
    json.member("row_count", static_cast<int64_t>(to - from));
    if (to < statement.result.rows.size())
        json.member("next_chunk_index", static_cast<int64_t>(chunk + 1));
    json.key("data_array").begin('[');
    for (size_t i = from; i < to; ++i) {
        json.begin('[');
        for (const Cell& cell : statement.result.rows[i])
            cell ? json.text(*cell) : json.raw("null");
        json.end(']');
    }
    json.end(']').end('}');
}

void render_failure(Json& json, const SqlError& error) {
    json.member("state", "FAILED").key("error").begin('{');
    json.member("error_code", "BAD_REQUEST").member("message", error.message).end('}');
    if (!error.state.empty()) json.member("sql_state", error.state);
}

Reply answer(const std::string& id, const Statement& statement) {
    Json json;
    json.begin('{').member("statement_id", id).key("status").begin('{');
    const bool done = !statement.cancelled && statement.polls_left == 0;
    if (statement.cancelled) {
        json.member("state", "CANCELED");
    } else if (!done) {
        json.member("state", "PENDING");
    } else if (statement.error) {
        render_failure(json, *statement.error);
    } else {
        json.member("state", "SUCCEEDED");
    }
    json.end('}');
    if (done && !statement.error) {
        json.key("manifest").begin('{').member("format", "JSON_ARRAY");
        json.member("total_row_count", static_cast<int64_t>(statement.result.rows.size()));
        json.member("truncated", false).end('}');
        json.key("result");
        render_chunk(json, statement, 0);
    }
    json.end('}');
    return json_reply(json);
}

Statement known_statement(const Call& call, const std::string& id) {
    auto statement = call.fake.warehouses.poll(id, call.viewer.principal);
    if (!statement)
        throw Refusal{404, "RESOURCE_DOES_NOT_EXIST", "The statement " + id + " was not found"};
    return std::move(*statement);
}

} // namespace

Reply post_statement(const Call& call) {
    const StatementRequest request = read_statement_request(call.request.body);
    const auto warehouse = call.fake.warehouses.find(request.warehouse_id);
    if (!warehouse)
        throw Refusal{404, "RESOURCE_DOES_NOT_EXIST",
                      "SQL warehouse " + request.warehouse_id + " does not exist"};
    if (!warehouse->users.empty() && !warehouse->users.contains(call.viewer.principal))
        throw denied(call.viewer.principal + " does not have permission to use SQL warehouse " +
                     request.warehouse_id);
    Statement statement;
    statement.principal = call.viewer.principal;
    statement.polls_left = warehouse->polls_until_done;
    statement.rows_of_chunk = warehouse->rows_of_chunk;
    try {
        const Query query = parse_sql(request.statement, request.parameters);
        statement.result = call.fake.metastore.read(
            [&](const Tree& tree) { return run_query(query, tree, call.viewer); });
        if (size_of(statement.result) > warehouse->inline_most)
            statement.error = inline_limit(warehouse->inline_most);
    } catch (const SqlError& error) {
        statement.error = error;
    }
    const std::string id = call.fake.warehouses.keep(std::move(statement));
    return answer(id, known_statement(call, id));
}

Reply get_statement(const Call& call) {
    return answer(call.names[0], known_statement(call, call.names[0]));
}

Reply get_chunk(const Call& call) {
    const Statement statement = known_statement(call, call.names[0]);
    const std::string& text = call.names[1];
    const bool number = !text.empty() && text.size() < 9 &&
                        text.find_first_not_of("0123456789") == std::string::npos;
    const size_t chunk = number ? std::stoul(text) : SIZE_MAX;
    if (statement.polls_left != 0 || statement.error || statement.cancelled || chunk == SIZE_MAX ||
        chunk * statement.rows_of_chunk >= statement.result.rows.size())
        throw invalid("there is no chunk '" + text + "' of statement " + call.names[0]);
    Json json;
    render_chunk(json, statement, chunk);
    return json_reply(json);
}

Reply cancel_statement(const Call& call) {
    if (!call.fake.warehouses.cancel(call.names[0], call.viewer.principal))
        throw Refusal{404, "RESOURCE_DOES_NOT_EXIST", call.names[0]};
    Json json;
    json.begin('{').end('}');
    return json_reply(json);
}

} // namespace fake_databricks
