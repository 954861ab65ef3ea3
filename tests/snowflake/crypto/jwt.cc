#include "tests/snowflake/crypto/jwt.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <algorithm>
#include <chrono>
#include <memory>

namespace fake_snowflake {

namespace {

void require(int result, const char* doing) {
    if (result < 0) throw KeyError(std::string(doing) + ": " + gnutls_strerror(result));
}

gnutls_datum_t datum(std::string_view bytes) {
    return {reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data())),
            static_cast<unsigned>(bytes.size())};
}
std::string take(gnutls_datum_t& from) {
    std::string out(reinterpret_cast<char*>(from.data), from.size);
    gnutls_free(from.data);
    return out;
}

std::string encode_base64(std::string_view bytes) {
    const gnutls_datum_t in = datum(bytes);
    gnutls_datum_t out{};
    require(gnutls_base64_encode2(&in, &out), "Base64");
    return take(out);
}

// RFC 4648, "URL and Filename safe", without padding.
std::string for_url(std::string_view bytes) {
    std::string out = encode_base64(bytes);
    std::erase(out, '=');
    std::replace(out.begin(), out.end(), '+', '-');
    std::replace(out.begin(), out.end(), '/', '_');
    return out;
}
std::string from_url(std::string text) {
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return decode_base64(text);
}

using PrivateKey = std::unique_ptr<gnutls_privkey_st, decltype(&gnutls_privkey_deinit)>;
using PublicKey = std::unique_ptr<gnutls_pubkey_st, decltype(&gnutls_pubkey_deinit)>;

PrivateKey new_private_key() {
    gnutls_privkey_t key = nullptr;
    require(gnutls_privkey_init(&key), "key");
    return {key, gnutls_privkey_deinit};
}
PublicKey new_public_key() {
    gnutls_pubkey_t key = nullptr;
    require(gnutls_pubkey_init(&key), "key");
    return {key, gnutls_pubkey_deinit};
}

std::string public_der(gnutls_pubkey_t key) {
    gnutls_datum_t out{};
    require(gnutls_pubkey_export2(key, GNUTLS_X509_FMT_DER, &out), "public key");
    return take(out);
}

// SHA256:<Base64 of the hash of the public key>
std::string fingerprint(std::string_view der) {
    std::string hash(32, '\0');
    require(gnutls_hash_fast(GNUTLS_DIG_SHA256, der.data(), der.size(), hash.data()), "SHA-256");
    return "SHA256:" + encode_base64(hash);
}

int64_t unix_time() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

// The value of a field in the flat JSON objects of tokens.
std::string field(const std::string& json, const std::string& name) {
    const size_t at = json.find('"' + name + "\":");
    if (at == std::string::npos) return {};
    std::string rest = json.substr(at + name.size() + 3);
    if (rest[0] != '"') return rest.substr(0, rest.find_first_of(",}"));
    return rest.substr(1, rest.find('"', 1) - 1);
}

bool verifies(const std::string& der, std::string_view signed_part, const std::string& signature) {
    const PublicKey key = new_public_key();
    const gnutls_datum_t in = datum(der), data = datum(signed_part), proof = datum(signature);
    return gnutls_pubkey_import(key.get(), &in, GNUTLS_X509_FMT_DER) >= 0 &&
           gnutls_pubkey_verify_data2(key.get(), GNUTLS_SIGN_RSA_SHA256, 0, &data, &proof) >= 0;
}

} // namespace

std::string decode_base64(std::string_view text) {
    std::string bare;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        if (!line.starts_with("-----")) bare += line;
        at = end + 1;
    }
    std::erase_if(bare, [](char c) { return c == '\r' || c == ' '; });
    const gnutls_datum_t in = datum(bare);
    gnutls_datum_t out{};
    require(gnutls_base64_decode2(&in, &out), "Base64");
    return take(out);
}

KeyPair make_key_pair(const std::string& passphrase) {
    const PrivateKey key = new_private_key();
    require(gnutls_privkey_generate(key.get(), GNUTLS_PK_RSA, 2048, 0), "key pair");
    gnutls_x509_privkey_t exported = nullptr;
    require(gnutls_privkey_export_x509(key.get(), &exported), "key pair");
    gnutls_datum_t pem{};
    const int result = gnutls_x509_privkey_export2_pkcs8(
        exported, GNUTLS_X509_FMT_PEM, passphrase.empty() ? nullptr : passphrase.c_str(),
        passphrase.empty() ? GNUTLS_PKCS_PLAIN : GNUTLS_PKCS_PBES2_AES_256, &pem);
    gnutls_x509_privkey_deinit(exported);
    require(result, "PKCS#8");
    KeyPair out;
    out.private_pem = take(pem);
    const PublicKey open = new_public_key();
    require(gnutls_pubkey_import_privkey(open.get(), key.get(), 0, 0), "public key");
    out.public_key = encode_base64(public_der(open.get()));
    return out;
}

std::string make_jwt(const std::string& private_pem, const std::string& passphrase,
                     const std::string& account, const std::string& user) {
    const PrivateKey key = new_private_key();
    const gnutls_datum_t pem = datum(private_pem);
    require(gnutls_privkey_import_x509_raw(key.get(), &pem, GNUTLS_X509_FMT_PEM,
                                           passphrase.empty() ? nullptr : passphrase.c_str(), 0),
            "the private key cannot be read");
    const PublicKey open = new_public_key();
    require(gnutls_pubkey_import_privkey(open.get(), key.get(), 0, 0), "public key");
    const std::string subject = account + "." + user;
    const int64_t now = unix_time();
    const std::string text =
        for_url(R"({"alg":"RS256","typ":"JWT"})") + "." +
        for_url("{\"iss\":\"" + subject + "." + fingerprint(public_der(open.get())) +
                "\",\"sub\":\"" + subject + "\",\"iat\":" + std::to_string(now) +
                ",\"exp\":" + std::to_string(now + 60) + "}");
    const gnutls_datum_t data = datum(text);
    gnutls_datum_t signature{};
    require(gnutls_privkey_sign_data2(key.get(), GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature),
            "signature");
    return text + "." + for_url(take(signature));
}

std::string jwt_problem(const std::string& jwt, const std::vector<std::string>& accounts,
                        const std::string& user, const std::vector<std::string>& public_keys) {
    const size_t first = jwt.find('.'), second = jwt.find('.', first + 1);
    if (first == std::string::npos || second == std::string::npos)
        return "JWT_TOKEN_INVALID_MISSING_COMPONENT";
    try {
        const std::string claims = from_url(jwt.substr(first + 1, second - first - 1));
        const std::string signature = from_url(jwt.substr(second + 1));
        const std::string subject = field(claims, "sub");
        const bool known = std::any_of(accounts.begin(), accounts.end(), [&](const auto& account) {
            return subject == account + "." + user;
        });
        if (!known) return "JWT_TOKEN_INVALID_USER_IN_SUBJECT";
        const int64_t issued = std::stoll(field(claims, "iat")), now = unix_time();
        if (issued > now + 60 || now - issued > 60) return "JWT_TOKEN_INVALID_ISSUE_TIME";
        for (const std::string& key : public_keys) {
            const std::string der = decode_base64(key);
            if (field(claims, "iss") != subject + "." + fingerprint(der)) continue;
            return verifies(der, std::string_view(jwt).substr(0, second), signature)
                       ? ""
                       : "JWT_TOKEN_INVALID_SIGNATURE";
        }
        return "JWT_TOKEN_INVALID_PUBLIC_KEY_FINGERPRINT_MISMATCH";
    } catch (const std::exception&) {
        return "JWT_TOKEN_INVALID";
    }
}

} // namespace fake_snowflake
