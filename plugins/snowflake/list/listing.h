// The objects of one schema while they are listed: what the threads that work on it share.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "plugins/sdk/scope.hpp"
#include "plugins/snowflake/list/stored.h"
#include "plugins/snowflake/list/view.h"
#include "plugins/snowflake/object/row.h"

namespace objsync::snowflake {

struct SchemaWork {
    std::shared_ptr<Database> database;
    std::string schema;
    bool young = false; // ACCOUNT_USAGE does not know it yet

    [[nodiscard]] SchemaName name() const { return {database->name, schema}; }
    [[nodiscard]] sdk::Path path() const { return {database->name, schema}; }
};

class Listing {
public:
    Listing(View& v, sdk::Scope& s, const SchemaWork& w) : view(v), scope(s), work(w), stored(s) {}

    View& view;
    sdk::Scope& scope;
    const SchemaWork& work;
    Stored stored;  // of the thread that lists
    NameSet listed; // in a full crawl, where two methods are put together

    // An object of this listing, from any thread.
    void give(sdk::Object& object, const Row& row);
    [[nodiscard]] bool gave_any() const;

    // It is not whole, though it came to its end; the first reason counts. From any thread.
    void doubt(const sdk::Error& error);
    [[nodiscard]] std::optional<sdk::Error> doubts() const;

    // A part that another thread may work on; the listing waits for it. Where it ends without
    // done() its objects were not given: then the listing is in doubt, or they would look gone.
    class Part {
    public:
        explicit Part(Listing& listing);
        ~Part();
        Part(const Part&) = delete;
        Part& operator=(const Part&) = delete;
        void done() noexcept { done_ = true; }

    private:
        Listing& listing_;
        bool done_ = false;
    };
    void wait_for_parts();

    // Whether the columns of this schema were asked for table by table too often already.
    [[nodiscard]] bool may_ask_alone();

private:
    mutable std::mutex mutex_; // all below
    std::condition_variable part_done_;
    size_t parts_ = 0, given_ = 0, alone_ = 0;
    std::optional<sdk::Error> doubt_;
};

} // namespace objsync::snowflake
