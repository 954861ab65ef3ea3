// Addresses of the API: what a `host` option may be, and how names get into a URL.
#pragma once

#include <string>
#include <string_view>

namespace objsync::databricks {

// "https://host[:port][/path]", without a slash at the end, of a bare name or a URL. Plain http is
// for loopback only: a token that crosses a network unencrypted is lost. `option` names the option
// in the Error it throws.
[[nodiscard]] std::string base_url(std::string_view text, std::string_view option);

// Is it https, or http on loopback?
[[nodiscard]] bool is_protected(std::string_view url);

// "host[:port]" of a URL.
[[nodiscard]] std::string_view authority_of(std::string_view url);

// Every byte that is not unreserved (RFC 3986) as %XX: fit for one path segment and for a query.
[[nodiscard]] std::string escape(std::string_view text);

// "key=value" with both escaped, after '?' or '&' as it needs to be.
void add_query(std::string& url, std::string_view key, std::string_view value);

// The same for a form body.
void add_form(std::string& body, std::string_view key, std::string_view value);

} // namespace objsync::databricks
