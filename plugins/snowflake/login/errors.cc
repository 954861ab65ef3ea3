#include "plugins/snowflake/login/errors.h"

#include <algorithm>
#include <utility>

namespace objsync::snowflake {

namespace {

using odbc::Diagnostic;
using sdk::ErrorClass;

constexpr size_t kLongestText = 2000; // a failing statement may be quoted whole

struct Meaning {
    int native;
    ErrorClass error_class;
    Trouble trouble;
    const char* advice; // nullptr: the message says enough
};

// https://community.snowflake.com/s/article/How-to-Access-Error-Codes lists no codes in whole;
// these are what the connectors and their issue trackers name.
constexpr Meaning kMeanings[] = {
    {1003, ErrorClass::bug, Trouble::other, nullptr},
    {904, ErrorClass::bug, Trouble::no_column, nullptr},
    {2003, ErrorClass::denied, Trouble::no_access, nullptr},
    {2043, ErrorClass::denied, Trouble::no_access, nullptr},
    {3001, ErrorClass::denied, Trouble::no_access, nullptr},
    {3030, ErrorClass::denied, Trouble::dead_share,
     "ask the provider to share it again, or drop the database"},
    {604, ErrorClass::unavailable, Trouble::other, nullptr}, // cancelled by someone else
    {606, ErrorClass::unavailable, Trouble::no_warehouse,
     "set the option 'warehouse' and grant USAGE on it"},
    {608, ErrorClass::unavailable, Trouble::no_warehouse, nullptr},
    {630, ErrorClass::timeout, Trouble::other, "raise 'statement_timeout'"},
    {90030, ErrorClass::unavailable, Trouble::too_much, nullptr},
    {90073, ErrorClass::unavailable, Trouble::no_warehouse, "its resource monitor stopped it"},
    {90105, ErrorClass::bug, Trouble::other, nullptr},
    {90109, ErrorClass::bug, Trouble::other, nullptr},
    {90153, ErrorClass::bug, Trouble::too_many, nullptr},
    // Sessions and tokens that have ended; whoever renews a token may have done so by now.
    {390111, ErrorClass::unavailable, Trouble::lost_session, nullptr},
    {390112, ErrorClass::unavailable, Trouble::lost_session, nullptr},
    {390114, ErrorClass::unavailable, Trouble::lost_session, nullptr},
    {390115, ErrorClass::unavailable, Trouble::lost_session, nullptr},
    // Sign-ins that are refused.
    {44, ErrorClass::auth, Trouble::other,
     "check that 'private_key' is PKCS#8 in PEM, and 'private_key_password'"},
    {390100, ErrorClass::auth, Trouble::other, "check 'user' and 'password'"},
    {390101, ErrorClass::auth, Trouble::other, nullptr},
    {390102, ErrorClass::auth, Trouble::other, "the user is locked for now"},
    {390144, ErrorClass::auth, Trouble::other,
     "check that the user's RSA_PUBLIC_KEY belongs to 'private_key', and the clock"},
    {390186, ErrorClass::auth, Trouble::other, nullptr},
    {390189, ErrorClass::auth, Trouble::other, "grant the role to the user"},
    {390191, ErrorClass::auth, Trouble::other, nullptr},
    {390201, ErrorClass::auth, Trouble::other, nullptr},
    {390303, ErrorClass::auth, Trouble::lost_session, "renew the OAuth access token"},
    {390318, ErrorClass::auth, Trouble::lost_session, "renew the OAuth access token"},
    {390309, ErrorClass::auth, Trouble::other, nullptr},
    {390400, ErrorClass::auth, Trouble::other, nullptr},
    {394400, ErrorClass::auth, Trouble::other, "check the programmatic access token"},
    {394402, ErrorClass::auth, Trouble::other, "renew the programmatic access token"},
};

const Meaning* meaning_of(int native) {
    const auto it = std::find_if(std::begin(kMeanings), std::end(kMeanings),
                                 [&](const Meaning& meaning) { return meaning.native == native; });
    return it == std::end(kMeanings) ? nullptr : it;
}

ErrorClass class_of(const Diagnostic& record) {
    if (const Meaning* meaning = meaning_of(record.native)) return meaning->error_class;
    // SQLSTATE 57014: the server ended the statement, whatever its reason is called.
    if (record.state == "57014") return ErrorClass::timeout;
    return odbc::classify(record);
}

void replace_all(std::string& text, const std::string& from) {
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
        text.replace(at, from.size(), "***");
}

// A value with a closing brace stands doubled in a connection string, and a driver may quote that.
std::string in_braces(const std::string& secret) {
    std::string out;
    for (const char c : secret)
        out.append(c == '}' ? 2 : 1, c);
    return out;
}

} // namespace

Trouble trouble_of(const sdk::Error& error) {
    const auto* driver = dynamic_cast<const odbc::DriverError*>(&error);
    if (!driver) return Trouble::other;
    if (const Meaning* meaning = meaning_of(driver->native())) return meaning->trouble;
    return driver->state().starts_with("08") ? Trouble::lost_session : Trouble::other;
}

ErrorReader::ErrorReader(std::vector<std::string> secrets) {
    for (const auto& secret : secrets) {
        if (secret.empty()) continue;
        masked_.push_back(secret);
        if (secret.find('}') != std::string::npos) masked_.push_back(in_braces(secret));
    }
    // Longer ones first: a shorter secret may be a part of one.
    std::sort(masked_.begin(), masked_.end(),
              [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

odbc::DriverError ErrorReader::operator()(const std::string& doing,
                                          std::vector<Diagnostic> records) const {
    if (records.empty()) return odbc::make_error(doing, records);
    const auto known = std::find_if(records.begin(), records.end(),
                                    [](const auto& r) { return meaning_of(r.native) != nullptr; });
    const Diagnostic& first = known == records.end() ? records.front() : *known;
    std::string text = doing + ":";
    for (const auto& record : records)
        text += " " + record.message;
    for (const auto& secret : masked_)
        replace_all(text, secret);
    if (text.size() > kLongestText) text.resize(kLongestText);
    text += " (SQLSTATE " + first.state + ", code " + std::to_string(first.native) + ")";
    const Meaning* meaning = meaning_of(first.native);
    if (meaning && meaning->advice) text += std::string("; ") + meaning->advice;
    return {class_of(first), text, first};
}

} // namespace objsync::snowflake
