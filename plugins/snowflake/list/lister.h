// Lists one container after the other. One for a worker: it has a session of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "plugins/sdk/object.hpp"
#include "plugins/snowflake/list/chunk.h"
#include "plugins/snowflake/list/listing.h"
#include "plugins/snowflake/list/view.h"
#include "plugins/snowflake/login/session.h"

namespace objsync::snowflake {

class Lister {
public:
    Lister(View& view, std::unique_ptr<Session> session)
        : view_(view), session_(std::move(session)) {}

    // Each lists one scope, ends it, and hands what is below to the queue. Throws only what ends
    // the whole crawl: a refused sign-in, a cancel.
    void databases();
    void schemas(const std::shared_ptr<Database>& database);
    void contents(const SchemaWork& work);

    // One path as it is seen now, without a warehouse; `object` is filled where it is there. Throws
    // sdk::Error where the platform does not say. (look.cc)
    struct Sight {
        bool seen = false;
        std::string evidence;               // what the platform said
        std::shared_ptr<Database> database; // of a database that is seen
        SchemaWork schema;                  // of a schema that is seen
    };
    [[nodiscard]] Sight look(const sdk::Path& path, sdk::Object& object);

    [[nodiscard]] Session& session() noexcept { return *session_; }

private:
    // Runs `list` and ends the scope by what came of it. A session that was lost before anything
    // was given is signed in again, and the scope listed again.
    struct Attempt {
        sdk::Scope& scope;
        sdk::Path path;
        bool gave_any = false;
    };
    void guarded(Attempt& attempt, const std::function<void()>& list);
    [[nodiscard]] bool left_out(const std::string& database) const;
    void schemas_of(const std::shared_ptr<Database>& database, Attempt& attempt);
    void hint(const std::function<void()>& read);
    // How many objects each schema has, as far as that can be told; chooses the method on the way.
    [[nodiscard]] std::unordered_map<std::string, uint64_t> weigh(Database& database);
    void list_objects(Listing& listing, Attempt& attempt);

    void by_information_schema(Listing& listing); // by_information_schema.cc
    void read_tables(Listing& listing, const Names& names, ChunkMaker& chunks);
    void read_tables_in_parts(Listing& listing, ChunkMaker& chunks);
    void finish_part(Listing& listing, std::shared_ptr<Chunk> chunk);

    void by_show(Listing& listing); // by_show.cc

    void confirm_missing(Listing& listing, Method method); // missing.cc
    [[nodiscard]] bool show_has_more(Listing& listing);
    void confirm_by_show(Listing& listing, const std::vector<std::string>& names);
    void confirm_by_columns(Listing& listing, const std::vector<std::string>& names);

    [[nodiscard]] Sight look_for_database(const std::string& name, sdk::Object& object);
    [[nodiscard]] Sight look_for_schema(const SchemaName& name, sdk::Object& object);
    [[nodiscard]] Sight look_for_object(const SchemaName& in, const std::string& name,
                                        sdk::Object& object);

    View& view_;
    std::unique_ptr<Session> session_;
    sdk::Object object_;
};

} // namespace objsync::snowflake
