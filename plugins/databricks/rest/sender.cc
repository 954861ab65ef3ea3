#include "plugins/databricks/rest/sender.h"

#include <random>

#include "plugins/databricks/http/url.h"
#include "plugins/databricks/json/decode.h"
#include "plugins/databricks/rest/answer.h"

namespace objsync::databricks {

namespace {

constexpr size_t kKeptBody = size_t{2} << 20;

double chance() {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(random);
}

sdk::ErrorClass class_of(TransportError::Kind kind) {
    switch (kind) {
        case TransportError::Kind::timeout:
            return sdk::ErrorClass::timeout;
        case TransportError::Kind::too_large:
            return sdk::ErrorClass::bug;
        default:
            return sdk::ErrorClass::unavailable;
    }
}

Trouble trouble_of(Meaning meaning) {
    return meaning == Meaning::throttled ? Trouble::throttled : Trouble::server;
}

} // namespace

// One of the requests that may be under way at once.
class Sender::Slot {
public:
    explicit Slot(Sender& sender) : sender_(sender) {
        std::unique_lock lock(sender_.mutex_);
        sender_.freed_.wait(lock,
                            [&] { return sender_.under_way_ < sender_.settings_.concurrency; });
        ++sender_.under_way_;
    }
    ~Slot() {
        {
            std::lock_guard lock(sender_.mutex_);
            --sender_.under_way_;
        }
        sender_.freed_.notify_one();
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;

private:
    Sender& sender_;
};

Sender::Sender(Client& client, sdk::Host& host, Masks& masks, const SenderSettings& settings)
    : client_(client),
      host_(host),
      masks_(masks),
      settings_(settings),
      pace_(settings.requests_per_second) {}

void Sender::await_turn() {
    for (;;) {
        Millis wait;
        {
            std::lock_guard lock(mutex_);
            wait = pace_.admit(Clock::now());
        }
        if (wait == Millis(0)) return;
        if (wait > settings_.retry.patience) {
            // Nobody is to wait that long here; the daemon lists what is left when the time comes.
            throw ApiError(sdk::ErrorClass::throttled, 429, "",
                           "the platform asked for no request for another " +
                               std::to_string(wait.count() / 1000) + " s",
                           wait);
        }
        client_.wait(std::min(wait, Millis(60000)));
        host_.progress("waiting for the platform's pace");
    }
}

void Sender::heed(const Response& response) {
    if (meaning_of(response) != Meaning::throttled) return;
    std::lock_guard lock(mutex_);
    pace_.pushed_back(Clock::now(), response.retry_after);
}

void Sender::give_up_or_wait(Retry& retry, Trouble trouble, Millis retry_after,
                             const ApiError& error) {
    std::optional<Millis> delay = retry.next(trouble, retry_after, Clock::now(), chance());
    {
        std::lock_guard lock(mutex_);
        if (trouble != Trouble::throttled && !budget_.take()) delay.reset();
    }
    if (!delay) {
        throw ApiError(error.error_class(), error.status(), error.native_code(),
                       std::string(error.what()) + " (sent " + std::to_string(retry.attempts()) +
                           (retry.attempts() == 1 ? " time)" : " times)"),
                       error.retry_after());
    }
    host_.debug("sent again in " + std::to_string(delay->count()) + " ms: " + error.what());
    host_.progress("waiting to send a request again");
    client_.wait(*delay);
}

bool Sender::handle(const Request& request, const Response& response, Retry& retry,
                    const Accept& accept) {
    const Meaning meaning = meaning_of(response);
    if (meaning == Meaning::throttled || meaning == Meaning::server) {
        give_up_or_wait(retry, trouble_of(meaning), response.retry_after,
                        error_of(response, request.url, masks_));
        return false;
    }
    {
        std::lock_guard lock(mutex_);
        pace_.answered();
        budget_.succeeded();
    }
    if (meaning != Meaning::success) throw error_of(response, request.url, masks_);
    try {
        accept(response.body);
        return true;
    } catch (const JsonError& error) {
        give_up_or_wait(retry, Trouble::garbled, Millis(0),
                        ApiError(sdk::ErrorClass::unavailable, response.status, "",
                                 std::string(authority_of(request.url)) + ": " + error.what()));
        return false;
    }
}

void Sender::send(const Request& request, const Accept& accept) {
    Retry retry(settings_.retry, Clock::now());
    // Pages follow each other in the memory of the ones before; what a huge one took is given back.
    thread_local Response response;
    if (response.body.capacity() > kKeptBody) response.body = std::string();
    for (;;) {
        try {
            const Slot slot(*this);
            await_turn(); // with the slot: who may go, goes at once
            host_.count_requests(1);
            client_.send(request, response);
            host_.count_bytes(response.body.size());
            heed(response); // with the slot: whoever gets it next knows of a push back
        } catch (const TransportError& error) {
            const bool large = error.kind() == TransportError::Kind::too_large;
            const ApiError out(class_of(error.kind()), 0, large ? kAnswerTooLarge : "",
                               masks_.apply(error.what()));
            if (!error.again()) throw out;
            give_up_or_wait(retry, Trouble::connection, Millis(0), out);
            continue;
        }
        if (handle(request, response, retry, accept)) return;
    }
}

} // namespace objsync::databricks
