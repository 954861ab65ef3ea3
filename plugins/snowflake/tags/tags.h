// Tags of databases, schemas, objects and columns, in bulk and as of a time of their own.
#pragma once

#include "plugins/snowflake/list/view.h"

namespace objsync::snowflake {

// A facet pass over the whole connection, or over one container of it. Where ACCOUNT_USAGE cannot
// be read there is none: absent, not empty.
void pass_tags(View& view, Session& session, const sdk::Path& container);

} // namespace objsync::snowflake
