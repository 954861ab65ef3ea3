#include "plugins/odbc/check.h"

#include "plugins/odbc/session.h"

namespace objsync::odbc {

namespace {

const char* advice(sdk::ErrorClass error_class) {
    switch (error_class) {
        case sdk::ErrorClass::auth:
            return "check the options 'user' and 'password'";
        case sdk::ErrorClass::denied:
            return "grant what the message names";
        case sdk::ErrorClass::throttled:
            return "the server takes no more connections now; raise its limit or try later";
        case sdk::ErrorClass::timeout:
            return "raise 'login_timeout' or 'statement_timeout', or look for what holds the lock";
        default:
            return "check the connection string; `odbcinst -q -d` lists the installed drivers";
    }
}

} // namespace

void check(sdk::Host& host, const sdk::Job& job) {
    try {
        Session session(host, job);
        const Facts facts = session.dialect->facts();
        host.report(sdk::Severity::ok, "connect",
                    facts.server_version + " through " + session.driver_version());
        host.report(sdk::Severity::ok, "source identity", facts.identity);
        if (session.settings.password_in_string) {
            host.report(sdk::Severity::warning, "password",
                        "it stands in 'connection_string', which logs and answers may show",
                        "move it to the option 'password', which takes a reference to a secret");
        }
        session.dialect->check(host);
    } catch (const sdk::Error& error) {
        host.report(sdk::Severity::failed, "connect", error.what(), advice(error.error_class()));
        throw;
    }
}

} // namespace objsync::odbc
