#include "tests/snowflake/driver/connection_string.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace fake_snowflake::driver {

namespace {

// docs.snowflake.com/developer-guide/odbc/odbc-parameters
const std::set<std::string, std::less<>> kKnown = {
    "DRIVER",
    "DSN",
    "SERVER",
    "PORT",
    "ACCOUNT",
    "DATABASE",
    "SCHEMA",
    "WAREHOUSE",
    "ROLE",
    "UID",
    "PWD",
    "AUTHENTICATOR",
    "TOKEN",
    "TOKEN_FILE_PATH",
    "PASSCODE",
    "PASSCODEINPASSWORD",
    "PROTOCOL",
    "PRIV_KEY_FILE",
    "PRIV_KEY_FILE_PWD",
    "PRIV_KEY_BASE64",
    "PRIV_KEY_PWD",
    "OAUTHCLIENTID",
    "OAUTHCLIENTSECRET",
    "OAUTHTOKENREQUESTURL",
    "OAUTHAUTHORIZATIONURL",
    "OAUTHREDIRECTURI",
    "OAUTHSCOPE",
    "LOGIN_TIMEOUT",
    "RETRY_TIMEOUT",
    "NETWORK_TIMEOUT",
    "QUERY_TIMEOUT",
    "MAXHTTPRETRIES",
    "CLIENT_SESSION_KEEP_ALIVE",
    "CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY",
    "CLIENT_METADATA_REQUEST_USE_CONNECTION_CTX",
    "USECURRENTCATALOG",
    "DEFAULT_VARCHAR_SIZE",
    "DEFAULT_BINARY_SIZE",
    "ODBC_TREAT_DECIMAL_AS_INT",
    "ODBC_USE_STANDARD_TIMESTAMP_COLUMNSIZE",
    "APPLICATION",
    "TRACING",
    "PROXY",
    "NO_PROXY",
    "ALLOWEMPTYPROXY",
    "INSECUREMODE",
    "DISABLEOCSPCHECK",
    "DISABLETELEMETRY",
    "DISABLEPLATFORMDETECTION",
    "ENABLEAUTOIPDBYDEFAULT",
    "LOG_QUERY_TEXT",
    "LOG_QUERY_PARAMETERS",
    "TIMEZONE",
    "QUERY_TAG",
    "CLIENT_STORE_TEMPORARY_CREDENTIAL",
    "WORKLOAD_IDENTITY_PROVIDER",
};

std::string_view trim(std::string_view text) {
    const auto space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
    while (!text.empty() && space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && space(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string upper(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    return out;
}

[[noreturn]] void malformed(const char* what) {
    throw own_error("HY000", 11570, std::string("The connection string is malformed: ") + what);
}

// In braces; `at` is behind the first one, and is moved behind the last.
std::string braced(std::string_view text, size_t& at) {
    std::string out;
    for (;; ++at) {
        if (at == text.size()) malformed("a { without }");
        if (text[at] == '}') {
            if (at + 1 == text.size() || text[at + 1] != '}') break;
            ++at;
        }
        out += text[at];
    }
    ++at;
    return out;
}

} // namespace

ConnectionString parse_connection_string(std::string_view text) {
    ConnectionString out;
    for (size_t at = 0; at < text.size();) {
        if (text[at] == ';' || std::isspace(static_cast<unsigned char>(text[at])) != 0) {
            ++at;
            continue;
        }
        const size_t equals = text.find('=', at);
        if (equals == std::string_view::npos) malformed("a keyword without a value");
        const std::string_view name = trim(text.substr(at, equals - at));
        at = equals + 1;
        std::string value;
        if (at < text.size() && text[at] == '{') {
            ++at;
            value = braced(text, at);
            const size_t end = std::min(text.find(';', at), text.size());
            if (!trim(text.substr(at, end - at)).empty()) malformed("something after a }");
            at = end;
        } else {
            const size_t end = std::min(text.find(';', at), text.size());
            value = trim(text.substr(at, end - at));
            at = end;
        }
        const std::string key = upper(name);
        if (kKnown.contains(key)) {
            out.keywords.emplace(key, value);
        } else {
            out.unknown.emplace_back(name);
        }
    }
    return out;
}

std::string value_of(const Keywords& keywords, const char* name) {
    const auto found = keywords.find(name);
    return found == keywords.end() ? "" : found->second;
}

std::string required(const Keywords& keywords, const char* name) {
    const std::string value = value_of(keywords, name);
    if (value.empty()) {
        throw own_error("28000", 20032,
                        std::string("Required setting '") + name +
                            "' is not present in the connection settings.");
    }
    return value;
}

bool is_true(const Keywords& keywords, const char* name) {
    const std::string value = upper(value_of(keywords, name));
    return value == "TRUE" || value == "1" || value == "ON" || value == "YES";
}

} // namespace fake_snowflake::driver
