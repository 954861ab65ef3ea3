// The thread that drives all transfers: libcurl's multi interface over epoll, so that a thousand
// pages cost a few system calls each, however many are under way. Internal to http/.
#pragma once

#include <curl/curl.h>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_set>
#include <vector>

#include "plugins/databricks/http/transfer.h"

namespace objsync::databricks {

class Client::Driver {
public:
    Driver(ClientSettings settings, int cancel_fd);
    ~Driver();
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    // From any thread but the driver's own, as Client says.
    void send(const Request& request, Response& response);
    void wait(std::chrono::milliseconds time);

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] std::unique_ptr<Transfer> take_idle();
    void wake() const;

    // Of the driver's thread.
    void run();
    [[nodiscard]] int time_left() const; // ms until libcurl wants to be called; -1: for ever
    void turn(int fd, uint32_t events);
    void start_queued();
    void collect();
    void cancel_all();
    void watch(int fd, int operation, uint32_t events) const;
    static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void* known);
    static int on_timer(CURLM*, long timeout_ms, void* self);
    static void finish(Transfer* transfer, CURLcode code); // with the lock held

    ClientSettings settings_;
    int cancel_fd_;
    int epoll_ = -1, wake_ = -1;
    CURLM* multi_ = nullptr;
    std::unordered_set<Transfer*> active_;     // of the driver's thread, as is
    std::optional<Clock::time_point> call_at_; // when libcurl wants to be called

    std::mutex mutex_; // guards all below; transfers in the queue belong to those who wait for them
    std::condition_variable stopped_;
    std::deque<Transfer*> queue_;
    std::vector<std::unique_ptr<Transfer>> idle_; // with their buffers, for the next requests
    bool stop_ = false;
    bool cancelled_ = false; // written by the driver's thread only

    std::thread thread_;
};

} // namespace objsync::databricks
