// floor FILE SCHEMAS TABLES COLUMNS: what any store must pay at the least. The frames of the
// synthetic tree go into plain SQLite: one row per object, integer key, no index, WAL, synchronous
// FULL, one transaction. Only SQLite's time is counted; making the frames is not.
#include <sqlite3.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/model/codec.h"
#include "core/wire/messages.h"
#include "tests/plugins/abi.h"
#include "tests/plugins/synthetic/tree.h"

namespace {

using objsync::test_plugin::view;

void must(int code, int wanted, sqlite3* db) {
    if (code == wanted) return;
    std::fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
    std::exit(1);
}

objsync::Object to_object(const objsync_object& from) {
    objsync::Object o;
    o.kind = from.kind;
    o.native_type = view(from.native_type);
    o.owner = view(from.owner);
    o.platform_id = view(from.platform_id);
    o.stamp = view(from.stamp);
    o.created_ms = from.created_ms;
    o.modified_ms = from.modified_ms;
    o.columns.emplace(from.n_columns);
    for (size_t i = 0; i < from.n_columns; ++i) {
        objsync::Column& c = (*o.columns)[i];
        c.name = view(from.columns[i].name);
        c.type = view(from.columns[i].type);
        c.ordinal = from.columns[i].ordinal;
        c.nullable = static_cast<objsync::Nullable>(from.columns[i].nullable);
    }
    return o;
}

double cpu_now() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
}

// The frames of a tree, a batch at a time, so that memory stays small.
class Frames {
public:
    explicit Frames(const objsync::synthetic::Shape& shape)
        : tree_(shape), schemas_(shape.schemas) {}

    bool next(std::vector<std::string>& batch) {
        batch.clear();
        while (schema_ < schemas_ && batch.size() < 10'000) {
            if (tree_.load(schema_, slot_)) {
                const objsync::Object object = to_object(tree_.object());
                objsync::encode_object(object, stable_, moving_);
                objsync::wire::ObjectView frame;
                frame.scope = static_cast<uint32_t>(schema_ + 1);
                frame.name = view(tree_.object().name);
                frame.stable = stable_;
                frame.moving = moving_;
                objsync::wire::encode(batch.emplace_back(), frame);
            }
            if (++slot_ == tree_.slots()) {
                slot_ = 0;
                ++schema_;
            }
        }
        return !batch.empty();
    }

private:
    objsync::synthetic::Tree tree_;
    int64_t schemas_, schema_ = 0, slot_ = 0;
    std::string stable_, moving_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fprintf(stderr, "usage: floor FILE SCHEMAS TABLES COLUMNS\n");
        return 2;
    }
    objsync::synthetic::Shape shape;
    shape.schemas = std::atoll(argv[2]);
    shape.tables = std::atoll(argv[3]);
    shape.columns = std::atoll(argv[4]);

    sqlite3* db = nullptr;
    must(sqlite3_open(argv[1], &db), SQLITE_OK, db);
    const auto exec = [db](const char* sql) {
        must(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK, db);
    };
    exec(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE frame (id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
    sqlite3_stmt* insert = nullptr;
    must(sqlite3_prepare_v2(db, "INSERT INTO frame VALUES (?, ?)", -1, &insert, nullptr), SQLITE_OK,
         db);

    using Clock = std::chrono::steady_clock;
    Clock::duration wall{};
    double cpu = 0;
    size_t rows = 0, bytes = 0;
    const auto timed = [&](const auto& work) {
        const auto start = Clock::now();
        const double cpu_start = cpu_now();
        work();
        wall += Clock::now() - start;
        cpu += cpu_now() - cpu_start;
    };
    timed([&] { exec("BEGIN"); });
    Frames frames(shape);
    for (std::vector<std::string> batch; frames.next(batch);) {
        timed([&] {
            for (const std::string& frame : batch) {
                must(sqlite3_bind_int64(insert, 1, static_cast<sqlite3_int64>(++rows)), SQLITE_OK,
                     db);
                must(sqlite3_bind_blob64(insert, 2, frame.data(), frame.size(), SQLITE_STATIC),
                     SQLITE_OK, db);
                must(sqlite3_step(insert), SQLITE_DONE, db);
                sqlite3_reset(insert);
                bytes += frame.size();
            }
        });
    }
    // What stays in the log is checkpointed when the file is closed: part of the price.
    timed([&] {
        exec("COMMIT");
        sqlite3_finalize(insert);
        must(sqlite3_close(db), SQLITE_OK, db);
    });
    std::printf("rows %zu bytes %zu wall_s %.3f cpu_s %.3f\n", rows, bytes,
                std::chrono::duration<double>(wall).count(), cpu);
    return 0;
}
