// A signed-in session of an account.
#pragma once

#include <memory>

#include "tests/snowflake/account/account.h"
#include "tests/snowflake/account/sign_in.h"
#include "tests/snowflake/engine.h"

namespace fake_snowflake::sql {

// The account outlives it.
[[nodiscard]] std::unique_ptr<Session> open_session(Account& account, int64_t id,
                                                    SignedIn signed_in);

} // namespace fake_snowflake::sql
