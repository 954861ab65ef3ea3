// Securables of Unity Catalog as objects of objsync.
#pragma once

#include <string>
#include <string_view>

#include "plugins/databricks/json/decode.h"
#include "plugins/sdk/object.hpp"

namespace objsync::databricks {

// The types of securables below a schema that are listed apart, each with its endpoint.
struct Securable {
    std::string_view endpoint; // "tables"; a view, as literals of two files may be two
    const char* list_key;      // "tables", "registered_models"
    const char* kind;          // nullptr: the table's type tells
    const char* name_space;    // nullptr: the default one
    const char* tag_entity;    // of the entity tag API; nullptr: has none
};
inline constexpr Securable kTables{"tables", "tables", nullptr, nullptr, "tables"};
inline constexpr Securable kVolumes{"volumes", "volumes", "volume", "volume", "volumes"};
inline constexpr Securable kFunctions{"functions", "functions", "function", "function", nullptr};
inline constexpr Securable kModels{"models", "registered_models", "model", "model", nullptr};

// objsync's kind for a table_type; an unknown type is a kind of its own.
[[nodiscard]] std::string_view kind_of_table(std::string_view table_type);

// The stamp of an object whose columns are known, and of one whose columns are not. Empty: the
// platform gives no time of change, so there is none.
[[nodiscard]] std::string stamp_of(const Entity& entity, bool columns_known);

// Behind a stamp: the tags could not be read, so the next crawl asks for them again.
inline constexpr const char* kNoTags = " no tags";

void fill_catalog(sdk::Object& out, const Entity& catalog);
void fill_schema(sdk::Object& out, const Entity& schema);

enum class Columns { given, left_out };
// `left_out`: the listing was asked without columns, and the stamp says that those stored hold.
void fill_object(sdk::Object& out, const Securable& securable, const Entity& entity,
                 Columns columns, bool properties);

} // namespace objsync::databricks
