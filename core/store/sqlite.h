// SQLite with owners: a database, its statements prepared once, transactions that roll back unless
// committed. Not thread-safe: one thread at a time uses a Database and its statements.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace objsync::store {

// scratch: a copy being made, a database in memory or, with no name, in a temporary file; nothing
// is synced.
enum class OpenMode { writer, reader, scratch };

// Throws Error{corrupt} that says how the file is damaged, the ways back, and what each costs.
[[noreturn]] void throw_damaged(const std::string& file, const std::string& how);

class Database {
public:
    // writer: creates the file if needed, WAL, synchronous=FULL, foreign keys off.
    // reader: read-only; a transaction left open there keeps the log from being reused. Throws
    // Error{config|corrupt|retry} that names the file and what to do.
    Database(const std::string& file, OpenMode mode, int64_t cache_bytes);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void exec(const char* sql);
    [[nodiscard]] int64_t changes() const;
    // Of a writer: copies what was committed from the log into the file, as far as no reader still
    // needs it. A commit does it by itself when the log is long. Throws Error.
    void checkpoint();
    // How many pages of the log a checkpoint would copy, about.
    [[nodiscard]] int64_t log_pages() const noexcept { return log_pages_; }
    [[nodiscard]] sqlite3* raw() const noexcept { return db_; }
    [[nodiscard]] const std::string& file() const noexcept { return file_; }

private:
    friend class Statement;

    static int committed(void* self, sqlite3*, const char*, int pages);
    [[nodiscard]] sqlite3_stmt* take_prepared(const char* sql);
    void give_back(sqlite3_stmt* statement) noexcept;

    sqlite3* db_ = nullptr;
    std::string file_;
    int64_t log_pages_ = 0;
    // By text; null while in use. To prepare a statement takes longer than to run most of them.
    std::map<std::string, sqlite3_stmt*, std::less<>> prepared_;
};

// Prepared at once, or kept from an earlier one of the same text. The database outlives it. Use:
// `stmt.bind(a, b, c)`, then step() until false, or run(); both reset by bind(). What bound text
// and blobs point to must live until the statement is reset; only strings that are temporaries are
// copied. A statement left at a row keeps its transaction open: reset() it.
class Statement {
public:
    Statement(Database& db, const char* sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    template <typename... Args>
    Statement& bind(Args&&... args) {
        reset();
        int index = 1;
        (bind_one(index++, std::forward<Args>(args)), ...);
        return *this;
    }
    bool step(); // true: a row
    void run();  // to the end, rows ignored
    void reset() noexcept;

    [[nodiscard]] int64_t integer(int column) const;
    [[nodiscard]] std::string_view bytes(int column) const; // valid until the next step
    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::string text(int column) const { return std::string(bytes(column)); }
    [[nodiscard]] std::optional<int64_t> maybe_integer(int column) const;
    [[nodiscard]] std::optional<std::string> maybe_text(int column) const;

    struct Blob {
        std::string_view bytes;
    };

private:
    void bind_one(int index, int64_t value);
    void bind_one(int index, int value) { bind_one(index, static_cast<int64_t>(value)); }
    void bind_one(int index, bool value) { bind_one(index, static_cast<int64_t>(value)); }
    void bind_one(int index, std::string_view text);
    void bind_one(int index, const std::string& text) { bind_one(index, std::string_view(text)); }
    void bind_one(int index, std::string&& text); // copies
    void bind_one(int index, const char* text) { bind_one(index, std::string_view(text)); }
    void bind_one(int index, Blob blob);
    void bind_one(int index, std::nullopt_t);
    template <typename T>
    void bind_one(int index, const std::optional<T>& value) {
        if (value)
            bind_one(index, *value);
        else
            bind_one(index, std::nullopt);
    }
    template <typename T>
    void bind_one(int index, std::optional<T>&& value) {
        if (value)
            bind_one(index, std::move(*value));
        else
            bind_one(index, std::nullopt);
    }

    Database& db_;
    sqlite3_stmt* stmt_ = nullptr;
};

class Transaction {
public:
    explicit Transaction(Database& db); // BEGIN IMMEDIATE
    ~Transaction();                     // rolls back unless committed
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database& db_;
    bool open_ = true;
};

} // namespace objsync::store
