// Members of securables by the names that the API gives them.
#pragma once

#include "tests/databricks/model/things.h"
#include "tests/databricks/program/line.h"

namespace fake_databricks {

// Each takes its members out of the line. Any "json.NAME=JSON" becomes a member of the JSON as it
// is; "raw=JSON" replaces it all.
void set_fields(Line& line, Catalog& catalog); // also isolated, bind=ID[:TYPE],...
void set_fields(Line& line, Schema& schema);
void set_fields(Line& line, Table& table); // also columns=NAME:TYPE,..., which keeps their tags
void set_fields(Line& line, Volume& volume);
void set_fields(Line& line, Function& function);
void set_fields(Line& line, Model& model);

} // namespace fake_databricks
