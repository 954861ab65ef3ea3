// What the platform and its driver do that a crawler may stumble over.
#include <algorithm>
#include <catch2/catch.hpp>

#include "plugins/snowflake/tests/crawler.h"

using namespace objsync::testing;
using namespace objsync::snowflake::scripted;
using Catch::Matchers::Contains;

TEST_CASE("every SHOW below databases says in what, and only one schema is paged over") {
    AccountModel account;
    account.warehouse = false;
    for (const char* schema : {"A", "B"})
        for (int t = 0; t < 3; ++t)
            account.object("D", schema, "T" + std::to_string(t));
    Crawler crawler(account);
    crawler.crawl();
    for (const auto& sql : account.statements()) {
        CAPTURE(sql);
        if (!sql.starts_with("SHOW ") || sql.starts_with("SHOW DATABASES")) continue;
        CHECK_THAT(sql, Contains(" IN "));
        if (!sql.starts_with("SHOW SCHEMAS")) CHECK_THAT(sql, Contains(" IN SCHEMA \"D\"."));
    }
    CHECK(crawler.host.scope("D/A").names() == Texts{"T0", "T1", "T2"});
    CHECK(crawler.host.scope("D/B").names() == Texts{"T0", "T1", "T2"});
}

TEST_CASE("columns of SHOW are found by name, in any order and case, and may be missing") {
    AccountModel account;
    account.warehouse = false;
    account.object("D", "S", "T").comment = "said";
    account.reshape = [](const std::string& sql, Reply& reply) {
        if (!sql.starts_with("SHOW ") || reply.failure) return;
        const auto lacks = std::find(reply.columns.begin(), reply.columns.end(), "is_hybrid");
        if (lacks != reply.columns.end()) {
            for (auto& row : reply.rows)
                row.erase(row.begin() + (lacks - reply.columns.begin()));
            reply.columns.erase(lacks);
        }
        std::reverse(reply.columns.begin(), reply.columns.end());
        for (auto& row : reply.rows)
            std::reverse(row.begin(), row.end());
        for (auto& name : reply.columns)
            std::transform(name.begin(), name.end(), name.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
    };
    Crawler crawler(account);
    crawler.crawl();
    const Object& table = crawler.host.scope("D/S").object("T");
    CHECK(table.kind == "table");
    CHECK(table.comment == "said");
    CHECK(table.column("ID").type == "NUMBER(38,0)");
    CHECK(!table.attributes.contains("hybrid"));
}

TEST_CASE("names and comments of any script come as they are") {
    AccountModel account;
    account.object("Gr\u00f6\u00dfe", "\u8868", "\U0001f4e6 it's").comment = "\u043e\u043d\u0430";
    for (const bool warehouse : {true, false}) {
        account.warehouse = warehouse;
        Crawler crawler(account);
        crawler.crawl();
        const Listing& scope = crawler.host.scope("Gr\u00f6\u00dfe/\u8868");
        CHECK(scope.object("\U0001f4e6 it's").comment == "\u043e\u043d\u0430");
        CHECK(scope.object("\U0001f4e6 it's").columns);
    }
}

TEST_CASE("a page that gives a name again makes the scope partial, not shorter") {
    AccountModel account;
    account.warehouse = false;
    account.object("D", "S", "A");
    account.object("D", "S", "B");
    account.reshape = [](const std::string& sql, Reply& reply) {
        if (sql.starts_with("SHOW OBJECTS")) reply.rows.push_back(reply.rows.front());
    };
    Crawler crawler(account);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_PARTIAL);
    CHECK_THAT(crawler.host.scope("D/S").error.text, Contains("'A' was listed twice"));
}

// FROM takes a part of a name: with the last name of a page dropped meanwhile, the next page begins
// behind the first name that starts with it.
TEST_CASE("a name that a page skipped because its cursor was dropped is not missing") {
    AccountModel account;
    account.warehouse = false;
    for (int t = 0; t < 10500; ++t)
        account.object("D", "S", "T" + std::to_string(100000 + t));
    Crawler crawler(account);
    crawler.crawl();
    crawler.remember();
    account.show_columns = 100;
    bool both = false;
    account.reshape = [&](const std::string& sql, Reply& reply) {
        const bool next_page = sql.find(" FROM ") != std::string::npos;
        const bool tables = both && sql.starts_with("SHOW TABLES");
        if (next_page && (tables || sql.starts_with("SHOW OBJECTS")))
            reply.rows.erase(reply.rows.begin());
    };
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_COMPLETE); // SHOW TABLES has it
    CHECK(crawler.host.scope("D/S").objects.size() == 10500);
    both = true;
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_PARTIAL);
    CHECK_THAT(crawler.host.scope("D/S").error.text, Contains("was not listed, yet it is there"));
}

TEST_CASE("a full crawl looks for what its listing lacks, too") {
    AccountModel account;
    account.object("D", "S", "A");
    account.object("D", "S", "B");
    Crawler crawler(account);
    crawler.crawl();
    crawler.remember();
    account.warehouse = false;
    account.reshape = [](const std::string& sql, Reply& reply) {
        if (sql.starts_with("SHOW OBJECTS") || sql.starts_with("SHOW TABLES"))
            std::erase_if(reply.rows, [](const auto& row) { return row[1] == "B"; });
    };
    crawler.full();
    CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_PARTIAL);
    account.warehouse = true;
    crawler.full();
    CHECK(crawler.host.scope("D/S").names() == Texts{"A", "B"});
}

TEST_CASE("a driver that gives times in another zone leaves the times of SHOW absent") {
    AccountModel account;
    account.warehouse = false;
    account.object("D", "S", "T");
    account.reshape = [](const std::string& sql, Reply& reply) {
        if (sql.starts_with("SELECT CURRENT_ACCOUNT()"))
            reply.rows[0][7] = std::to_string(1700000000000 - 3600000);
    };
    Crawler crawler(account);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").object("T").created_ms == OBJSYNC_NO_TIME);
}

TEST_CASE("an id of ACCOUNT_USAGE that belongs to a replaced table is not taken") {
    AccountModel account;
    account.object("D", "S", "T").id = "1";
    const int64_t before = account.object("D", "S", "T").created;
    Crawler crawler(account);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").object("T").platform_id == "1");
    account.object("D", "S", "T").created += 5000; // CREATE OR REPLACE, and the view is late
    account.object("D", "S", "T").last_ddl += 5000;
    account.reshape = [&](const std::string& sql, Reply& reply) {
        if (sql.find("ACCOUNT_USAGE.TABLES") != std::string::npos)
            reply.rows[0][3] = std::to_string(before);
    };
    crawler.crawl();
    CHECK(!crawler.host.scope("D/S").object("T").platform_id);
}

TEST_CASE("two rows of ACCOUNT_USAGE that fit give no id, for ids are unique") {
    AccountModel account;
    account.object("D", "S", "T").id = "1";
    account.reshape = [](const std::string& sql, Reply& reply) {
        if (sql.find("ACCOUNT_USAGE.TABLES") == std::string::npos) return;
        reply.rows.push_back(reply.rows[0]);
        reply.rows[1][2] = "2";
    };
    Crawler crawler(account);
    crawler.crawl();
    CHECK(!crawler.host.scope("D/S").object("T").platform_id);
}

TEST_CASE("two containers of ACCOUNT_USAGE that fit give no id, either") {
    AccountModel account;
    account.object("D", "S", "T");
    std::string view;
    account.reshape = [&](const std::string& sql, Reply& reply) {
        if (sql.find(view) == std::string::npos) return;
        reply.rows.push_back(reply.rows[0]);
        reply.rows[1].at(reply.rows[1].size() - 2) = "99";
    };
    Crawler crawler(account);
    view = "ACCOUNT_USAGE.DATABASES";
    crawler.crawl();
    CHECK(!crawler.host.scope("").object("D").platform_id);
    CHECK(crawler.host.scope("D").object("S").platform_id);
    view = "ACCOUNT_USAGE.SCHEMATA";
    crawler.crawl();
    CHECK(crawler.host.scope("").object("D").platform_id);
    CHECK(!crawler.host.scope("D").object("S").platform_id);
}

TEST_CASE("an id of ACCOUNT_USAGE that belongs to a replaced container is not taken") {
    AccountModel account;
    account.object("D", "S", "T");
    Crawler crawler(account);
    account.reshape = [&](const std::string& sql, Reply& reply) {
        if (sql.find("ACCOUNT_USAGE.DATABASES") != std::string::npos ||
            sql.find("ACCOUNT_USAGE.SCHEMATA") != std::string::npos)
            reply.rows[0].back() = "1"; // the one before it was created then
    };
    crawler.crawl();
    CHECK(!crawler.host.scope("").object("D").platform_id);
    CHECK(!crawler.host.scope("D").object("S").platform_id);
}

TEST_CASE("columns of ACCOUNT_USAGE are those of the very object that was listed") {
    AccountModel account;
    account.object("D", "S", "T").id = "1";
    account.reshape = [](const std::string& sql, Reply& reply) {
        if (sql.find("ACCOUNT_USAGE.COLUMNS") == std::string::npos) return;
        auto other = reply.rows.at(0);
        other[1] = "OF_ANOTHER"; // a table of that name, whose end is not known there yet
        other[12] = "99";
        reply.rows.push_back(other);
        auto dropped = reply.rows[0];
        dropped[1] = "DROPPED";
        if (sql.find(" AND DELETED IS NULL") == std::string::npos) reply.rows.push_back(dropped);
    };
    Crawler crawler(account);
    crawler.host.options().flag("account_usage", true);
    crawler.crawl();
    REQUIRE(account.count("ACCOUNT_USAGE.COLUMNS") == 1);
    REQUIRE(crawler.host.scope("D/S").object("T").columns);
    REQUIRE(crawler.host.scope("D/S").object("T").columns->size() == 1);
    CHECK(crawler.host.scope("D/S").object("T").columns->at(0).name == "ID");
}

TEST_CASE("columns that ACCOUNT_USAGE gives cut or of another version are asked for elsewhere") {
    AccountModel account;
    account.object("D", "S", "LONG").id = "1";
    account.object("D", "S", "LONG").columns[0].comment = std::string(3000, 'x');
    account.object("D", "S", "LATE").id = "2";
    account.reshape = [&](const std::string& sql, Reply& reply) {
        // Of LATE the views know what was before its last change, long as that is past.
        for (auto& row : reply.rows) {
            if (sql.find("ACCOUNT_USAGE.TABLES") != std::string::npos && row[1] == "LATE")
                row[4] = std::to_string(account.object("D", "S", "LATE").last_ddl - 1000);
            if (sql.find("ACCOUNT_USAGE.COLUMNS") != std::string::npos && row[0] == "LATE")
                row[1] = "OLD_NAME";
        }
    };
    Crawler crawler(account);
    crawler.host.options().flag("account_usage", true);
    crawler.crawl();
    CHECK(account.count("ACCOUNT_USAGE.COLUMNS") == 1);
    CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_COMPLETE);
    CHECK(crawler.host.scope("D/S").object("LONG").column("ID").comment == std::string(3000, 'x'));
    REQUIRE(crawler.host.scope("D/S").object("LATE").columns);
    CHECK(crawler.host.scope("D/S").object("LATE").columns->at(0).name == "ID");
}

TEST_CASE("tags of what stands in a container that ACCOUNT_USAGE does not know yet are unknown") {
    AccountModel account;
    account.object("D", "S", "T").id = "1"; // and unchanged for long: the container was renamed
    std::string view;
    account.reshape = [&](const std::string& sql, Reply& reply) {
        if (sql.find(view) != std::string::npos) reply.rows.clear();
    };
    const auto tags = [&](const char* unknown_there) {
        view = unknown_there;
        Crawler crawler(account);
        crawler.crawl();
        const Listing facet = crawler.host.facet("", OBJSYNC_FACET_TAGS);
        CHECK(facet.outcome == OBJSYNC_COMPLETE);
        for (const auto& object : facet.objects)
            CHECK(!object.tags);
        return facet.names();
    };
    CHECK(tags("no such view").empty());
    CHECK(tags("ACCOUNT_USAGE.SCHEMATA") == Texts{"D/S", "D/S/T"});
    CHECK(tags("ACCOUNT_USAGE.DATABASES") == Texts{"D", "D/S/T"});
}

TEST_CASE("a kind that SHOW TABLES would tell is absent where it is denied") {
    AccountModel account;
    account.warehouse = false;
    account.object("D", "S", "EXTERNAL").table_type = "EXTERNAL TABLE";
    account.object("D", "S", "EXTERNAL").external = true;
    account.object("D", "S", "DYNAMIC").dynamic = true; // SHOW OBJECTS tells that
    account.faults = {{"SHOW TABLES", {"42501", 3001, "Insufficient privileges"}, 0, 9}};
    Crawler crawler(account);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_COMPLETE);
    CHECK(!crawler.host.scope("D/S").object("EXTERNAL").kind);
    CHECK(crawler.host.scope("D/S").object("DYNAMIC").kind == "dynamic_table");
}

TEST_CASE("an account whose INFORMATION_SCHEMA lacks a column is listed by SHOW") {
    AccountModel account;
    account.object("D", "S", "T");
    account.faults = {{"IS_HYBRID", {"42000", 904, "invalid identifier 'IS_HYBRID'"}, 0, 9}};
    Crawler crawler(account);
    crawler.crawl();
    CHECK(crawler.host.scope("D/S").outcome == OBJSYNC_COMPLETE);
    CHECK(crawler.host.scope("D/S").names() == Texts{"T"});
    CHECK_THAT(crawler.host.scope("D/S").basis, Contains("SHOW"));
}

TEST_CASE("columns of an object that do not come together are never given in part") {
    AccountModel account;
    account.object("D", "S", "A").columns.push_back(ModelColumn::number("B"));
    account.object("D", "S", "B");
    account.reshape = [](const std::string& sql, Reply& reply) {
        if (sql.find("INFORMATION_SCHEMA.COLUMNS") != std::string::npos)
            std::swap(reply.rows[1], reply.rows[2]);
    };
    Crawler crawler(account);
    crawler.crawl();
    const Listing& scope = crawler.host.scope("D/S");
    CHECK(scope.outcome == OBJSYNC_PARTIAL);
    CHECK_THAT(scope.error.text, Contains("do not come together"));
}
