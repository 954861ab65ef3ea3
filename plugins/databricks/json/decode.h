// JSON answers as plain structs. Every string_view points into the Decoder, until its next call.
// Unknown fields are ignored, fields of another type than expected count as absent.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace objsync::databricks {

using Text = std::optional<std::string_view>;
using Pair = std::pair<std::string_view, std::string_view>;

struct ColumnInfo {
    std::string_view name;
    Text type_text, comment, mask_function;
    std::optional<int64_t> position, partition_index;
    std::optional<bool> nullable;
};

// Catalogs, schemas, tables, volumes, functions and models: what of it a securable has.
struct Entity {
    std::string_view name;
    Text full_name, type, id, owner, comment, definition, format, metastore_id, storage_location;
    Text isolation_mode, connection_name, share_name, provider_name, row_filter, data_type;
    std::optional<int64_t> created_at, updated_at; // ms since the epoch
    bool browse_only = false;
    bool has_columns = false; // the answer has a list of columns that is not empty
    // One of them cannot be read, or its name is not valid UTF-8: then `columns` is empty, as a
    // list without it would say that it was dropped.
    bool columns_unreadable = false;
    std::vector<ColumnInfo> columns;
    std::vector<ColumnInfo> parameters; // of a function
    std::vector<Pair> properties;
};

struct Page {
    std::vector<Entity> items; // only the first `n` count; the rest keeps its memory
    size_t n = 0;
    std::string next_token; // empty: the listing ends here
    bool mended = false;    // bytes that were not UTF-8 were replaced by U+FFFD
};

struct ApiErrorBody {
    std::string code, message;
};

struct TokenBody {
    std::string access_token, error, error_description;
    int64_t expires_in = 3600; // seconds
};

struct StatementBody {
    std::string id, state, error_code, error_message;
    std::vector<std::vector<Text>> rows; // of one chunk
    std::optional<int64_t> next_chunk;
    std::optional<int64_t> total_rows; // of all chunks
    bool has_result = false;           // inline: an answer without it tells no rows
    bool truncated = false;
};

// The text is no JSON object to its end, or holds what no answer of this kind holds.
class JsonError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// One thread at a time. Memory grows with the largest answer and is given back after a huge one.
class Decoder {
public:
    Decoder();
    ~Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    // {"<key>": [securables], "next_page_token"}. No list is an empty list: the platform omits it,
    // but not beside an error's code.
    void page(const std::string& body, std::string_view key, Page& out);
    // One securable, as a page of one; it has a name, or is none.
    void entity(const std::string& body, Page& out);
    [[nodiscard]] StatementBody statement(const std::string& body);
    // A list of records, each as its text members in the order of `members`.
    [[nodiscard]] std::vector<std::vector<std::string>> records(
        const std::string& body, std::string_view key, const std::vector<std::string>& members,
        std::string& next_token);
    // A text member of the object; an empty text: absent.
    [[nodiscard]] std::string member(const std::string& body, std::string_view name);
    [[nodiscard]] TokenBody token(const std::string& body);
    // Never throws: an error's body may be anything.
    [[nodiscard]] ApiErrorBody error(const std::string& body) noexcept;

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

} // namespace objsync::databricks
