// Rows of tags, in the order of their objects, as facet passes: one for each container that was
// asked for. Internal to tags/.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plugins/databricks/tags/statement.h"
#include "plugins/databricks/tags/tags.h"
#include "plugins/sdk/facet.hpp"
#include "plugins/sdk/object.hpp"

namespace objsync::databricks {

class TagPass::Join {
public:
    // Passes over `containers`: catalogs, or one schema. The time of all is now: whatever comes is
    // at least that new.
    Join(sdk::Host& host, sdk::Basis basis, std::vector<sdk::Path> containers);

    // Throws sdk::Error where the rows are not in order.
    void add(const Row& row);
    // The rows of this container have all come, though none may be of it.
    void finish(const sdk::Path& container);
    void finish_all();
    // What is not finished has failed.
    void fail(const sdk::Error& error);

private:
    void enter(const sdk::Path& container); // its rows begin
    void leave();                           // they have ended
    void flush();                           // the object that is open is whole

    sdk::Host& host_;
    sdk::Basis basis_;
    int64_t as_of_ms_;
    size_t level_;                       // names of a container
    std::vector<sdk::Path> left_, done_; // whose rows have not begun, and have ended
    sdk::Path at_;                       // whose rows come now; empty: of none
    std::unique_ptr<sdk::Facet> facet_;  // its pass; nullptr: nobody asked for it
    bool own_told_ = false;              // tags of `at_` itself came
    sdk::Path path_;                     // of the object that is open; empty: none is
    sdk::Object object_;
};

} // namespace objsync::databricks
