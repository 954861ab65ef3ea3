#include "tests/snowflake/driver/credentials.h"

namespace objsync::snowflake::driver {

wire::Keywords credentials_for(const Keywords& keywords,
                               const std::map<SQLINTEGER, std::string>& attributes) {
    (void)attributes;
    wire::Keywords out = keywords;
    const std::string authenticator = value_of(keywords, "AUTHENTICATOR");
    if (authenticator.empty()) {
        (void)required(keywords, "UID");
        (void)required(keywords, "PWD");
    }
    return out;
}

} // namespace objsync::snowflake::driver
