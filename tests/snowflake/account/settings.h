// What an account is called, and what Snowflake decides for it.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace fake_snowflake {

struct AccountSettings {
    std::string locator = "XY12345";
    std::string name = "DATA";
    std::string organization = "ACME";
    std::string region = "AWS_EU_CENTRAL_1";
    std::string version = "9.34.1";

    // More rows than that are an error of SHOW without LIMIT: 090153.
    size_t show_rows = 10000;
    // More rows than that, after what predicates on catalog, schema and name leave, are an error of
    // a query of INFORMATION_SCHEMA: 090030. 0: no limit.
    size_t information_schema_rows = 0;
    // How far ACCOUNT_USAGE lags behind.
    std::chrono::minutes usage_lag{90};
    std::chrono::minutes tag_lag{120};

    // Not confirmed anywhere, so that a client must survive either way.
    std::string external_table_in_show_objects = "TABLE";
    std::string event_table_in_show_objects = "TABLE";
    // SHOW EXTERNAL TABLES IN ACCOUNT is refused, as
    // https://github.com/datahub-project/datahub/pull/16575 saw it in accounts with several
    // databases.
    bool refuses_external_tables_in_account = false;
};

} // namespace fake_snowflake
