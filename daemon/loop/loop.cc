#include "daemon/loop/loop.h"

#include <cassert>
#include <csignal>

#include "daemon/loop/detail.h"

namespace objsync {

namespace {

uv_loop_t* make_loop() {
    auto loop = std::make_unique<uv_loop_t>();
    if (const int rc = uv_loop_init(loop.get()); rc != 0) {
        throw Error(ErrorKind::retry, std::string("cannot make an event loop: ") + uv_strerror(rc));
    }
    return loop.release();
}

// The close callbacks of what was destroyed before have to run.
void close_loop(uv_loop_t* loop) {
    uv_run(loop, UV_RUN_NOWAIT);
    [[maybe_unused]] const int rc = uv_loop_close(loop);
    assert(rc == 0 && "an event outlives its loop");
    delete loop;
}

} // namespace

Loop::Loop()
    : loop_(make_loop(), close_loop),
      wake_(open_handle<uv_async_t>("event loop", this, [this](uv_async_t* a) {
          return uv_async_init(loop_.get(), a, [](uv_async_t* h) {
              if (auto* self = owner_of<Loop>(h)) self->on_posted();
          });
      })) {
    // A write to someone who is gone is an error of that write, not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
}

Loop::~Loop() {
    assert(inside());
}

void Loop::run() {
    thread_ = std::this_thread::get_id();
    uv_run(loop_.get(), UV_RUN_DEFAULT);
}

void Loop::stop() {
    assert(inside());
    uv_stop(loop_.get());
}

void Loop::post(std::function<void()> fn) {
    {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(fn));
    }
    uv_async_send(wake_.get());
}

void Loop::on_posted() noexcept {
    std::vector<std::function<void()>> due;
    {
        const std::lock_guard lock(mutex_);
        due.swap(posted_);
    }
    for (auto& fn : due)
        fn();
}

int64_t Loop::now_ms() noexcept {
    return static_cast<int64_t>(uv_hrtime() / 1'000'000);
}

} // namespace objsync
