// What all listers of one crawl share.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "plugins/sdk/end.hpp"
#include "plugins/sdk/host.hpp"
#include "plugins/snowflake/login/session.h"
#include "plugins/snowflake/usage/ids.h"
#include "plugins/snowflake/usage/usage.h"
#include "plugins/snowflake/work/queue.h"

namespace objsync::snowflake {

class Lister;

// How the objects of a schema are found. INFORMATION_SCHEMA has LAST_DDL and wants a warehouse;
// SHOW needs none, and sees more under MANAGE GRANTS.
enum class Method { information_schema, show };

struct Database {
    explicit Database(std::string n) : name(std::move(n)) {}

    std::string name;
    bool imported = false;              // ACCOUNT_USAGE knows nothing of what it holds
    bool young = false;                 // ACCOUNT_USAGE does not know it yet
    std::atomic<bool> show_only{false}; // INFORMATION_SCHEMA cannot be read
    Ids ids;                            // of all its objects, where all are new
};

struct View {
    sdk::Host& host;
    Account& account;
    Context context;
    bool full; // ignore what is stored
    Usage usage;
    Queue<Lister> queue;

    // Under which view something is listed by this method.
    [[nodiscard]] sdk::Basis basis(Method method) const {
        std::string text = method == Method::show ? "SHOW" : "INFORMATION_SCHEMA";
        text += ", role " + context.role;
        if (!context.secondary_roles.empty()) text += ", secondary " + context.secondary_roles;
        text += account.settings().scope_text();
        return {text, true};
    }
};

} // namespace objsync::snowflake
