// Sends a StreamSource to one client: the next piece is made on a reader thread when the client has
// taken the one before. Loop thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "daemon/control/call.h"

namespace objsync::control {

class Pump : public std::enable_shared_from_this<Pump> {
public:
    // `wake` is called when a client that was told to wait can be given something.
    Pump(Services& services, std::unique_ptr<StreamSource> source, std::function<void()> wake);

    enum class Take { bytes, wait, end, broken };
    // Copies up to `size` bytes to `to`. After `wait` the caller is woken once.
    Take take(char* to, size_t size, size_t& taken);

    void events_committed();
    void tick(); // nothing was sent for a while
    void stop(); // the client has gone

    [[nodiscard]] int64_t waiting_since_ms() const noexcept { return waiting_since_ms_; }
    [[nodiscard]] bool waiting() const noexcept { return waiting_; }

private:
    void ask();
    void on_piece(StreamSource::Next next, bool failed, std::string piece);
    void wake();

    Services& services_;
    std::shared_ptr<StreamSource> source_; // also of the job that makes the next piece
    std::function<void()> wake_;
    std::string piece_;
    size_t given_ = 0;
    StreamSource::Next next_ = StreamSource::Next::more;
    bool making_ = false;    // a job has the source
    bool committed_ = false; // events came while it had
    bool waiting_ = false;
    bool broken_ = false;
    int64_t waiting_since_ms_ = 0;
};

} // namespace objsync::control
