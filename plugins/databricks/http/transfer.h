// One libcurl easy handle with its buffers. Internal to http/.
#pragma once

#include <curl/curl.h>

#include <array>
#include <condition_variable>
#include <string>

#include "plugins/databricks/http/client.h"

namespace objsync::databricks {

class Transfer {
public:
    explicit Transfer(const ClientSettings& settings);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    void prepare(const Request& request);
    [[nodiscard]] CURL* handle() const noexcept { return easy_; }
    // After it is done: the answer, in exchange for memory to use again. Throws TransportError.
    void result(Response& response);

    // Set by the driver, under its lock; who waits for the transfer waits for `ended`.
    CURLcode code = CURLE_OK;
    bool done = false;
    std::condition_variable ended;

private:
    static size_t take_body(char* data, size_t size, size_t n, void* user);
    static size_t take_header(char* data, size_t size, size_t n, void* user);

    const ClientSettings& settings_;
    CURL* easy_;
    curl_slist* headers_ = nullptr;
    std::string url_, body_; // of the request
    Response response_;
    bool too_large_ = false;
    std::array<char, CURL_ERROR_SIZE> error_{};
};

} // namespace objsync::databricks
