// A million of things costs what is read of them.
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/snowflake/tests/asking.h"

namespace fake_snowflake::testing {

namespace {

#ifdef __SANITIZE_ADDRESS__ // it keeps for a while what was freed
constexpr size_t kRoom = 160 << 20;
#else
constexpr size_t kRoom = 32 << 20;
#endif

constexpr size_t kTables = 1'000'000;
constexpr size_t kColumns = 20;

std::unique_ptr<Account> a_million() {
    auto account = small_account();
    account->create_database("DB");
    open_to_crawl(*account, "DB");
    account->create_schema("DB", "S");
    std::vector<Column> list;
    for (size_t n = 0; n < kColumns; ++n)
        list.push_back(column("COLUMN_" + std::to_string(n), "VARCHAR(64)"));
    Formula formula;
    formula.count = kTables;
    formula.pattern = table(list);
    account->generate({"DB", "S"}, formula);
    return account;
}

// Of this process, in bytes, now.
size_t memory() {
    std::ifstream file("/proc/self/statm");
    size_t total = 0;
    size_t resident = 0;
    file >> total >> resident;
    return resident * 4096;
}

// How many rows there are; the names in the first column never go back.
size_t read_in_order(Session& session, const std::string& sql, size_t most_rows) {
    const auto rows = session.execute(sql, {});
    std::string last;
    size_t count = 0;
    Chunk chunk;
    while (count < most_rows) {
        chunk.clear();
        chunk.columns.resize(rows->columns().size());
        rows->read(chunk, 10'000);
        if (chunk.rows == 0) break;
        size_t begin = 0;
        for (const uint32_t end : chunk.columns[0].ends) {
            const std::string_view name(chunk.columns[0].bytes.data() + begin, end - begin);
            if (name < last) throw std::runtime_error("out of order: " + std::string(name));
            last = name;
            begin = end;
        }
        count += chunk.rows;
    }
    return count;
}

} // namespace

TEST_CASE("a million tables and their columns stream in order, in bounded memory") {
    const auto account = a_million();
    Asking crawler(*account, "crawler");
    const size_t before = memory();
    CHECK(read_in_order(crawler.session(),
                        "SELECT TABLE_NAME, TABLE_TYPE, COMMENT FROM DB.INFORMATION_SCHEMA.TABLES "
                        "WHERE TABLE_SCHEMA = 'S' ORDER BY TABLE_NAME",
                        2 * kTables) == kTables);
    // The rest of twenty million rows is like these.
    CHECK(read_in_order(crawler.session(),
                        "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM "
                        "DB.INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 'S' ORDER BY "
                        "TABLE_NAME, ORDINAL_POSITION",
                        kTables) == kTables);
    CHECK(memory() < before + kRoom);
}

TEST_CASE("of a million made tables one can be changed, dropped and looked up") {
    const auto account = a_million();
    account->alter({"DB", "S", "T0777777"}, [](Object& object) { object.comment = "this one"; });
    account->drop({"DB", "S", "T0777778"});
    account->create({"DB", "S", "T0777776A"}, table({}));
    Asking crawler(*account, "crawler");
    CHECK(crawler.lines("SELECT TABLE_NAME, COMMENT FROM DB.INFORMATION_SCHEMA.TABLES WHERE "
                        "TABLE_SCHEMA = 'S' AND TABLE_NAME >= 'T0777776' AND TABLE_NAME <= "
                        "'T0777779' ORDER BY TABLE_NAME") == Lines{{"T0777776", "NULL"},
                                                                   {"T0777776A", "NULL"},
                                                                   {"T0777777", "this one"},
                                                                   {"T0777779", "NULL"}});
    CHECK(crawler.ask("SHOW TABLES IN SCHEMA DB.S STARTS WITH 'T077777' LIMIT 10").lines.size() ==
          10);
}

TEST_CASE("a page of SHOW costs what is on it, wherever in a million it is") {
    const auto account = a_million();
    Asking crawler(*account, "crawler");
    std::string last;
    size_t pages = 0;
    for (size_t rows = 10'000; rows == 10'000; ++pages) {
        const Line names = crawler
                               .ask("SHOW TERSE OBJECTS IN SCHEMA DB.S LIMIT 10000" +
                                    (last.empty() ? "" : " FROM '" + last + "'"))
                               .column("name");
        rows = names.size();
        if (!names.empty()) last = names.back();
    }
    CHECK(last == "T0999999");
    CHECK(pages == 101); // the last one is empty
}

} // namespace fake_snowflake::testing
