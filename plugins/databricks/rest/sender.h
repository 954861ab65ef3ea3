// Sends requests to one host at its pace, and again where that may help.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

#include "plugins/databricks/http/client.h"
#include "plugins/databricks/polite/retry.h"
#include "plugins/databricks/rest/masks.h"
#include "plugins/sdk/host.hpp"

namespace objsync::databricks {

// The native code of an answer that was larger than one may be.
inline constexpr const char* kAnswerTooLarge = "ANSWER_TOO_LARGE";

// An answer that is no success, or none at all. Its text is masked.
class ApiError : public sdk::Error {
public:
    ApiError(sdk::ErrorClass error_class, long http_status, const std::string& code,
             const std::string& text, Millis retry_after = Millis(0))
        : sdk::Error(error_class, text,
                     code.empty() && http_status != 0 ? std::to_string(http_status) : code,
                     retry_after),
          status_(http_status) {}
    [[nodiscard]] long status() const noexcept { return status_; } // 0: no answer

private:
    long status_;
};

struct SenderSettings {
    double requests_per_second = 15; // 0: no limit
    int concurrency = 8;             // requests under way at once
    RetryRules retry;
};

class Sender { // from any thread
public:
    Sender(Client& client, sdk::Host& host, Masks& masks, const SenderSettings& settings);

    // Reads a successful answer; a JsonError it throws has the request sent again.
    using Accept = std::function<void(const std::string& body)>;

    // Throws ApiError for every other answer, once no retry helps or is worth it.
    void send(const Request& request, const Accept& accept);

private:
    class Slot;
    void await_turn();
    void heed(const Response& response);
    void give_up_or_wait(Retry& retry, Trouble trouble, Millis retry_after, const ApiError& error);
    [[nodiscard]] bool handle(const Request& request, const Response& response, Retry& retry,
                              const Accept& accept);

    Client& client_;
    sdk::Host& host_;
    Masks& masks_;
    SenderSettings settings_;

    std::mutex mutex_;
    std::condition_variable freed_;
    Pace pace_;
    RetryBudget budget_;
    int under_way_ = 0;
};

} // namespace objsync::databricks
