// Calls a function from a thread of the host when the crawl is cancelled, while this object lives:
// to break a blocking call of a driver (SQLCancel, closing a socket).
#pragma once

#include <functional>
#include <utility>

#include "plugins/sdk/host.hpp"

namespace objsync::sdk {

class OnCancel {
public:
    // The call runs at most once, beside the plugin's own threads. It must be quick, not throw,
    // and use nothing that is destroyed before this object.
    OnCancel(Host& host, std::function<void()> call) : host_(host.c()), call_(std::move(call)) {
        auto trampoline = [](void* user) { static_cast<OnCancel*>(user)->call_(); };
        throw_unless_ok(host_->on_cancel(host_->self, trampoline, this), "on_cancel()");
    }
    ~OnCancel() { host_->on_cancel(host_->self, nullptr, nullptr); } // waits for a running call
    OnCancel(const OnCancel&) = delete;
    OnCancel& operator=(const OnCancel&) = delete;

private:
    const objsync_host* host_;
    std::function<void()> call_;
};

} // namespace objsync::sdk
