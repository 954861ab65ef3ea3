// Signing in by key pair and by token.
#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/snowflake/crypto/jwt.h"
#include "tests/snowflake/driver/tests/setup.h"

using namespace fake_snowflake;
using namespace fake_snowflake::testing;

namespace {

const KeyPair& plain() {
    static const KeyPair pair = make_key_pair();
    return pair;
}
const KeyPair& encrypted() {
    static const KeyPair pair = make_key_pair("open sesame");
    return pair;
}

class KeyFile {
public:
    explicit KeyFile(const std::string& content) {
        std::string name = std::filesystem::temp_directory_path() / "key.XXXXXX";
        const int fd = mkstemp(name.data());
        REQUIRE(fd >= 0);
        path_ = name;
        std::ofstream(path_) << content;
        ::close(fd);
    }
    ~KeyFile() { std::filesystem::remove(path_); }
    KeyFile(const KeyFile&) = delete;
    KeyFile& operator=(const KeyFile&) = delete;

    [[nodiscard]] std::string path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string base64(const std::string& bytes) {
    constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (size_t at = 0; at < bytes.size(); at += 3) {
        uint32_t three = 0;
        for (size_t i = 0; i < 3; ++i)
            three = three << 8 |
                    (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
        for (size_t i = 0; i < 4; ++i)
            out += at + i > bytes.size() ? '=' : kDigits[three >> (18 - 6 * i) & 63];
    }
    return out;
}

// "" where it signs in, else "SQLSTATE native".
std::string sign_in(
    const std::string& more, const std::string& public_key,
    const std::function<void(Connection&)>& before = [](Connection&) {}) {
    Canned account;
    account.public_keys["CRAWLER"] = public_key;
    account.tokens = {{"OAUTH", "good token"}, {"PROGRAMMATIC_ACCESS_TOKEN", "good pat"}};
    Server server(account);
    Connection connection;
    before(connection);
    if (SQL_SUCCEEDED(
            connection.connect(driver_and_server(server.port()) + ";UID=CRAWLER;" + more)))
        return "";
    return connection.error();
}

std::string by_key(const std::string& more, const std::string& public_key) {
    return sign_in("AUTHENTICATOR=SNOWFLAKE_JWT;" + more, public_key);
}

} // namespace

TEST_CASE("a key pair signs in, the key plain or encrypted, in a file") {
    const KeyFile file(plain().private_pem), secret(encrypted().private_pem);
    CHECK(by_key("PRIV_KEY_FILE=" + file.path(), plain().public_key).empty());
    CHECK(by_key("PRIV_KEY_FILE=" + secret.path() + ";PRIV_KEY_FILE_PWD=open sesame",
                 encrypted().public_key)
              .empty());
}

TEST_CASE("a key pair signs in, the key in the connection string") {
    CHECK(by_key("PRIV_KEY_BASE64={" + base64(plain().private_pem) + "}", plain().public_key)
              .empty());
    CHECK(
        by_key("PRIV_KEY_BASE64={" + base64(encrypted().private_pem) + "};PRIV_KEY_PWD=open sesame",
               encrypted().public_key)
            .empty());
}

TEST_CASE("the key on the connection handle beats the one in the file") {
    const KeyFile other(encrypted().private_pem);
    const auto set = [](Connection& connection) {
        std::string pem = plain().private_pem;
        constexpr SQLINTEGER kContent = 0x4000 + 0x53 + 3;
        SQLSetConnectAttr(connection.handle(), kContent, pem.data(), SQL_NTS);
    };
    CHECK(sign_in("AUTHENTICATOR=SNOWFLAKE_JWT;PRIV_KEY_FILE=" + other.path(), plain().public_key,
                  set)
              .empty());
}

TEST_CASE("a key that is not the user's is refused by the server") {
    const KeyFile file(plain().private_pem);
    CHECK(by_key("PRIV_KEY_FILE=" + file.path(), encrypted().public_key) == "28000 390144");
}

TEST_CASE("a key that cannot be read never leaves the driver") {
    const KeyFile secret(encrypted().private_pem), garbage("no key at all");
    CHECK(by_key("PRIV_KEY_FILE=/nowhere/key.p8", plain().public_key) == "HY000 44");
    CHECK(by_key("PRIV_KEY_FILE=" + garbage.path(), plain().public_key) == "HY000 44");
    CHECK(by_key("PRIV_KEY_FILE=" + secret.path(), encrypted().public_key) == "HY000 44");
    CHECK(by_key("PRIV_KEY_FILE=" + secret.path() + ";PRIV_KEY_FILE_PWD=wrong",
                 encrypted().public_key) == "HY000 44");
    CHECK(by_key("", plain().public_key) == "28000 20032");
}

TEST_CASE("neither the key nor its passphrase is sent") {
    const KeyFile secret(encrypted().private_pem);
    Canned account;
    account.public_keys["CRAWLER"] = encrypted().public_key;
    Server server(account);
    Connection connection;
    REQUIRE(connection.connect(driver_and_server(server.port()) +
                               ";UID=CRAWLER;AUTHENTICATOR=snowflake_jwt;PRIV_KEY_FILE_PWD=open "
                               "sesame;PRIV_KEY_FILE=" +
                               secret.path()) == SQL_SUCCESS);
    for (const auto& [keyword, value] : account.last_keywords()) {
        CHECK(keyword.find("PRIV_KEY") == std::string::npos);
        CHECK(value.find("sesame") == std::string::npos);
    }
}

TEST_CASE("OAuth and programmatic access tokens sign in, others are refused") {
    CHECK(sign_in("AUTHENTICATOR=oauth;TOKEN=good token", "").empty());
    CHECK(sign_in("AUTHENTICATOR=oauth;TOKEN=old token", "") == "28000 390303");
    CHECK(sign_in("AUTHENTICATOR=oauth", "") == "28000 20032");
    CHECK(sign_in("AUTHENTICATOR=programmatic_access_token;TOKEN=good pat", "").empty());
    CHECK(sign_in("AUTHENTICATOR=PROGRAMMATIC_ACCESS_TOKEN;PWD=good pat", "").empty());
}

TEST_CASE("client credentials need an id, a secret and the provider's address") {
    const std::string both = "AUTHENTICATOR=OAUTH_CLIENT_CREDENTIALS;oauthClientId=i;";
    CHECK(sign_in(both, "") == "28000 20032");
    CHECK(sign_in(both + "oauthClientSecret=s", "") == "28000 20032");
}
