#include "daemon/control/pump.h"

#include <algorithm>
#include <cstring>

#include "daemon/loop/loop.h"

namespace objsync::control {

Pump::Pump(Services& services, std::unique_ptr<StreamSource> source, std::function<void()> wake)
    : services_(services), source_(std::move(source)), wake_(std::move(wake)) {}

Pump::Take Pump::take(char* to, size_t size, size_t& taken) {
    if (given_ < piece_.size()) {
        taken = std::min(size, piece_.size() - given_);
        std::memcpy(to, piece_.data() + given_, taken);
        given_ += taken;
        return Take::bytes;
    }
    if (broken_) return Take::broken;
    if (next_ == StreamSource::Next::end) return Take::end;
    waiting_ = true;
    waiting_since_ms_ = Loop::now_ms();
    if (next_ == StreamSource::Next::more) ask();
    return Take::wait;
}

void Pump::ask() {
    if (making_ || !source_) return;
    committed_ = false;
    auto job = [self = weak_from_this(), source = source_, &loop = services_.loop](Reader& reader) {
        std::string piece;
        auto next = StreamSource::Next::end;
        bool failed = false;
        std::string fault;
        try {
            next = source->produce(reader, piece);
        } catch (const std::exception& error) {
            failed = true;
            fault = caught(error).fault;
        }
        loop.post([self, next, failed, fault, piece = std::move(piece)]() mutable {
            const auto pump = self.lock();
            if (!pump) return;
            if (!fault.empty()) pump->services_.log_error(fault);
            pump->on_piece(next, failed, std::move(piece));
        });
    };
    // When too many wait already, the next tick asks again.
    making_ = services_.readers.submit(std::move(job));
}

void Pump::on_piece(StreamSource::Next next, bool failed, std::string piece) {
    making_ = false;
    if (!source_) return;
    piece_ = std::move(piece);
    given_ = 0;
    next_ = next;
    broken_ = failed;
    // What was committed while the page was read may or may not be in it: look again.
    if (next_ == StreamSource::Next::wait && committed_) next_ = StreamSource::Next::more;
    if (!piece_.empty() || broken_ || next_ == StreamSource::Next::end) {
        wake();
    } else if (next_ == StreamSource::Next::more) {
        ask();
    }
}

void Pump::events_committed() {
    committed_ = true;
    if (next_ != StreamSource::Next::wait) return;
    next_ = StreamSource::Next::more;
    if (waiting_) ask();
}

void Pump::tick() {
    if (!waiting_ || making_ || !source_) return;
    if (next_ == StreamSource::Next::more) {
        ask();
        return;
    }
    piece_ = source_->idle();
    given_ = 0;
    // An idle sign goes out without a new look; the one after next would find what was missed.
    next_ = StreamSource::Next::more;
    if (piece_.empty()) {
        ask();
    } else {
        wake();
    }
}

void Pump::stop() {
    source_.reset();
    piece_.clear();
    given_ = 0;
    broken_ = true;
}

void Pump::wake() {
    if (std::exchange(waiting_, false) && source_) wake_();
}

} // namespace objsync::control
