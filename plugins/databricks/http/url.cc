#include "plugins/databricks/http/url.h"

#include <algorithm>
#include <charconv>

#include "plugins/sdk/error.hpp"

namespace objsync::databricks {

namespace {

[[noreturn]] void refuse(std::string_view option, const std::string& why) {
    throw sdk::Error(sdk::ErrorClass::bug, "option '" + std::string(option) + "' " + why);
}

std::string_view host_of(std::string_view authority) {
    if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
    return authority.substr(0, authority.rfind(':'));
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() < 4 && text.find_first_not_of("0123456789") == text.npos;
}

// What follows the host: nothing, or ":" and a port.
bool is_port(std::string_view text) {
    if (text.empty()) return true;
    unsigned port = 0;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data() + 1, end, port);
    return text[0] == ':' && error == std::errc() && at == end && port > 0 && port < 65536;
}

// 127.0.0.0/8 by number only: 127.example.com is a name that anyone may own.
bool is_loopback(std::string_view host) {
    if (host == "localhost" || host == "[::1]") return true;
    size_t parts = 0;
    if (!host.starts_with("127.")) return false;
    for (;; ++parts) {
        const size_t dot = host.find('.');
        if (!is_number(host.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return parts == 3;
        host.remove_prefix(dot + 1);
    }
}

bool fit_for_authority(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(".-:[]").find(c) != std::string_view::npos;
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~").find(c) != std::string_view::npos;
}

} // namespace

std::string_view authority_of(std::string_view url) {
    const size_t start = url.find("://");
    if (start == std::string_view::npos) return {};
    url.remove_prefix(start + 3);
    return url.substr(0, url.find_first_of("/?#"));
}

bool is_protected(std::string_view url) {
    if (url.starts_with("https://")) return true;
    return url.starts_with("http://") && is_loopback(host_of(authority_of(url)));
}

std::string base_url(std::string_view text, std::string_view option) {
    std::string url(text);
    if (url.find("://") == std::string::npos) url.insert(0, "https://");
    if (!url.starts_with("https://") && !url.starts_with("http://")) {
        refuse(option, "has a scheme that is not https");
    }
    while (url.ends_with('/') && !url.ends_with("://"))
        url.pop_back();
    const std::string_view authority = authority_of(url);
    if (authority.find('@') != std::string_view::npos) {
        refuse(option, "holds a user or password; give them by the sign-in options");
    }
    if (authority.empty() || !std::all_of(authority.begin(), authority.end(), fit_for_authority)) {
        refuse(option,
               "names no host; write \"adb-123.azuredatabricks.net\" or "
               "\"https://host:port/path\"");
    }
    if (url.find_first_of("?# \t\r\n") != std::string::npos) {
        refuse(option, "may have a port and a path, and nothing behind them");
    }
    if (url.find("/api/2.") != std::string::npos) {
        refuse(option, "holds the path of the API, which is added; leave out \"" +
                           url.substr(url.find("/api/2.")) + "\"");
    }
    if (!is_port(authority.substr(host_of(authority).size()))) {
        refuse(option, "has a port that is not a number from 1 to 65535");
    }
    if (!is_protected(url)) {
        refuse(option,
               "is plain http to another machine, which would show the credentials to the "
               "network; use https (http works for localhost)");
    }
    return url;
}

std::string escape(std::string_view text) {
    constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size() + 8);
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        }
    }
    return out;
}

void add_query(std::string& url, std::string_view key, std::string_view value) {
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += escape(key) + '=' + escape(value);
}

void add_form(std::string& body, std::string_view key, std::string_view value) {
    if (!body.empty()) body += '&';
    body += escape(key) + '=' + escape(value);
}

} // namespace objsync::databricks
