// What stands between the fake account and the driver in front of it: statements go in, rows come
// out in columns. account/ and sql/ implement it; server/ carries it over a socket.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace fake_snowflake {

// An error as Snowflake gives it: SQLSTATE, number and text.
class SqlError : public std::runtime_error {
public:
    SqlError(std::string state, int32_t native, const std::string& text)
        : std::runtime_error(text), state_(std::move(state)), native_(native) {}
    [[nodiscard]] const std::string& state() const noexcept { return state_; }
    [[nodiscard]] int32_t native() const noexcept { return native_; }

private:
    std::string state_;
    int32_t native_;
};

// How a column's values are kept in a chunk.
enum class Cell : uint8_t {
    text,      // UTF-8
    integer,   // NUMBER with scale 0 that fits into 64 bits
    real,      // FLOAT
    boolean,   // as an integer 0 or 1
    timestamp, // as an integer: nanoseconds since the epoch of the wall clock that the client is to
               // see: LTZ in the session's TIMEZONE, TZ in UTC
};

struct ResultColumn {
    std::string name; // as Snowflake gives it: SHOW's in lower case
    Cell cell = Cell::text;
    int64_t size = 16777216; // of text: characters, as the driver reports them
    bool nullable = true;
};

// Some rows of one column. Only the member that the column's Cell calls for is filled.
struct ColumnData {
    std::vector<uint8_t> is_null; // 1: NULL; as many as there are rows
    std::vector<int64_t> integers;
    std::vector<double> reals;
    std::string bytes;          // of all texts, one after the other
    std::vector<uint32_t> ends; // where each text ends in `bytes`

    void clear();
};

struct Chunk {
    size_t rows = 0;
    std::vector<ColumnData> columns;

    void clear();
};

// The rows of a statement, made as they are read. Used by one thread at a time.
class Rows {
public:
    virtual ~Rows() = default;
    [[nodiscard]] virtual const std::vector<ResultColumn>& columns() const = 0;
    // Appends at most `limit` rows to an empty chunk of as many columns; none: that was all.
    // Throws SqlError, also in the middle.
    virtual void read(Chunk& chunk, size_t limit) = 0;
};

using Parameter = std::optional<std::string>; // of a `?`; nullopt: NULL

// A signed-in session. Used by one thread at a time; cancel() by any.
class Session {
public:
    virtual ~Session() = default;
    [[nodiscard]] virtual int64_t id() const = 0;
    // Throws SqlError.
    [[nodiscard]] virtual std::unique_ptr<Rows> execute(
        const std::string& sql, const std::vector<Parameter>& parameters) = 0;
    // STATEMENT_TIMEOUT_IN_SECONDS, of which server/ takes care; 0: none.
    [[nodiscard]] virtual int64_t statement_timeout_s() const { return 0; }
};

// An account as the driver reaches it. Thread-safe.
class Engine {
public:
    virtual ~Engine() = default;
    // Keywords of the connection string in upper case. What the driver does itself with keys is in
    // it as TOKEN: a signed JWT for SNOWFLAKE_JWT. Throws SqlError.
    [[nodiscard]] virtual std::unique_ptr<Session> sign_in(
        const std::map<std::string, std::string>& keywords) = 0;
};

} // namespace fake_snowflake
