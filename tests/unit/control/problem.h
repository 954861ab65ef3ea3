// What a refused request is answered with.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "daemon/json/value.h"
#include "tests/unit/control/running_server.h"

namespace objsync::test {

// A problem as RFC 9457 wants it.
inline void check_problem(const Reply& reply, int status, const std::string& kind) {
    CAPTURE(reply.body);
    CHECK(reply.status == status);
    CHECK(reply.header("Content-Type") == "application/problem+json");
    const json::Value problem = json::parse(reply.body);
    CHECK(problem["type"].text() == "urn:objsync:problem:" + kind);
    CHECK(problem["status"].integer() == status);
    CHECK_FALSE(problem["title"].text().empty());
    CHECK_FALSE(problem["detail"].text().empty());
}

} // namespace objsync::test
