// What the crawl needs to know from one kind of database system. One object per connection and
// call; used by one thread. All methods throw sdk::Error or sdk::Cancelled.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "plugins/odbc/settings.h"
#include "plugins/sdk/host.hpp"
#include "plugins/sdk/object.hpp"
#include "plugins/unixodbc/connection.h"
#include "plugins/unixodbc/statement.h"

namespace objsync::odbc {

using Names = std::vector<std::string>; // a path below the connection

struct Facts {
    std::string identity;
    std::string server_version;
    std::vector<const char*> levels; // containers first, "table" last
    sdk::Basis basis;
};

// A container or a relation, without its columns.
struct Found {
    std::string name;
    std::string kind; // "": cannot tell
    std::string native_type;
    std::string key; // where the next page begins: an id, or the name again
    MaybeText platform_id, owner, comment;
    bool is_data = true;   // false: it is there, and is no data object (a sequence)
    bool vanished = false; // named by page(), not seen by details()
};

// Receives the columns of a page, ordered by `index` into it.
class ColumnSink {
public:
    virtual ~ColumnSink() = default;
    virtual sdk::Column& column(size_t index, const std::string& name) = 0;
    // All columns of it were given, maybe none.
    virtual void known(size_t index) = 0;
    // The others of the page are not touched.
    virtual void unreadable(size_t index, const std::string& why) = 0;
};

enum class Verdict { found, gone, denied, unknown };
struct Answer {
    Verdict verdict = Verdict::unknown;
    Found found;
    std::string evidence;
};

class Dialect {
public:
    virtual ~Dialect() = default;

    virtual Facts facts() = 0;
    // Around the listing of one scope: where the system has snapshots, all of it sees one.
    virtual void begin_scope() {}
    virtual void end_scope() noexcept {}

    // Every container below `parent`.
    virtual std::vector<Found> containers(const Names& parent) = 0;
    // The relations in `container` after `key` ("": from the start), ordered by key; empty: no
    // more.
    virtual std::vector<Found> page(const Names& container, const std::string& key) = 0;
    // Completes what page() left out, for those the host wants.
    virtual void details(const Names& container, std::vector<Found>& wanted);
    virtual void columns(const Names& container, const std::vector<Found>& wanted,
                         ColumnSink& sink) = 0;

    // The proof of completeness: how many children there are, asked in another way than the
    // listing was. Throws sdk::Error where the source does not let it be known.
    virtual int64_t count(const Names& container) = 0;

    // Objects may come and go between listing and count, and the count itself can be trusted. False
    // where a scope is one snapshot, or a change cannot be told from a lie of the driver.
    [[nodiscard]] virtual bool may_change_meanwhile() const { return false; }

    virtual Answer find(const Names& path) = 0;

    // Findings of check() beyond those that hold for all.
    virtual void check(sdk::Host& host) = 0;
};

// The one that fits SQL_DBMS_NAME. Throws sdk::Error.
[[nodiscard]] std::unique_ptr<Dialect> make_dialect(Connection& connection,
                                                    const Settings& settings);

[[nodiscard]] std::unique_ptr<Dialect> make_sqlite(Connection&, const Settings&);
[[nodiscard]] std::unique_ptr<Dialect> make_postgres(Connection&, const Settings&);
[[nodiscard]] std::unique_ptr<Dialect> make_mariadb(Connection&, const Settings&);
[[nodiscard]] std::unique_ptr<Dialect> make_generic(Connection&, const Settings&);

} // namespace objsync::odbc
