// Key pairs and the tokens that are made with them, as key-pair authentication has them.
// https://docs.snowflake.com/en/user-guide/key-pair-auth
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fake_snowflake {

// A key cannot be read, or its passphrase is wrong.
class KeyError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct KeyPair {
    std::string private_pem; // PKCS#8; encrypted if there is a passphrase
    std::string public_key;  // as RSA_PUBLIC_KEY has it: Base64 without lines
};
[[nodiscard]] KeyPair make_key_pair(const std::string& passphrase = {});

// A token for `user` of `account`, good for a minute, as github.com/snowflakedb/libsnowflakeclient
// makes it (JWT_TIMEOUT). The key is PEM, with PKCS#8 or PKCS#1 inside. Throws KeyError.
[[nodiscard]] std::string make_jwt(const std::string& private_pem, const std::string& passphrase,
                                   const std::string& account, const std::string& user);

// Was it made for this user, under one of the names that the account has, with one of these keys,
// and is it good at this time? "" if so, and what is wrong otherwise: JWT_TOKEN_INVALID_SIGNATURE
// and its like. A key is PEM, or its Base64 alone.
[[nodiscard]] std::string jwt_problem(const std::string& jwt,
                                      const std::vector<std::string>& accounts,
                                      const std::string& user,
                                      const std::vector<std::string>& public_keys);

// Base64 with or without lines, also those around a PEM. Throws KeyError.
[[nodiscard]] std::string decode_base64(std::string_view text);

} // namespace fake_snowflake
