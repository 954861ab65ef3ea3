// PUT /data/tags: local tags of one object, which stand beside those of its platform.
#include "core/base/error.h"
#include "daemon/control/handlers.h"
#include "daemon/control/problems.h"
#include "daemon/control/render.h"

namespace objsync::control {

namespace {

TagChange change_in(const json::Value& tags) {
    TagChange change;
    for (const auto& [name, value] : tags.members()) {
        check_tag(name, value.text());
        change[name] = value.is_null() ? std::nullopt : std::optional(value.text());
    }
    if (change.empty())
        throw Refused(Refusal::Kind::invalid, "The request cannot be taken",
                      "\"localTags\" is empty", "name what is to be set; null takes a tag away");
    return change;
}

Response tags_answer(const TagsChanged& tags) {
    json::Writer w;
    w.begin_object();
    w.key("before").raw(json_local_tags(tags.before));
    w.key("after").raw(json_local_tags(tags.after)).end_object();
    return answer(w);
}

Response preview_answer(Reader& reader, const TagRequest& request) {
    const auto connection = need_connection(reader, request.connection);
    const auto object = need_object(reader, connection, request.path, true);
    const std::string path = path_text(request.connection, request.path);
    if (object.presence == store::Presence::removed) throw Refused(only_a_tombstone(path));
    TagsChanged tags;
    tags.before = reader.local_tags.of(object.oid);
    try {
        tags.after = with_change(tags.before, request.change);
    } catch (const Error& e) {
        throw Refused(too_many_tags(path, e.what()));
    }
    return tags_answer(tags);
}

} // namespace

void put_tags(Call& call) {
    Target target = parse_target(call.request.target);
    TagRequest request;
    request.connection = std::move(target.connection);
    request.path = std::move(target.path);
    request.change = change_in(call.body()["localTags"]);
    if (call.dry_run()) {
        call.read([request](Reader& reader) { return preview_answer(reader, request); });
        return;
    }
    call.commands().change_tags(request, call.audit,
                                call.reply<TagsChanged>([](Call& c, const TagsChanged& tags) {
                                    c.respond(tags_answer(tags));
                                }));
}

} // namespace objsync::control
