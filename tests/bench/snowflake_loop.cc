// What is the least that reading a Snowflake account by ODBC costs: one TABLES and one COLUMNS
// statement for each schema out of one queue, fetched in blocks into bound buffers, every cell
// copied into a struct, which is then thrown away.
//   snowflake-loop CONNECTION_STRING DATABASE SESSIONS
// Prints "wall_s N cpu_s N tables N columns N".
#include <sql.h>
#include <sqlext.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

// As the plugin has them.
constexpr size_t kBlockBytes = size_t{1} << 18, kMostRows = 1000;
constexpr size_t kName = 1048, kFlag = 72, kComment = 1512, kText = 512, kNumber = 64;

void check(SQLRETURN result, SQLSMALLINT type, SQLHANDLE handle) {
    if (SQL_SUCCEEDED(result)) return;
    SQLCHAR state[6] = {}, text[1000] = {};
    SQLGetDiagRec(type, handle, 1, state, nullptr, text, sizeof(text), nullptr);
    throw std::runtime_error(reinterpret_cast<const char*>(text));
}

SQLPOINTER pointer(size_t number) {
    return reinterpret_cast<SQLPOINTER>(number);
}

// A row as a crawler would keep it.
struct Row {
    std::vector<std::string> texts;
    std::vector<int64_t> numbers;
    std::vector<bool> nulls;
};

class Session {
public:
    Session(SQLHENV env, const std::string& connection) {
        check(SQLAllocHandle(SQL_HANDLE_DBC, env, &dbc_), SQL_HANDLE_ENV, env);
        std::string text = connection;
        check(SQLDriverConnect(dbc_, nullptr, reinterpret_cast<SQLCHAR*>(text.data()), SQL_NTS,
                               nullptr, 0, nullptr, SQL_DRIVER_NOPROMPT),
              SQL_HANDLE_DBC, dbc_);
    }
    ~Session() {
        SQLDisconnect(dbc_);
        SQLFreeHandle(SQL_HANDLE_DBC, dbc_);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // `rooms`: bytes of each text column; kNumber: a number. Returns the first column's texts where
    // `keep`, else how many rows there were in `rows`.
    std::vector<std::string> read(std::string sql, const std::vector<size_t>& rooms, size_t& rows,
                                  bool keep = false) {
        SQLHSTMT statement = nullptr;
        check(SQLAllocHandle(SQL_HANDLE_STMT, dbc_, &statement), SQL_HANDLE_DBC, dbc_);
        check(SQLExecDirect(statement, reinterpret_cast<SQLCHAR*>(sql.data()), SQL_NTS),
              SQL_HANDLE_STMT, statement);
        size_t row_size = 0;
        for (const size_t room : rooms)
            row_size += sizeof(SQLLEN) + room;
        const size_t array = std::min(kBlockBytes / row_size, kMostRows);
        std::vector<char> buffer(row_size * array);
        SQLULEN fetched = 0;
        SQLSetStmtAttr(statement, SQL_ATTR_ROW_BIND_TYPE, pointer(row_size), 0);
        SQLSetStmtAttr(statement, SQL_ATTR_ROW_ARRAY_SIZE, pointer(array), 0);
        SQLSetStmtAttr(statement, SQL_ATTR_ROWS_FETCHED_PTR, &fetched, 0);
        size_t at = 0;
        for (size_t i = 0; i < rooms.size(); ++i) {
            const SQLSMALLINT type = rooms[i] == kNumber ? SQL_C_SBIGINT : SQL_C_CHAR;
            check(SQLBindCol(statement, static_cast<SQLUSMALLINT>(i + 1), type,
                             buffer.data() + at + sizeof(SQLLEN), static_cast<SQLLEN>(rooms[i]),
                             reinterpret_cast<SQLLEN*>(buffer.data() + at)),
                  SQL_HANDLE_STMT, statement);
            at += sizeof(SQLLEN) + rooms[i];
        }
        std::vector<std::string> first;
        Row row{std::vector<std::string>(rooms.size()), std::vector<int64_t>(rooms.size()),
                std::vector<bool>(rooms.size())};
        for (;;) {
            const SQLRETURN result = SQLFetch(statement);
            if (result == SQL_NO_DATA) break;
            check(result, SQL_HANDLE_STMT, statement);
            for (size_t r = 0; r < fetched; ++r) {
                copy(buffer.data() + r * row_size, rooms, row);
                if (keep) first.push_back(row.texts[0]);
            }
            rows += fetched;
        }
        SQLFreeHandle(SQL_HANDLE_STMT, statement);
        return first;
    }

private:
    static void copy(const char* from, const std::vector<size_t>& rooms, Row& row) {
        for (size_t i = 0; i < rooms.size(); ++i) {
            SQLLEN length = 0;
            std::memcpy(&length, from, sizeof(length));
            const char* data = from + sizeof(length);
            row.nulls[i] = length == SQL_NULL_DATA;
            if (!row.nulls[i] && rooms[i] == kNumber)
                std::memcpy(&row.numbers[i], data, sizeof(int64_t));
            if (!row.nulls[i] && rooms[i] != kNumber)
                row.texts[i].assign(data, static_cast<size_t>(length));
            from = data + rooms[i];
        }
    }

    SQLHDBC dbc_ = nullptr;
};

std::string tables_sql(const std::string& database, const std::string& schema) {
    return "SELECT TABLE_NAME, TABLE_TYPE, IS_TRANSIENT, IS_TEMPORARY, IS_ICEBERG, IS_DYNAMIC, "
           "IS_HYBRID, TABLE_OWNER, COMMENT, ROW_COUNT, BYTES, "
           "DATE_PART(EPOCH_MILLISECOND, CREATED), DATE_PART(EPOCH_MILLISECOND, LAST_DDL) FROM \"" +
           database + "\".INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = '" + schema +
           "' ORDER BY TABLE_NAME";
}

std::string columns_sql(const std::string& database, const std::string& schema) {
    return "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, COALESCE(CHARACTER_MAXIMUM_LENGTH, "
           "CHARACTER_OCTET_LENGTH), NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION, "
           "IS_NULLABLE, COLUMN_DEFAULT, COLLATION_NAME, COMMENT, IFF(DTD_IDENTIFIER IS NULL, 0, 1)"
           " FROM \"" +
           database + "\".INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = '" + schema +
           "' ORDER BY TABLE_NAME, ORDINAL_POSITION";
}

const std::vector<size_t> kTables{kName, kFlag,    kFlag,   kFlag,   kFlag,   kFlag,  kFlag,
                                  kName, kComment, kNumber, kNumber, kNumber, kNumber};
const std::vector<size_t> kColumns{kName,   kName, kFlag, kNumber, kNumber, kNumber,
                                   kNumber, kFlag, kText, kFlag,   kText,   kNumber};

void run(const std::string& connection, const std::string& database, size_t sessions) {
    SQLHENV env = nullptr;
    SQLAllocHandle(SQL_HANDLE_ENV, nullptr, &env);
    SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, pointer(SQL_OV_ODBC3), 0);
    size_t ignored = 0;
    std::vector<std::string> schemas;
    {
        Session session(env, connection);
        schemas = session.read("SELECT SCHEMA_NAME FROM \"" + database +
                                   "\".INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME <> "
                                   "'INFORMATION_SCHEMA'",
                               {kName}, ignored, true);
    }
    std::atomic<size_t> next{0}, tables{0}, columns{0};
    std::vector<std::thread> threads;
    for (size_t i = 0; i < sessions; ++i) {
        threads.emplace_back([&] {
            Session session(env, connection);
            for (size_t n = next++; n < schemas.size(); n = next++) {
                size_t t = 0, c = 0;
                session.read(tables_sql(database, schemas[n]), kTables, t);
                session.read(columns_sql(database, schemas[n]), kColumns, c);
                tables += t;
                columns += c;
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    SQLFreeHandle(SQL_HANDLE_ENV, env);
    std::printf("tables %zu columns %zu\n", tables.load(), columns.load());
}

double cpu() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: snowflake-loop CONNECTION_STRING DATABASE SESSIONS\n");
        return 2;
    }
    try {
        const auto begin = std::chrono::steady_clock::now();
        run(argv[1], argv[2], std::strtoul(argv[3], nullptr, 10));
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
        std::printf("wall_s %.3f cpu_s %.3f\n", wall.count(), cpu());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
