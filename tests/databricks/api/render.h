// Securables as the JSON of the API.
// https://docs.databricks.com/api/workspace/tables/list, .../catalogs/list and their neighbours
#pragma once

#include "tests/databricks/api/json.h"
#include "tests/databricks/model/tree.h"

namespace fake_databricks {

struct View {
    Path path; // of the securable
    std::string metastore_id;
    bool browse_asked = false; // include_browse: then browse_only is told
    bool browse_only = false;  // what it hides is left out
    bool omit_columns = false, omit_properties = false, omit_username = false;
    bool single = false;      // a GET of one, which tells more than a listing
    bool open_server = false; // an open Unity Catalog server: fewer members
};

void render(Json& json, const Catalog& catalog, const View& view);
void render(Json& json, const Schema& schema, const View& view);
void render(Json& json, const Table& table, const View& view);
void render(Json& json, const Volume& volume, const View& view);
void render(Json& json, const Function& function, const View& view);
void render(Json& json, const Model& model, const View& view);

} // namespace fake_databricks
