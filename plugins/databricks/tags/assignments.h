// The tags of single entities, one request for each: what is left where no warehouse reads them in
// bulk. https://docs.databricks.com/api/workspace/entitytagassignments/list
#pragma once

#include <atomic>
#include <string>

#include "plugins/databricks/json/decode.h"
#include "plugins/databricks/rest/api.h"
#include "plugins/sdk/host.hpp"
#include "plugins/sdk/object.hpp"

namespace objsync::databricks {

class Assignments { // from any thread
public:
    Assignments(sdk::Host& host, bool wanted) : host_(host), wanted_(wanted) {}

    // Asked for, and the platform has not said that it has no such thing.
    [[nodiscard]] bool wanted() const noexcept { return wanted_; }

    enum class Answer {
        told,   // all tags of the entity are in the object
        hidden, // the platform does not show them: they stay absent
        failed, // they stay absent, and are worth another try in the next crawl
    };
    // `type`: "catalogs", "schemas", "tables", "volumes"; `name`: escaped for a URL, with dots.
    // Those of the columns, one request each, come with a table's. All or none: half of them would
    // tell that the others are gone. Throws where the sign-in is refused.
    Answer add(Api& api, Decoder& decoder, const char* type, const std::string& name,
               const std::vector<ColumnInfo>& columns, sdk::Object& to);

private:
    struct Tag {
        std::string name, value;
        std::string_view column; // empty: of the entity itself
    };
    static void read(Api& api, Decoder& decoder, const std::string& entity, std::string_view column,
                     std::vector<Tag>& out);

    sdk::Host& host_;
    std::atomic<bool> wanted_;
};

} // namespace objsync::databricks
