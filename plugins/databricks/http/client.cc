#include "plugins/databricks/http/client.h"

#include <curl/curl.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "plugins/databricks/http/transfer.h"
#include "plugins/sdk/error.hpp"

namespace objsync::databricks {

// The thread that owns the multi handle. Transfers belong to the threads that wait for them; they
// are handed over under the lock and given back by `done`.
class Client::Driver {
public:
    Driver(ClientSettings settings, int cancel_fd)
        : settings_(std::move(settings)), cancel_fd_(cancel_fd) {
        curl_global_init(CURL_GLOBAL_DEFAULT); // thread-safe, and counted
        multi_ = curl_multi_init();
        if (!multi_) throw sdk::Error(sdk::ErrorClass::bug, "libcurl gives no handle");
        curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
        thread_ = std::thread([this] { run(); });
    }

    ~Driver() {
        {
            std::lock_guard lock(mutex_);
            stop_ = true;
        }
        curl_multi_wakeup(multi_);
        thread_.join();
        idle_.clear();
        curl_multi_cleanup(multi_);
        curl_global_cleanup();
    }
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    Response send(const Request& request) {
        std::unique_ptr<Transfer> transfer = take_idle();
        transfer->prepare(request);
        std::unique_lock lock(mutex_);
        if (cancelled_) throw sdk::Cancelled();
        queue_.push_back(transfer.get());
        curl_multi_wakeup(multi_);
        done_.wait(lock, [&] { return transfer->done; });
        if (cancelled_) throw sdk::Cancelled();
        lock.unlock();
        Response response = transfer->result();
        lock.lock();
        idle_.push_back(std::move(transfer));
        return response;
    }

    void wait(std::chrono::milliseconds time) {
        std::unique_lock lock(mutex_);
        stopped_.wait_for(lock, time, [&] { return cancelled_; });
        if (cancelled_) throw sdk::Cancelled();
    }

private:
    std::unique_ptr<Transfer> take_idle() {
        std::lock_guard lock(mutex_);
        if (idle_.empty()) return std::make_unique<Transfer>(settings_);
        auto transfer = std::move(idle_.back());
        idle_.pop_back();
        return transfer;
    }

    void run() {
        for (;;) {
            {
                std::lock_guard lock(mutex_);
                if (stop_) break;
                while (!queue_.empty()) {
                    start(queue_.front());
                    queue_.pop_front();
                }
            }
            int running = 0;
            curl_multi_perform(multi_, &running);
            collect();
            // The descriptor stays readable once cancelled: it is then no longer waited for.
            curl_waitfd cancel{cancel_fd_, CURL_WAIT_POLLIN, 0};
            curl_multi_poll(multi_, &cancel, cancelled_ ? 0 : 1, 60000, nullptr);
            if (cancel.revents != 0) cancel_all();
        }
    }

    void start(Transfer* transfer) {
        if (cancelled_ || curl_multi_add_handle(multi_, transfer->handle()) != CURLM_OK) {
            finish(transfer, CURLE_FAILED_INIT);
        } else {
            active_.insert(transfer);
        }
    }

    void collect() {
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            char* user = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &user);
            auto* transfer = reinterpret_cast<Transfer*>(user);
            const CURLcode code = message->data.result;
            curl_multi_remove_handle(multi_, transfer->handle());
            active_.erase(transfer);
            std::lock_guard lock(mutex_);
            finish(transfer, code);
        }
    }

    void cancel_all() {
        for (Transfer* transfer : active_)
            curl_multi_remove_handle(multi_, transfer->handle());
        std::lock_guard lock(mutex_);
        cancelled_ = true;
        for (Transfer* transfer : active_)
            finish(transfer, CURLE_ABORTED_BY_CALLBACK);
        active_.clear();
        stopped_.notify_all();
    }

    // With the lock held: the waiting thread may go on, and destroy it, at once.
    void finish(Transfer* transfer, CURLcode code) {
        transfer->code = code;
        transfer->done = true;
        done_.notify_all();
    }

    ClientSettings settings_;
    int cancel_fd_;
    CURLM* multi_ = nullptr;
    std::unordered_set<Transfer*> active_; // of the driver's thread only

    std::mutex mutex_;
    std::condition_variable done_, stopped_;
    std::deque<Transfer*> queue_;
    std::vector<std::unique_ptr<Transfer>> idle_; // with their buffers, for the next requests
    bool stop_ = false;
    bool cancelled_ = false; // written by the driver's thread only

    std::thread thread_;
};

Client::Client(ClientSettings settings, int cancel_fd)
    : driver_(std::make_unique<Driver>(std::move(settings), cancel_fd)) {}

Client::~Client() = default;

Response Client::send(const Request& request) {
    return driver_->send(request);
}

void Client::wait(std::chrono::milliseconds time) {
    driver_->wait(time);
}

std::string curl_version_text() {
    return std::string("libcurl/") + curl_version_info(CURLVERSION_NOW)->version;
}

} // namespace objsync::databricks
