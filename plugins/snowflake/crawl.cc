#include "plugins/snowflake/crawl.h"

#include "plugins/snowflake/login/driver.h"
#include "plugins/snowflake/tags/tags.h"

namespace objsync::snowflake {

namespace {

// Says how a path is seen.
Lister::Sight tell(sdk::Host& host, Lister& lister, const sdk::Path& path) {
    if (path.empty() || path.size() > 3 || !path.back().name_space.empty()) {
        host.unknown(path, "the levels are database, schema, object");
        return {};
    }
    sdk::Object object;
    const Lister::Sight sight = lister.look(path, object);
    if (sight.seen) {
        host.found(path, object);
    } else {
        // A lost grant and a drop get the same answer.
        host.unknown(path, sight.evidence);
    }
    return sight;
}

void target(View& view, Lister& lister, const sdk::Path& path) {
    if (path.empty()) return lister.databases();
    Lister::Sight sight;
    try {
        sight = tell(view.host, lister, path);
    } catch (const sdk::Error& error) {
        throw error.in("looking for " + path.text());
    }
    if (!sight.seen) return;
    if (path.size() == 1)
        view.queue.push(1, [sight](Lister& other) { other.schemas(sight.database); });
    if (path.size() == 2)
        view.queue.push(1, [sight](Lister& other) { other.contents(sight.schema); });
}

bool is_wide(const sdk::Job& job) {
    for (const auto& path : job.targets()) {
        if (path.size() < 3) return true;
    }
    return job.targets().empty();
}

} // namespace

void crawl(sdk::Host& host, const sdk::Job& job) {
    Account account(host, job);
    auto session = std::make_unique<Session>(account);
    View view{host, account, session->context(), job.full(), {}, {}};
    Lister first(view, std::move(session));
    host.begin({.identity = view.context.locator,
                .driver_version = view.context.driver_version,
                .server_version = view.context.server_version,
                .levels = {"database", "schema", "object"}});
    if (const auto warning = driver_warning(view.context.driver_version)) host.warning(*warning);
    if (is_wide(job)) view.usage.open(first.session());
    if (job.targets().empty()) first.databases();
    for (const auto& path : job.targets())
        target(view, first, path);
    view.queue.run(
        account.settings().parallel, first,
        [&] { return std::make_unique<Lister>(view, std::make_unique<Session>(account)); },
        [&](const std::exception& error) {
            host.warning(std::string("one session less: ") + error.what());
        });
    if (job.targets().empty()) return pass_tags(view, first.session(), {});
    for (const auto& path : job.targets()) {
        if (path.size() < 3) pass_tags(view, first.session(), path);
    }
}

void lookup(sdk::Host& host, const sdk::Job& job) {
    Account account(host, job);
    auto session = std::make_unique<Session>(account);
    View view{host, account, session->context(), true, {}, {}};
    Lister lister(view, std::move(session));
    for (const auto& path : job.targets())
        static_cast<void>(tell(host, lister, path));
}

} // namespace objsync::snowflake
