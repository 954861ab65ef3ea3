#include "plugins/databricks/http/client.h"

#include <curl/curl.h>

#include "plugins/databricks/http/driver.h"

namespace objsync::databricks {

Client::Client(ClientSettings settings, int cancel_fd)
    : driver_(std::make_unique<Driver>(std::move(settings), cancel_fd)) {}

Client::~Client() = default;

void Client::send(const Request& request, Response& response) {
    driver_->send(request, response);
}

void Client::wait(std::chrono::milliseconds time) {
    driver_->wait(time);
}

std::string curl_version_text() {
    return std::string("libcurl/") + curl_version_info(CURLVERSION_NOW)->version;
}

} // namespace objsync::databricks
