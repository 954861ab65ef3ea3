#include "tests/snowflake/driver/credentials.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

#include "tests/snowflake/crypto/jwt.h"

namespace fake_snowflake::driver {

namespace {

using Attributes = std::map<SQLINTEGER, std::string>;

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    return text;
}

// The texts are those of cpp/lib/Authenticator.cpp in github.com/snowflakedb/libsnowflakeclient.
[[noreturn]] void bad_key(const char* why) {
    throw DriverError("HY000", 44, std::string("[Snowflake][Snowflake] (44) \n      ") + why);
}

std::string attribute_of(const Attributes& attributes, SQLINTEGER attribute) {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? "" : found->second;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) bad_key("Failed to open private key file");
    return {std::istreambuf_iterator<char>(file), {}};
}

// PEM. What is set on the handle beats PRIV_KEY_FILE (BehaviorDifferences.yaml #10), and that beats
// PRIV_KEY_BASE64.
std::string private_key(const Keywords& keywords, const Attributes& attributes) {
    const std::string content = attribute_of(attributes, kConnPrivKeyContent);
    if (!content.empty()) return content;
    std::string base64 = attribute_of(attributes, kConnPrivKeyBase64);
    if (base64.empty()) {
        const std::string file = value_of(keywords, "PRIV_KEY_FILE");
        if (!file.empty()) return read_file(file);
        base64 = value_of(keywords, "PRIV_KEY_BASE64");
    }
    if (base64.empty()) return read_file(required(keywords, "PRIV_KEY_FILE"));
    return decode_base64(base64);
}

std::string passphrase(const Keywords& keywords, const Attributes& attributes) {
    std::string out = attribute_of(attributes, kConnPrivKeyPassword);
    if (out.empty()) out = value_of(keywords, "PRIV_KEY_FILE_PWD");
    if (out.empty()) out = value_of(keywords, "PRIV_KEY_PWD");
    return out;
}

std::string signed_token(const Keywords& keywords, const Attributes& attributes) {
    const std::string account = upper(required(keywords, "ACCOUNT"));
    const std::string user = upper(required(keywords, "UID"));
    try {
        return make_jwt(private_key(keywords, attributes), passphrase(keywords, attributes),
                        account, user);
    } catch (const KeyError&) {
        bad_key("Marshaling private key failed");
    }
}

void require_all(const Keywords& keywords, std::initializer_list<const char*> names) {
    for (const char* name : names)
        (void)required(keywords, name);
}

} // namespace

wire::Keywords credentials_for(const Keywords& keywords, const Attributes& attributes) {
    wire::Keywords out = keywords;
    const std::string authenticator = upper(value_of(keywords, "AUTHENTICATOR"));
    if (authenticator.empty() || authenticator == "SNOWFLAKE") {
        require_all(keywords, {"UID", "PWD"});
    } else if (authenticator == "SNOWFLAKE_JWT") {
        out["TOKEN"] = signed_token(keywords, attributes);
    } else if (authenticator == "OAUTH") {
        require_all(keywords, {"TOKEN"});
    } else if (authenticator == "PROGRAMMATIC_ACCESS_TOKEN") {
        if (value_of(keywords, "TOKEN").empty()) out["TOKEN"] = value_of(keywords, "PWD");
        (void)required(out, "TOKEN");
    } else if (authenticator == "OAUTH_CLIENT_CREDENTIALS") {
        // The server stands for the identity provider, too.
        require_all(keywords, {"OAUTHCLIENTID", "OAUTHCLIENTSECRET", "OAUTHTOKENREQUESTURL"});
    }
    if (!authenticator.empty()) out["AUTHENTICATOR"] = authenticator;
    // The key itself stays here.
    for (const char* name :
         {"PRIV_KEY_FILE", "PRIV_KEY_FILE_PWD", "PRIV_KEY_BASE64", "PRIV_KEY_PWD"})
        out.erase(name);
    return out;
}

} // namespace fake_snowflake::driver
