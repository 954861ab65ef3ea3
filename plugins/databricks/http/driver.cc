#include "plugins/databricks/http/driver.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "plugins/sdk/error.hpp"

namespace objsync::databricks {

namespace {

int must(int fd, const char* what) {
    if (fd < 0) throw sdk::Error(sdk::ErrorClass::bug, std::string("no descriptor for ") + what);
    return fd;
}

} // namespace

Client::Driver::Driver(ClientSettings settings, int cancel_fd)
    : settings_(std::move(settings)), cancel_fd_(cancel_fd) {
    curl_global_init(CURL_GLOBAL_DEFAULT); // thread-safe, and counted
    epoll_ = must(::epoll_create1(EPOLL_CLOEXEC), "epoll");
    wake_ = must(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "waking");
    multi_ = curl_multi_init();
    if (!multi_) throw sdk::Error(sdk::ErrorClass::bug, "libcurl gives no handle");
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Driver::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Driver::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    watch(wake_, EPOLL_CTL_ADD, EPOLLIN);
    if (cancel_fd_ >= 0) watch(cancel_fd_, EPOLL_CTL_ADD, EPOLLIN);
    thread_ = std::thread([this] { run(); });
}

Client::Driver::~Driver() {
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake();
    thread_.join();
    idle_.clear();
    curl_multi_cleanup(multi_);
    ::close(wake_);
    ::close(epoll_);
    curl_global_cleanup();
}

void Client::Driver::wake() const {
    const uint64_t one = 1;
    // It fails only where so many wakes are pending that one more says nothing new.
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof(one));
}

std::unique_ptr<Transfer> Client::Driver::take_idle() {
    std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<Transfer>(settings_);
    auto transfer = std::move(idle_.back());
    idle_.pop_back();
    return transfer;
}

void Client::Driver::send(const Request& request, Response& response) {
    std::unique_ptr<Transfer> transfer = take_idle();
    transfer->prepare(request);
    std::unique_lock lock(mutex_);
    if (cancelled_) throw sdk::Cancelled();
    queue_.push_back(transfer.get());
    if (queue_.size() == 1) wake(); // else it was woken, and has not come yet
    transfer->ended.wait(lock, [&] { return transfer->done; });
    if (cancelled_) throw sdk::Cancelled();
    lock.unlock();
    transfer->result(response);
    lock.lock();
    idle_.push_back(std::move(transfer));
}

void Client::Driver::wait(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, time, [&] { return cancelled_; });
    if (cancelled_) throw sdk::Cancelled();
}

void Client::Driver::run() {
    std::array<epoll_event, 64> events{};
    for (;;) {
        const int n = ::epoll_wait(epoll_, events.data(), events.size(), time_left());
        for (int i = 0; i < n; ++i) {
            const auto& event = events[static_cast<size_t>(i)];
            turn(event.data.fd, event.events);
        }
        if (time_left() == 0) {
            call_at_.reset();
            int running = 0;
            curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
        }
        collect();
        std::lock_guard lock(mutex_);
        if (stop_) break;
    }
}

int Client::Driver::time_left() const {
    if (!call_at_) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*call_at_ - Clock::now());
    return static_cast<int>(std::clamp<int64_t>(left.count(), 0, 60000));
}

void Client::Driver::turn(int fd, uint32_t events) {
    if (fd == wake_) {
        uint64_t count = 0;
        [[maybe_unused]] const auto got = ::read(wake_, &count, sizeof(count));
        return start_queued();
    }
    if (fd == cancel_fd_) return cancel_all();
    int bits = 0, running = 0;
    if (events & EPOLLIN) bits |= CURL_CSELECT_IN;
    if (events & EPOLLOUT) bits |= CURL_CSELECT_OUT;
    if (events & (EPOLLERR | EPOLLHUP)) bits |= CURL_CSELECT_ERR;
    curl_multi_socket_action(multi_, fd, bits, &running);
}

void Client::Driver::start_queued() {
    std::lock_guard lock(mutex_);
    for (Transfer* transfer : queue_) {
        if (cancelled_ || curl_multi_add_handle(multi_, transfer->handle()) != CURLM_OK) {
            finish(transfer, CURLE_FAILED_INIT);
        } else {
            active_.insert(transfer);
        }
    }
    queue_.clear();
}

void Client::Driver::collect() {
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

void Client::Driver::cancel_all() {
    // It stays readable from now on, so it is no longer waited for.
    watch(cancel_fd_, EPOLL_CTL_DEL, 0);
    for (Transfer* transfer : active_)
        curl_multi_remove_handle(multi_, transfer->handle());
    std::lock_guard lock(mutex_);
    cancelled_ = true;
    for (Transfer* transfer : active_)
        finish(transfer, CURLE_ABORTED_BY_CALLBACK);
    active_.clear();
    stopped_.notify_all();
}

// The waiting thread may go on, and destroy the transfer, once the lock is released.
void Client::Driver::finish(Transfer* transfer, CURLcode code) {
    transfer->code = code;
    transfer->done = true;
    transfer->ended.notify_one();
}

void Client::Driver::watch(int fd, int operation, uint32_t events) const {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    ::epoll_ctl(epoll_, operation, fd, &event);
}

int Client::Driver::on_socket(CURL*, curl_socket_t fd, int what, void* self, void* known) {
    auto& driver = *static_cast<Driver*>(self);
    if (what == CURL_POLL_REMOVE) {
        driver.watch(fd, EPOLL_CTL_DEL, 0);
        return 0;
    }
    uint32_t events = 0;
    if (what & CURL_POLL_IN) events |= EPOLLIN;
    if (what & CURL_POLL_OUT) events |= EPOLLOUT;
    driver.watch(fd, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, events);
    if (known == nullptr) curl_multi_assign(driver.multi_, fd, self); // now it is known
    return 0;
}

int Client::Driver::on_timer(CURLM*, long timeout_ms, void* self) {
    auto& driver = *static_cast<Driver*>(self);
    driver.call_at_.reset();
    if (timeout_ms >= 0) driver.call_at_ = Clock::now() + std::chrono::milliseconds(timeout_ms);
    return 0;
}

} // namespace objsync::databricks
