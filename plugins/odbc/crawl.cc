#include "plugins/odbc/crawl.h"

#include <algorithm>

#include "plugins/odbc/relation.h"

namespace objsync::odbc {

namespace {

// A dialect's snapshot, while one scope is listed.
class Snapshot {
public:
    explicit Snapshot(Dialect& dialect) : dialect_(dialect) { dialect_.begin_scope(); }
    ~Snapshot() { dialect_.end_scope(); }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    Dialect& dialect_;
};

// Looks one path up and says what it is. True for a container or relation that is there.
bool answer(sdk::Host& host, Dialect& dialect, const Facts& facts, const sdk::Path& path,
            sdk::Object& object) {
    if (path.size() > facts.levels.size()) {
        host.unknown(path, "the source has " + std::to_string(facts.levels.size()) + " levels");
        return false;
    }
    const Names names = names_of(path);
    const Answer answer = dialect.find(names);
    if (answer.verdict == Verdict::found) {
        const std::vector<Found> page{answer.found};
        PageJoin join(page, object, host, [&](sdk::Object& whole) { host.found(path, whole); });
        if (path.size() == facts.levels.size()) {
            dialect.columns(Names(names.begin(), names.end() - 1), page, join);
        }
        join.finish();
        return true;
    }
    if (answer.verdict == Verdict::gone) host.gone(path, answer.evidence);
    if (answer.verdict == Verdict::denied) host.denied(path, answer.evidence);
    if (answer.verdict == Verdict::unknown) host.unknown(path, answer.evidence);
    return false;
}

} // namespace

Crawl::Crawl(sdk::Host& host, const sdk::Job& job)
    : host_(host), job_(job), session_(host, job), facts_(session_.dialect->facts()) {}

void Crawl::run() {
    const std::string driver = session_.driver_version();
    host_.begin({.identity = facts_.identity,
                 .driver_version = driver,
                 .server_version = facts_.server_version,
                 .levels = facts_.levels});
    if (job_.targets().empty()) return list({});
    for (const auto& path : job_.targets())
        target(path);
}

void Crawl::target(const sdk::Path& path) {
    if (path.empty()) return list(path);
    try {
        const bool found = answer(host_, *session_.dialect, facts_, path, object_);
        if (!found || path.size() == facts_.levels.size()) return;
    } catch (const sdk::Error& error) {
        throw error.in("looking for " + path.text());
    }
    list(path);
}

void Crawl::list(const sdk::Path& path) {
    if (!listed_.insert(path.text()).second) return;
    if (is_leaf(path)) {
        list_relations(path);
    } else {
        list_containers(path);
    }
}

void Crawl::list_containers(const sdk::Path& path) {
    const Names names = names_of(path);
    std::vector<std::string> children;
    {
        // A scope the host skips may hold scopes it does not: the containers are read in any case.
        sdk::Scope scope = host_.scope(path, facts_.basis);
        try {
            const Snapshot snapshot(*session_.dialect);
            const int64_t expected = scope ? session_.dialect->count(names) : 0;
            const auto found = session_.dialect->containers(names);
            for (const Found& one : found) {
                if (!host_.wanted(path.child(one.name), true)) continue;
                children.push_back(one.name);
                if (!scope) continue;
                fill(object_, one);
                scope.add(object_);
            }
            if (scope) end(scope, names, expected, static_cast<int64_t>(found.size()));
        } catch (const sdk::Error& error) {
            fail(scope, path, error);
        }
    }
    for (const auto& child : children)
        list(path.child(child));
}

void Crawl::list_relations(const sdk::Path& path) {
    sdk::Scope scope = host_.scope(path, facts_.basis);
    if (!scope) return;
    const Names names = names_of(path);
    try {
        const Snapshot snapshot(*session_.dialect);
        const int64_t expected = session_.dialect->count(names);
        int64_t listed = 0;
        std::string key;
        for (;;) {
            auto page = session_.dialect->page(names, key);
            if (page.empty()) break;
            key = page.back().key;
            listed += give_page(path, names, std::move(page), scope);
        }
        end(scope, names, expected, listed);
    } catch (const sdk::Error& error) {
        fail(scope, path, error);
    }
}

// Answers how many there are, wanted or not. What vanished since the page was read does not count:
// only a count that is lower by now may explain it.
int64_t Crawl::give_page(const sdk::Path& path, const Names& names, std::vector<Found> page,
                         sdk::Scope& scope) {
    auto size = static_cast<int64_t>(page.size());
    sdk::Path child = path;
    std::erase_if(page, [&](const Found& found) {
        child.push(found.name);
        const bool wanted = host_.wanted(child, false);
        child.pop();
        return !wanted;
    });
    if (page.empty()) return size;
    session_.dialect->details(names, page);
    size -= static_cast<int64_t>(
        std::erase_if(page, [](const Found& found) { return found.vanished; }));
    std::erase_if(page, [](const Found& found) { return !found.is_data; });
    if (page.empty()) return size;
    PageJoin join(page, object_, host_, [&](sdk::Object& whole) { scope.add(whole); });
    session_.dialect->columns(names, page, join);
    join.finish();
    return size;
}

void Crawl::end(sdk::Scope& scope, const Names& names, int64_t expected, int64_t listed) {
    if (listed == expected) return scope.complete();
    int64_t counted = expected;
    if (session_.dialect->may_change_meanwhile()) {
        // An honest listing lies between two counts; a driver that drops rows stays below both.
        counted = session_.dialect->count(names);
        const auto [least, most] = std::minmax(expected, counted);
        if (least <= listed && listed <= most) return scope.complete();
    }
    scope.partial(sdk::Error(sdk::ErrorClass::bug, "the listing gave " + std::to_string(listed) +
                                                       " names and the source counts " +
                                                       std::to_string(counted) +
                                                       ": the driver does not give all rows"));
}

void Crawl::fail(sdk::Scope& scope, const sdk::Path& path, const sdk::Error& error) {
    const sdk::Error placed = error.in("listing " + path.text());
    if (scope) {
        scope.fail(placed);
    } else {
        host_.warning(placed.what());
    }
    if (session_.connection.dead()) throw placed;
}

void lookup(sdk::Host& host, const sdk::Job& job) {
    Session session(host, job);
    const Facts facts = session.dialect->facts();
    sdk::Object object;
    for (const auto& path : job.targets()) {
        if (!path.empty()) answer(host, *session.dialect, facts, path, object);
    }
}

} // namespace objsync::odbc
