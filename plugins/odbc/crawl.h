// The crawl: scopes from the top down, each listed, proved and ended by itself.
#pragma once

#include <set>
#include <string>

#include "plugins/odbc/session.h"

namespace objsync::odbc {

class Crawl {
public:
    Crawl(sdk::Host& host, const sdk::Job& job);

    // Throws sdk::Error where the connection itself is lost: then what was not listed is not
    // visited.
    void run();

private:
    void target(const sdk::Path& path);
    void list(const sdk::Path& path);
    void list_containers(const sdk::Path& path);
    void list_relations(const sdk::Path& path);
    int64_t give_page(const sdk::Path& path, const Names& names, std::vector<Found> page,
                      sdk::Scope& scope);
    void end(sdk::Scope& scope, const Names& names, int64_t expected, int64_t listed);
    void fail(sdk::Scope& scope, const sdk::Path& path, const sdk::Error& error);
    [[nodiscard]] bool is_leaf(const sdk::Path& path) const {
        return path.size() + 1 == facts_.levels.size();
    }

    sdk::Host& host_;
    const sdk::Job& job_;
    Session session_;
    Facts facts_;
    sdk::Object object_;
    std::set<std::string> listed_; // by targets that overlap
};

// Each target: what it is, with columns, or why it is not found.
void lookup(sdk::Host& host, const sdk::Job& job);

} // namespace objsync::odbc
