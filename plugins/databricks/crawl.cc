#include "plugins/databricks/crawl.h"

#include <memory>

#include "plugins/databricks/tags/tags.h"

namespace objsync::databricks {

namespace {

// One more than wait for answers, to decode one meanwhile. More would mostly wait for each other.
size_t threads_for(const Session& session) {
    return static_cast<size_t>(session.settings.pace.concurrency) + 1;
}

bool is_path(const sdk::Path& path) {
    return path.size() >= 1 && path.size() <= 3 &&
           (path.size() < 3 || securable_of(path[2].name_space));
}

// Says how a path is seen. True: it is there.
bool tell(sdk::Host& host, Lister& lister, const sdk::Path& path, size_t& workspace) {
    if (!is_path(path)) {
        host.unknown(path, "the levels are catalog, schema, object");
        return false;
    }
    sdk::Object object;
    const Lister::Looked looked = lister.look(path, object);
    workspace = looked.workspace;
    if (looked.sight == Lister::Sight::seen) {
        host.found(path, object);
        return true;
    }
    if (looked.sight == Lister::Sight::denied) {
        host.denied(path, looked.evidence);
    } else {
        // A lost grant and another workspace's catalog may look the same.
        host.unknown(path, looked.evidence);
    }
    return false;
}

} // namespace

Crawl::Crawl(sdk::Host& host, const sdk::Job& job)
    : host_(host),
      job_(job),
      session_(host, job),
      assignments_(host, session_.settings.tag_assignments && !session_.settings.has_warehouse()),
      view_{host, session_, assignments_} {}

void Crawl::run() {
    const std::string curl = curl_version_text();
    host_.begin({.identity = session_.identity(),
                 .driver_version = curl,
                 .levels = {"catalog", "schema", "object"}});
    Lister lister(view_, [this](Container found) { list_later(std::move(found)); });
    if (job_.targets().empty()) lister.catalogs();
    for (const auto& path : job_.targets())
        target(lister, path);
    work_off();
    read_tags();
}

void Crawl::list_later(Container found) {
    if (found.schema.empty()) {
        const std::lock_guard lock(mutex_);
        catalogs_[found.workspace].push_back(found.catalog);
    }
    pool_.push(std::move(found));
}

void Crawl::target(Lister& lister, const sdk::Path& path) {
    if (path.empty()) return lister.catalogs();
    size_t workspace = 0;
    try {
        if (!tell(host_, lister, path, workspace)) return;
    } catch (const sdk::Error& error) {
        throw error.in("looking for " + path.text());
    }
    if (path.size() == 1) list_later({workspace, path[0].name, ""});
    if (path.size() == 2) {
        list_later({workspace, path[0].name, path[1].name});
        schemas_.emplace_back(workspace, path);
    }
}

void Crawl::work_off() {
    pool_.run(threads_for(session_), [this] {
        auto lister = std::make_shared<Lister>(
            view_, [this](Container found) { list_later(std::move(found)); });
        return [lister](const Container& at) {
            if (at.schema.empty()) {
                lister->schemas(at);
            } else {
                lister->contents(at);
            }
        };
    });
}

// After the listings: what they found, and nothing else, is what a pass over tags speaks of.
void Crawl::read_tags() {
    for (const auto& [workspace, names] : catalogs_) {
        if (!session_.settings.workspaces[workspace].warehouse.empty())
            TagPass(host_, session_, workspace).catalogs(names);
    }
    for (const auto& [workspace, path] : schemas_) {
        if (!session_.settings.workspaces[workspace].warehouse.empty())
            TagPass(host_, session_, workspace).schema(path);
    }
}

void lookup(sdk::Host& host, const sdk::Job& job) {
    Session session(host, job);
    Assignments assignments(host, false);
    const View view{host, session, assignments};
    Lister lister(view, [](const Container&) {});
    for (const auto& path : job.targets()) {
        size_t workspace = 0;
        static_cast<void>(tell(host, lister, path, workspace));
    }
}

} // namespace objsync::databricks
