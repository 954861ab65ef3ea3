// Some objects of a schema that need more than the row that listed them: columns, ids, whether a
// view is secure. Asked for in bulk and restricted to these objects.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "plugins/sdk/object.hpp"
#include "plugins/snowflake/list/listing.h"
#include "plugins/snowflake/object/row.h"
#include "plugins/snowflake/sql/statements.h"
#include "plugins/unixodbc/block.h"

namespace objsync::snowflake {

struct Pending {
    Row row;
    bool wants_columns = false, wants_id = false, wants_secure = false;
    bool in_usage = false; // ACCOUNT_USAGE has the columns of this very version
    bool given = false;
};

struct Chunk {
    std::vector<Pending> rows;
    // What the rows' names span, exclusive and inclusive; and how many objects lie in there.
    std::string above, upto;
    size_t span = 0;
    bool whole = false;   // nothing of the schema lies outside
    bool ordered = false; // the listing's names came in the order that ranges mean

    // The shortest way to name these rows. `some`: indices into rows.
    [[nodiscard]] Names names(const std::vector<size_t>& some) const;
    [[nodiscard]] std::vector<size_t> those(const std::function<bool(const Pending&)>& want) const;
};

// Collects chunks out of one listing, in its order.
class ChunkMaker {
public:
    explicit ChunkMaker(std::function<void(std::shared_ptr<Chunk>)> full)
        : full_(std::move(full)) {}

    void pass(std::string_view name); // listed, and whole as it is
    void add(Pending pending);
    void end(); // nothing follows
    [[nodiscard]] const std::string& last() const noexcept { return last_; }

private:
    void note(std::string_view name);
    void flush(bool whole);

    std::function<void(std::shared_ptr<Chunk>)> full_;
    std::shared_ptr<Chunk> chunk_ = std::make_shared<Chunk>();
    std::string last_;
    size_t bytes_ = 0; // of names in chunk_
    bool first_ = true, ordered_ = true;
};

// Completes a chunk and gives its objects to the listing. By one thread, on its session.
class ChunkReader {
public:
    ChunkReader(Session& session, Listing& listing, Chunk& chunk, sdk::Object& object)
        : session_(session), listing_(listing), chunk_(chunk), object_(object) {}

    // Every object is given in the end, if need be without its columns; then the listing is in
    // doubt. Throws sdk::Cancelled, and sdk::Error where a sign-in is refused.
    void read();

private:
    void read_ids();
    void read_secure();
    void read_columns();
    void columns_of(std::vector<size_t> some, Source source, odbc::Reading reading);
    void columns_by(const std::vector<size_t>& some, Source source, odbc::Reading reading);
    void split(const std::vector<size_t>& some, Source source);
    void read_shown();
    void give_rest();
    void begin(size_t index);
    void finish(size_t index);

    Session& session_;
    Listing& listing_;
    Chunk& chunk_;
    sdk::Object& object_;
    std::vector<size_t> cut_, open_; // to be read in whole; with types that only SHOW tells
};

} // namespace objsync::snowflake
