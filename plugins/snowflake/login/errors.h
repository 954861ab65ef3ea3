// What Snowflake and its driver say when something fails, and what it means for a listing. Pure.
#pragma once

#include <string>
#include <vector>

#include "plugins/unixodbc/errors.h"

namespace objsync::snowflake {

// What to do about an error, where it is more than to report it.
enum class Trouble {
    other,
    lost_session, // expired, or the network broke: a new sign-in helps
    no_warehouse, // suspended, missing, out of credits: SHOW needs none
    too_much,     // 090030: a narrower question helps
    too_many,     // 090153: SHOW wants pages
    no_access,    // missing, or not authorized: the platform does not tell which
    dead_share,   // 003030: of an imported database
    no_column,    // 000904: this account's view lacks it
};

[[nodiscard]] Trouble trouble_of(const sdk::Error& error);

// Makes the errors of one connection. Secrets are masked in the forms they take in a connection
// string; the host masks them as they are.
class ErrorReader {
public:
    explicit ErrorReader(std::vector<std::string> secrets);
    [[nodiscard]] odbc::DriverError operator()(const std::string& doing,
                                               std::vector<odbc::Diagnostic> records) const;

private:
    std::vector<std::string> masked_;
};

} // namespace objsync::snowflake
