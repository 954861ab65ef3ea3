#include "daemon/loop/pipe.h"

#include <unistd.h>

#include <cassert>

#include "daemon/loop/detail.h"

namespace objsync {

namespace {

struct Write {
    uv_write_t request;
    std::string bytes;
};

uv_stream_t* stream(uv_pipe_t* pipe) {
    return reinterpret_cast<uv_stream_t*>(pipe);
}

} // namespace

Pipe::Pipe(Loop& loop, int fd, OnData on_data, OnEnd on_end)
    : loop_(loop),
      on_data_(std::move(on_data)),
      on_end_(std::move(on_end)),
      buffer_(std::make_unique<char[]>(kBuffer)),
      pipe_(open_handle<uv_pipe_t>(
          "pipe", this, [&](uv_pipe_t* p) { return uv_pipe_init(loop.handle(), p, 0); })) {
    assert(loop.inside());
    if (const int rc = uv_pipe_open(pipe_.get(), fd); rc != 0) {
        close(fd);
        throw Error(ErrorKind::retry, std::string("cannot use a pipe: ") + uv_strerror(rc));
    }
}

void Pipe::pause() noexcept {
    assert(loop_.inside());
    uv_read_stop(stream(pipe_.get()));
}

void Pipe::resume() {
    assert(loop_.inside());
    if (ended_) return;
    const auto on_alloc = [](uv_handle_t* h, size_t, uv_buf_t* buffer) {
        auto* self = static_cast<Pipe*>(h->data);
        *buffer = uv_buf_init(self->buffer_.get(), kBuffer);
    };
    const auto on_read = [](uv_stream_t* s, ssize_t n, const uv_buf_t*) {
        auto* self = static_cast<Pipe*>(s->data);
        if (self == nullptr || n == 0) return;
        if (n > 0) {
            self->on_data_({self->buffer_.get(), static_cast<size_t>(n)});
            return;
        }
        self->ended_ = true;
        uv_read_stop(s);
        self->on_end_();
    };
    uv_read_start(stream(pipe_.get()), on_alloc, on_read);
}

void Pipe::write(std::string bytes) {
    assert(loop_.inside());
    auto* w = new Write{{}, std::move(bytes)};
    const uv_buf_t buffer = uv_buf_init(w->bytes.data(), static_cast<unsigned>(w->bytes.size()));
    const auto on_written = [](uv_write_t* r, int) { delete reinterpret_cast<Write*>(r); };
    if (uv_write(&w->request, stream(pipe_.get()), &buffer, 1, on_written) != 0) delete w;
}

size_t Pipe::unwritten() const noexcept {
    return uv_stream_get_write_queue_size(reinterpret_cast<const uv_stream_t*>(pipe_.get()));
}

} // namespace objsync
