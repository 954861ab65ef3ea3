// A crawl of the model through the plugin, and what is compared afterwards.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "plugins/sdk/testing/test_host.h"
#include "plugins/snowflake/tests/account_model.h"

namespace objsync::snowflake::scripted {

using Texts = std::vector<std::string>;

struct Crawler {
    explicit Crawler(const objsync_plugin* plugin);
    explicit Crawler(AccountModel& account);

    testing::TestHost host;

    int crawl(); // and nothing of the contract was broken
    int full();
    // What was listed is stored, as the daemon would keep it.
    void remember();
};

// What the two say differently of the same object, or "": a field that is absent in one is no
// difference, and neither are times of change and stamps.
[[nodiscard]] std::string difference(const testing::Object& a, const testing::Object& b);

} // namespace objsync::snowflake::scripted
