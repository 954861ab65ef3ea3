// How the kinds of objects are told apart, place by place.
#include <catch2/catch.hpp>

#include "tests/snowflake/tests/asking.h"

namespace fake_snowflake::testing {

namespace {

std::unique_ptr<Account> all_kinds() {
    auto account = small_account();
    account->create_database("DB");
    open_to_crawl(*account, "DB");
    account->create_schema("DB", "S");
    const auto id = [] { return std::vector<Column>{column("ID", "NUMBER")}; };
    const auto add = [&](const std::string& name, Object object) {
        account->create({"DB", "S", name}, std::move(object));
    };
    add("TABLE", table(id()));
    Object transient = table(id());
    transient.transient = true;
    add("TRANSIENT", transient);
    Object hybrid = table(id());
    hybrid.hybrid = true;
    add("HYBRID", hybrid);
    add("VIEW", view("CREATE VIEW", id()));
    add("MATERIALIZED", materialized_view("CREATE MATERIALIZED VIEW", id()));
    add("EXTERNAL", external_table(id()));
    add("EVENT", event_table());
    add("ICEBERG", iceberg_table(id()));
    add("DYNAMIC", dynamic_table("CREATE DYNAMIC TABLE", id()));
    Object both = dynamic_table("CREATE DYNAMIC ICEBERG TABLE", id());
    both.iceberg = true;
    add("DYNAMIC_ICEBERG", both);
    return account;
}

// Name and those columns of each, by name.
Lines chosen(const Answer& answer, const std::vector<std::string>& columns) {
    Lines out(answer.lines.size());
    for (const std::string& name : columns) {
        const Line values = answer.column(name);
        for (size_t n = 0; n < values.size(); ++n)
            out[n].push_back(values[n]);
    }
    return out;
}

} // namespace

TEST_CASE("kinds by INFORMATION_SCHEMA.TABLES") {
    const auto account = all_kinds();
    Asking crawler(*account, "crawler");
    CHECK(crawler.lines("SELECT TABLE_NAME, TABLE_TYPE, IS_TRANSIENT, IS_ICEBERG, IS_DYNAMIC, "
                        "IS_HYBRID FROM DB.INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'S' "
                        "ORDER BY TABLE_NAME") ==
          Lines{{"DYNAMIC", "BASE TABLE", "NO", "NO", "YES", "NO"},
                {"DYNAMIC_ICEBERG", "BASE TABLE", "NO", "YES", "YES", "NO"},
                {"EVENT", "EVENT TABLE", "NO", "NO", "NO", "NO"},
                {"EXTERNAL", "EXTERNAL TABLE", "NO", "NO", "NO", "NO"},
                {"HYBRID", "BASE TABLE", "NO", "NO", "NO", "YES"},
                {"ICEBERG", "BASE TABLE", "NO", "YES", "NO", "NO"},
                {"MATERIALIZED", "MATERIALIZED VIEW", "NO", "NO", "NO", "NO"},
                {"TABLE", "BASE TABLE", "NO", "NO", "NO", "NO"},
                {"TRANSIENT", "BASE TABLE", "YES", "NO", "NO", "NO"},
                {"VIEW", "VIEW", "NO", "NO", "NO", "NO"}});
}

TEST_CASE("kinds by SHOW OBJECTS: materialized views are views, dynamic tables are tables") {
    const auto account = all_kinds();
    Asking crawler(*account, "crawler");
    CHECK(chosen(crawler.ask("SHOW OBJECTS IN SCHEMA DB.S"),
                 {"name", "kind", "is_hybrid", "is_dynamic", "is_iceberg"}) ==
          Lines{{"DYNAMIC", "TABLE", "N", "Y", "N"},
                {"DYNAMIC_ICEBERG", "TABLE", "N", "Y", "Y"},
                {"EVENT", "TABLE", "N", "N", "N"},
                {"EXTERNAL", "TABLE", "N", "N", "N"},
                {"HYBRID", "TABLE", "Y", "N", "N"},
                {"ICEBERG", "TABLE", "N", "N", "Y"},
                {"MATERIALIZED", "VIEW", "N", "N", "N"},
                {"TABLE", "TABLE", "N", "N", "N"},
                {"TRANSIENT", "TRANSIENT", "N", "N", "N"},
                {"VIEW", "VIEW", "N", "N", "N"}});
    account->set([](AccountSettings& s) {
        s.external_table_in_show_objects = "EXTERNAL TABLE";
        s.event_table_in_show_objects = "EVENT TABLE";
    });
    CHECK(crawler.ask("SHOW OBJECTS LIKE 'E%' IN SCHEMA DB.S").column("kind") ==
          Line{"EVENT TABLE", "EXTERNAL TABLE"});
}

TEST_CASE("kinds by SHOW TABLES, which lists no views") {
    const auto account = all_kinds();
    Asking crawler(*account, "crawler");
    CHECK(chosen(crawler.ask("SHOW TABLES IN SCHEMA DB.S"),
                 {"name", "is_external", "is_event", "is_dynamic", "is_iceberg", "is_hybrid"}) ==
          Lines{{"DYNAMIC", "N", "N", "Y", "N", "N"},
                {"DYNAMIC_ICEBERG", "N", "N", "Y", "Y", "N"},
                {"EVENT", "N", "Y", "N", "N", "N"},
                {"EXTERNAL", "Y", "N", "N", "N", "N"},
                {"HYBRID", "N", "N", "N", "N", "Y"},
                {"ICEBERG", "N", "N", "N", "Y", "N"},
                {"TABLE", "N", "N", "N", "N", "N"},
                {"TRANSIENT", "N", "N", "N", "N", "N"}});
}

TEST_CASE("each kind has a SHOW of its own, and SHOW VIEWS has materialized ones, too") {
    const auto account = all_kinds();
    Asking crawler(*account, "crawler");
    const auto names = [&](const std::string& what) {
        return crawler.ask("SHOW " + what + " IN SCHEMA DB.S").column("name");
    };
    CHECK(chosen(crawler.ask("SHOW VIEWS IN SCHEMA DB.S"), {"name", "is_materialized"}) ==
          Lines{{"MATERIALIZED", "true"}, {"VIEW", "false"}});
    CHECK(names("MATERIALIZED VIEWS") == Line{"MATERIALIZED"});
    CHECK(names("EXTERNAL TABLES") == Line{"EXTERNAL"});
    CHECK(names("EVENT TABLES") == Line{"EVENT"});
    CHECK(names("ICEBERG TABLES") == Line{"DYNAMIC_ICEBERG", "ICEBERG"});
    CHECK(names("DYNAMIC TABLES") == Line{"DYNAMIC", "DYNAMIC_ICEBERG"});
}

TEST_CASE("a kind that nobody knows yet is listed under its own name") {
    const auto account = all_kinds();
    account->create({"DB", "S", "NEW"}, future_object("INTERACTIVE TABLE", {}));
    account->grant("CRAWL", "SELECT", {"DB", "S", "NEW"});
    Asking crawler(*account, "crawler");
    CHECK(crawler.first("SELECT TABLE_TYPE FROM DB.INFORMATION_SCHEMA.TABLES WHERE TABLE_NAME = "
                        "'NEW'") == Line{"INTERACTIVE TABLE"});
    CHECK(crawler.ask("SHOW OBJECTS LIKE 'NEW' IN SCHEMA DB.S").column("kind") ==
          Line{"INTERACTIVE TABLE"});
}

TEST_CASE("kinds of databases by SHOW DATABASES, with the origin of shares") {
    const auto account = small_account();
    for (const DatabaseKind kind : {DatabaseKind::standard, DatabaseKind::imported,
                                    DatabaseKind::application, DatabaseKind::application_package,
                                    DatabaseKind::personal, DatabaseKind::catalog_linked}) {
        Database database;
        database.name = "DB" + std::to_string(static_cast<int>(kind));
        database.kind = kind;
        if (kind == DatabaseKind::imported) database.origin = "ACME.PARTNER.SHARE";
        account->create_database(database);
        account->grant("CRAWL", "USAGE", {database.name});
    }
    Asking crawler(*account, "crawler");
    const Answer shown = crawler.ask("SHOW DATABASES LIKE 'DB%'");
    CHECK(shown.column("kind") == Line{"STANDARD", "IMPORTED DATABASE", "APPLICATION",
                                       "APPLICATION PACKAGE", "PERSONAL DATABASE",
                                       "CATALOG-LINKED DATABASE"});
    CHECK(shown.column("origin") == Line{"", "ACME.PARTNER.SHARE", "", "", "", ""});
}

} // namespace fake_snowflake::testing
