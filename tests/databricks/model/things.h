// What a metastore of Unity Catalog holds, as plain data. The members are those of the models in
// databricks-sdk-go, service/catalog/model.go.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fake_databricks {

using Tags = std::map<std::string, std::string>; // key -> value

// What every securable has. Times are milliseconds since the epoch; 0: not given.
struct Thing {
    std::string id; // made when it is created; a replacement gets another
    std::string owner = "owner@example.com";
    std::optional<std::string> comment;
    int64_t created_at = 0, updated_at = 0;
    std::map<std::string, std::string> properties;
    Tags tags;
    // Members put into its JSON as they are, as "\"future\":{\"x\":1}": fields and values that
    // nobody knows yet. One that it would have anyway is replaced.
    std::map<std::string, std::string> extra;
    // Sent instead of its JSON, where not empty: what no API should send.
    std::string raw;
};

struct Column {
    std::string name;
    std::string type_text = "string";
    std::optional<std::string> comment, mask; // mask: name of the function
    std::optional<bool> nullable;             // absent: true, by the API's default
    std::optional<int> partition_index;
    Tags tags;
};

struct Table : Thing { // and views, and all else that table_type names
    std::string type = "MANAGED";
    std::string format = "DELTA"; // "": none, as of views
    std::vector<Column> columns;  // of a foreign table that is not synchronised yet: none
    std::string view_definition, storage_location, row_filter;
};

struct Volume : Thing {
    std::string type = "MANAGED";
    std::string storage_location = "s3://bucket/volume";
};

struct Function : Thing {
    std::string returns = "int";
    std::vector<Column> parameters;
    std::string definition = "1";
};

struct Model : Thing {
    std::string storage_location = "s3://bucket/model";
};

// Tables made by a formula instead of kept: "gen_000000", "gen_000001", ... Those that were
// touched are kept like any other table, under the same name.
struct Generated {
    int64_t tables = 0;
    int64_t columns = 0;
};

struct Schema : Thing {
    std::map<std::string, Table> tables;
    std::map<std::string, Volume> volumes;
    std::map<std::string, Function> functions;
    std::map<std::string, Model> models;
    Generated generated;
    std::map<int64_t, bool> left_out; // of the generated ones: dropped, renamed, or in `tables`
    int64_t number = 0;               // among all schemas; ids of generated tables come from it
};

struct Catalog : Thing {
    std::string type = "MANAGED_CATALOG";
    std::string connection, share, provider;
    bool isolated = false;
    std::map<int64_t, std::string> bindings; // workspace id -> binding type; of an isolated one
    std::map<std::string, Schema> schemas;
};

} // namespace fake_databricks
