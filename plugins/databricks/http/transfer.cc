#include "plugins/databricks/http/transfer.h"

#include <strings.h>

#include <algorithm>

#include "plugins/databricks/http/url.h"
#include "plugins/sdk/error.hpp"

namespace objsync::databricks {

namespace {

std::string_view trimmed(std::string_view text) {
    const size_t from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

bool take_if(std::string_view line, std::string_view name, std::string& to) {
    if (line.size() <= name.size() || line[name.size()] != ':') return false;
    if (strncasecmp(line.data(), name.data(), name.size()) != 0) return false;
    to = trimmed(line.substr(name.size() + 1));
    return true;
}

TransportError::Kind kind_of(CURLcode code) {
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return TransportError::Kind::timeout;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_ISSUER_ERROR:
            return TransportError::Kind::tls;
        default:
            return TransportError::Kind::connection;
    }
}

} // namespace

Transfer::Transfer(const ClientSettings& settings) : settings_(settings), easy_(curl_easy_init()) {
    if (!easy_) throw sdk::Error(sdk::ErrorClass::bug, "libcurl gives no handle");
}

Transfer::~Transfer() {
    curl_slist_free_all(headers_);
    curl_easy_cleanup(easy_);
}

void Transfer::prepare(const Request& request) {
    curl_easy_reset(easy_); // keeps connections and sessions
    curl_slist_free_all(headers_);
    headers_ = nullptr;
    for (const auto& header : request.headers)
        headers_ = curl_slist_append(headers_, header.c_str());
    url_ = request.url;
    body_ = request.body;
    response_.body.clear();
    response_.content_type.clear();
    response_.location.clear();
    too_large_ = false;
    done = false;
    error_[0] = '\0';

    const auto set = [this](CURLoption option, auto value) {
        curl_easy_setopt(easy_, option, value);
    };
    set(CURLOPT_PRIVATE, reinterpret_cast<char*>(this));
    set(CURLOPT_ERRORBUFFER, error_.data());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_URL, url_.c_str());
    set(CURLOPT_PROTOCOLS_STR, "https,http");
    set(CURLOPT_FOLLOWLOCATION, 0L); // a redirect here is a login page
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(CURLOPT_PIPEWAIT, 1L);
    set(CURLOPT_BUFFERSIZE, 256L << 10); // a page at once
    set(CURLOPT_ACCEPT_ENCODING, "");    // all that libcurl can undo
    set(CURLOPT_USERAGENT, settings_.user_agent.c_str());
    set(CURLOPT_HTTPHEADER, headers_);
    set(CURLOPT_WRITEFUNCTION, &Transfer::take_body);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_HEADERFUNCTION, &Transfer::take_header);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_timeout.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.request_timeout.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME,
        std::max(1L, static_cast<long>(settings_.stall_timeout.count() / 1000)));
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!settings_.ca_file.empty()) set(CURLOPT_CAINFO, settings_.ca_file.c_str());
    set(CURLOPT_PROXY, settings_.proxy.c_str()); // none: nor one of the environment
    if (!settings_.proxy.empty()) {
        set(CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
        if (!settings_.proxy_user.empty()) {
            set(CURLOPT_PROXYUSERNAME, settings_.proxy_user.c_str());
            set(CURLOPT_PROXYPASSWORD, settings_.proxy_password.c_str());
        }
    }
    if (request.method == "POST") {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDS, body_.c_str());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.size()));
    } else if (request.method != "GET") {
        set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
}

size_t Transfer::take_body(char* data, size_t size, size_t n, void* user) {
    auto& self = *static_cast<Transfer*>(user);
    std::string& body = self.response_.body;
    const size_t total = body.size() + size * n;
    if (total > self.settings_.max_body) {
        self.too_large_ = true;
        return 0; // ends the transfer
    }
    if (body.empty()) {
        curl_off_t told = 0; // what is compressed gets longer
        curl_easy_getinfo(self.easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &told);
        if (told > 0 && static_cast<size_t>(told) <= self.settings_.max_body)
            body.reserve(static_cast<size_t>(told) + kBodyMargin);
    }
    if (body.capacity() < total + kBodyMargin) body.reserve(2 * total + kBodyMargin);
    body.append(data, size * n);
    return size * n;
}

size_t Transfer::take_header(char* data, size_t size, size_t n, void* user) {
    auto& response = static_cast<Transfer*>(user)->response_;
    const std::string_view line(data, size * n);
    std::string type;
    if (take_if(line, "content-type", type)) {
        type.resize(std::min(type.size(), type.find(';')));
        std::transform(type.begin(), type.end(), type.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        response.content_type = trimmed(type);
    }
    take_if(line, "location", response.location);
    return size * n;
}

void Transfer::result(Response& response) {
    if (code == CURLE_OK) {
        curl_off_t seconds = 0; // libcurl knows both forms of the header
        curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &response_.status);
        curl_easy_getinfo(easy_, CURLINFO_RETRY_AFTER, &seconds);
        response_.retry_after = std::chrono::seconds(std::min<curl_off_t>(seconds, 86400));
        std::swap(response, response_);
        return;
    }
    const std::string host(authority_of(url_));
    if (too_large_) {
        throw TransportError(TransportError::Kind::too_large,
                             host + " sent more than " + std::to_string(settings_.max_body >> 20) +
                                 " MiB in one answer");
    }
    std::string why = error_[0] != '\0' ? error_.data() : curl_easy_strerror(code);
    if (kind_of(code) == TransportError::Kind::tls) {
        why += "; check option 'ca_file' where a private authority signs";
    }
    throw TransportError(kind_of(code), "no answer from " + host + ": " + why);
}

} // namespace objsync::databricks
