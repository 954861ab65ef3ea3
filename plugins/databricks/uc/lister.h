// Lists one container after the other. One per thread: it keeps the memory of its answers.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plugins/databricks/json/decode.h"
#include "plugins/databricks/session.h"
#include "plugins/databricks/tags/assignments.h"
#include "plugins/databricks/uc/object.h"
#include "plugins/databricks/uc/pages.h"
#include "plugins/databricks/uc/seen.h"
#include "plugins/sdk/host.hpp"

namespace objsync::databricks {

// What is to be listed: the schemas of a catalog, or what a schema holds.
struct Container {
    size_t workspace = 0; // through which it is seen
    std::string catalog;
    std::string schema; // empty: the catalog itself

    [[nodiscard]] sdk::Path path() const {
        return schema.empty() ? sdk::Path{catalog} : sdk::Path{catalog, schema};
    }
};

// What all listers of one crawl share.
struct View {
    sdk::Host& host;
    Session& session;
    Assignments& assignments;
};

using Found = std::function<void(Container)>; // a container to list next

class Lister {
public:
    Lister(const View& view, Found found) : view_(view), found_(std::move(found)) {}

    // Each lists one scope and ends it. Throws only what ends the whole crawl: a refused sign-in.
    void catalogs();
    void schemas(const Container& catalog);
    void contents(const Container& schema);

    // How one path is seen. Ok: `object` is filled.
    enum class Sight { seen, gone, denied };
    struct Looked {
        Sight sight = Sight::gone;
        size_t workspace = 0;
        std::string evidence; // what the platform said
    };
    // Through each workspace until one sees it. Throws ApiError where one cannot tell.
    [[nodiscard]] Looked look(const sdk::Path& path, sdk::Object& object);

private:
    struct Listing;
    void guarded(const sdk::Path& path, const sdk::Basis& basis,
                 const std::function<void(Listing&)>& list);
    void catalogs_of(Listing& listing, size_t workspace, std::vector<Container>& limited);
    void add_catalog(Listing& listing, size_t workspace, const Entity& catalog);
    void bindings(Api& api, const std::string& catalog);
    void keep_missing_catalogs(Listing& listing);
    void add_container(Listing& listing, size_t workspace, const sdk::Path& path,
                       const Entity& entity);
    [[nodiscard]] bool take_schema(const Entity& schema) const;
    void add_schema(Listing& listing, const Container& catalog, const Entity& schema);
    void securables(Listing& listing, const Container& at, const Securable& securable);
    void list_again(Listing& listing, const Container& at, const Securable& securable,
                    const std::vector<std::string>& changed);
    [[nodiscard]] std::vector<std::string> fetch_each(Listing& listing, const Container& at,
                                                      const Securable& securable,
                                                      const std::vector<std::string>& changed);
    [[nodiscard]] bool wanted(Listing& listing, std::string_view name, std::string_view name_space);
    void add(Listing& listing, const Container& at, const Securable& securable,
             const Entity& entity, Columns columns);
    [[nodiscard]] bool left_out(const Container& at, const Child& child) const;
    void confirm_missing(Listing& listing, Api& api, const Container& at);
    [[nodiscard]] Looked ask(Api& api, const std::string& path, Page& page);
    [[nodiscard]] bool take_name(Listing& listing, const Page& page, const Entity& entity,
                                 const char* name_space);
    [[nodiscard]] bool excluded(std::string_view catalog, Text type = {}) const;
    [[nodiscard]] Api& api(size_t workspace) { return *view_.session.workspaces[workspace].api; }

    const View& view_;
    Found found_;
    Decoder decoder_, aside_; // `aside_`: for questions while a page of decoder_ is in use
    Page page_, aside_page_;
    sdk::Object object_;
};

[[nodiscard]] const Securable* securable_of(std::string_view name_space);
// The API's path of an object or container.
[[nodiscard]] std::string path_of(const sdk::Path& path);

} // namespace objsync::databricks
