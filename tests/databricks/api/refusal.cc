#include "tests/databricks/api/refusal.h"

#include "tests/databricks/api/json.h"

namespace fake_databricks {

Reply reply_of(const Refusal& refusal) {
    Json json;
    json.begin('{').member("error_code", refusal.code).member("message", refusal.message);
    json.key("details").begin('[').begin('{');
    json.member("@type", "type.googleapis.com/google.rpc.ErrorInfo").member("reason", refusal.code);
    json.member("domain", "unity-catalog.databricks.com").key("metadata").begin('{').end('}');
    json.end('}').end(']').end('}');
    Reply reply;
    reply.status = refusal.status;
    reply.body = json.take();
    return reply;
}

Reply plain_not_found() {
    Reply reply;
    reply.status = 404;
    reply.content_type = "text/plain; charset=utf-8";
    reply.body = "Status: 404\nDescription: Not Found\n";
    return reply;
}

} // namespace fake_databricks
