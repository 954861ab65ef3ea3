#include "plugins/databricks/tags/assignments.h"

#include "plugins/databricks/http/url.h"
#include "plugins/databricks/session.h"

namespace objsync::databricks {

void Assignments::read(Api& api, Decoder& decoder, const std::string& entity,
                       std::string_view column, std::vector<Tag>& out) {
    std::string token;
    do {
        std::string url = std::string(kCatalogApi) + "entity-tag-assignments/" + entity + "/tags";
        add_query(url, "max_results", "0");
        if (!token.empty()) add_query(url, "page_token", token);
        const std::string before = token;
        api.get(url, [&](const std::string& body) {
            const auto page =
                decoder.records(body, "tag_assignments", {"tag_key", "tag_value"}, token);
            for (const auto& tag : page)
                out.push_back({tag[0], tag[1], column});
        });
        if (!token.empty() && token == before) {
            throw ApiError(sdk::ErrorClass::unavailable, 0, "",
                           "the tags of " + entity + " came with the same page token twice");
        }
    } while (!token.empty());
}

Assignments::Answer Assignments::add(Api& api, Decoder& decoder, const char* type,
                                     const std::string& name,
                                     const std::vector<ColumnInfo>& columns, sdk::Object& to) {
    std::vector<Tag> tags;
    try {
        read(api, decoder, std::string(type) + "/" + name, "", tags);
        for (const ColumnInfo& column : columns)
            read(api, decoder, "columns/" + name + "." + escape(column.name), column.name, tags);
    } catch (const ApiError& error) {
        if (error.error_class() == sdk::ErrorClass::auth) throw;
        const bool lacking = error.status() == 405 || error.status() == 501 ||
                             (error.status() == 404 &&
                              (error.native_code().empty() || error.native_code() == "404" ||
                               error.native_code() == "ENDPOINT_NOT_FOUND"));
        if (lacking && wanted_.exchange(false))
            host_.warning("the server has no entity tag assignments, so tags stay absent: " +
                          std::string(error.what()));
        if (lacking || error.status() == 403 || error.status() == 404) return Answer::hidden;
        host_.warning("the tags of " + name + " could not be read: " + error.what());
        return Answer::failed;
    }
    to.has_tags();
    for (const Tag& tag : tags)
        to.tag(tag.name, tag.value, tag.column.empty() ? sdk::Text() : sdk::Text(tag.column));
    return Answer::told;
}

} // namespace objsync::databricks
