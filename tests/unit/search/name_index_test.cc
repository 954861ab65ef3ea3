#include "core/store/name_index.h"

#include <catch2/catch.hpp>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "tests/unit/search/library.h"

using namespace objsync;
using namespace objsync::store;
using Catch::Contains;

namespace {

using Names = std::map<int64_t, std::pair<std::string, std::string>>; // oid: name, kind

struct Index {
    test::Library library; // for its database
    NameIndex names{library.db()};

    Names stored() {
        Names all;
        Statement blocks(library.db(), "SELECT first, body FROM name_block ORDER BY first");
        while (blocks.step()) {
            NameBlock block(blocks.integer(0), blocks.bytes(1));
            bool first = true;
            while (block.next()) {
                CHECK((!first || block.entry().oid == blocks.integer(0)));
                first = false;
                all[block.entry().oid] = {std::string(block.entry().name),
                                          std::string(block.entry().kind)};
            }
        }
        return all;
    }
    int64_t one(const char* sql) {
        Statement statement(library.db(), sql);
        statement.step();
        return statement.integer(0);
    }
};

std::string long_name(int64_t oid) {
    return "a name of some length, number " + std::to_string(oid);
}

} // namespace

TEST_CASE("names of many objects stand in a few blocks, however many transactions brought them") {
    Index index;
    Names expected;
    for (int64_t oid = 1; oid <= 20'000; ++oid) {
        index.names.put(1, oid, long_name(oid), oid % 2 == 0 ? "table" : "view");
        expected[oid] = {long_name(oid), oid % 2 == 0 ? "table" : "view"};
        if (oid % 700 == 0) index.names.before_commit();
    }
    index.names.before_commit();
    CHECK(index.stored() == expected);
    CHECK(index.one("SELECT count(*) FROM name_block") < 25);
    CHECK(index.one("SELECT max(length(body)) FROM name_block") < 40'000);
}

TEST_CASE("names that change or go within full blocks leave no crumbs") {
    Index index;
    Names expected;
    for (int64_t oid = 1; oid <= 5'000; ++oid) {
        index.names.put(1, oid, "x", "table");
        expected[oid] = {"x", "table"};
    }
    index.names.before_commit();
    // Each block becomes far longer than it may be, a few names at a time.
    for (int64_t oid = 5'000; oid >= 1; --oid) {
        if (oid % 10 == 0) {
            index.names.erase(1, oid);
            expected.erase(oid);
        } else {
            index.names.put(1, oid, long_name(oid), "view");
            expected[oid] = {long_name(oid), "view"};
        }
        if (oid % 50 == 0) index.names.before_commit();
    }
    index.names.before_commit();
    CHECK(index.stored() == expected);
    CHECK(index.one("SELECT max(length(body)) FROM name_block") < 80'000);
    CHECK(index.one("SELECT count(*) FROM name_block") < 14);
}

TEST_CASE("the last of several changes to a name in one transaction holds") {
    Index index;
    index.names.put(1, 5, "a", "table");
    index.names.put(1, 5, "b", "view");
    index.names.put(1, 6, "c", "table");
    index.names.erase(1, 6);
    index.names.put(1, 3, "d", "");
    index.names.before_commit();
    CHECK(index.stored() == Names{{3, {"d", ""}}, {5, {"b", "view"}}});
    index.names.put(1, 2, "e", "table"); // before all that there are
    index.names.erase(1, 5);
    index.names.before_commit();
    CHECK(index.stored() == Names{{2, {"e", "table"}}, {3, {"d", ""}}});
    index.names.erase(1, 2);
    index.names.erase(1, 3);
    index.names.before_commit();
    CHECK(index.one("SELECT count(*) FROM name_block") == 0);
}

TEST_CASE("what is rolled back is not in the index of the next transaction") {
    Index index;
    index.names.put(1, 1, "a", "table");
    index.names.rolled_back();
    index.names.put(1, 2, "b", "table");
    index.names.before_commit();
    CHECK(index.stored() == Names{{2, {"b", "table"}}});
}

TEST_CASE("each connection has blocks of its own, also when their objects are found in turns") {
    Index index;
    for (int64_t oid = 1; oid <= 100; ++oid)
        index.names.put(1 + oid % 2, oid, long_name(oid), "table");
    index.names.before_commit();
    CHECK(index.one("SELECT count(*) FROM name_block WHERE conn = 1") == 1);
    CHECK(index.one("SELECT count(*) FROM name_block WHERE conn = 2") == 1);
    CHECK(index.stored().size() == 100);
}

TEST_CASE("a block that does not hold what it says is an error") {
    const NameEntry entries[] = {{7, "orders", "table"}, {9, "people", "view"}};
    const std::string body = encode_names(entries, entries + 2);
    const auto read = [](std::string_view bytes) {
        NameBlock block(7, bytes);
        while (block.next()) {
        }
    };
    CHECK_NOTHROW(read(body));
    int refused = 0;
    for (size_t i = 0; i < body.size(); ++i) {
        std::string broken = body;
        broken[i] = '\x7f';
        try {
            read(broken);
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::corrupt);
            ++refused;
        }
        // Cut anywhere but before an entry, it ends too early.
        if (i + 3 == body.size() || i + 6 == body.size()) continue;
        CHECK_THROWS_AS(read(std::string_view(body).substr(0, i)), Error);
    }
    CHECK(refused > 4);
}
