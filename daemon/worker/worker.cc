#include "daemon/worker/worker.h"

#include <signal.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "core/base/error.h"
#include "daemon/worker/impl.h"
#include "daemon/worker/spawn.h"
#include "daemon/worker/usage.h"

namespace objsync::daemon {

namespace {

constexpr int64_t kTickMs = 100;
// After the child exited its pipes end, but for what escaped from its group.
constexpr int64_t kDrainMs = 500;

} // namespace

Worker::Impl::Impl(Loop& loop, const std::string& program, const wire::Job& job,
                   WorkerLimits limits, std::string label, WorkerListener& listener)
    : loop_(loop),
      limits_(limits),
      label_(std::move(label)),
      program_(program),
      listener_(&listener),
      output_gate_(masker, [this](auto level, const auto& text) { log(level, text); }),
      log_gate_(masker, [this](auto level, const auto& text) { log(level, text); }),
      tick_(loop, [this] { on_tick(); }),
      escalate_(loop, [this] { on_escalate(); }),
      resume_(loop, [this] { read_on(); }),
      drain_(loop, [this] { on_drained(); }) {
    for (const std::string& s : job.secrets)
        masker.add(s);
    encode(job_frames_, job);
    Spawned spawned = spawn_crawl(loop, program, job.secrets,
                                  [this](const Process::Exit& exit) { on_exit(exit); });
    process_ = std::move(spawned.process);
    frames_ = std::make_unique<Pipe>(
        loop, spawned.frames, [this](std::string_view bytes) { on_bytes(bytes); },
        [this] { on_frames_end(); });
    const auto on_end = [this] { conclude_if_over(); };
    output_ = std::make_unique<Captured>(loop, spawned.output, "stdout: ", wire::Level::info,
                                         output_gate_, on_end);
    errors_ = std::make_unique<Captured>(loop, spawned.errors, "stderr: ", wire::Level::warning,
                                         output_gate_, on_end);
    frames_->resume();
    tick_.start_repeating(kTickMs);
}

void Worker::Impl::dismiss(std::shared_ptr<Impl> impl) {
    impl->listener_ = nullptr;
    impl->process_->signal_group(SIGKILL);
    impl->tick_.stop();
    Loop& loop = impl->loop_;
    loop.post([keep = std::move(impl)] {});
}

void Worker::Impl::log(wire::Level level, const std::string& text) {
    if (listener_ != nullptr) listener_->on_log(level, text);
}

void Worker::Impl::pause() {
    if (dropping() || paused_) return;
    paused_ = true;
    resume_.stop();
    frames_->pause();
}

void Worker::Impl::resume() {
    if (!paused_) return;
    paused_ = false;
    progress_at_ = Loop::now_ms();
    // Not at once: the caller may be a listener in the middle of a frame.
    resume_.start(0);
}

void Worker::Impl::read_on() {
    take_frames();
    if (paused_) return;
    frames_->resume();
}

void Worker::Impl::send(std::string frames) {
    if (exit_) return;
    owing_ = false;
    progress_at_ = Loop::now_ms();
    frames_->write(std::move(frames));
}

void Worker::Impl::cancel() {
    if (cancelled_ || done_ || exit_) return;
    cancelled_ = true;
    escalate(Ending::ask);
}

void Worker::Impl::on_bytes(std::string_view bytes) noexcept {
    progress_at_ = Loop::now_ms();
    if (dropping()) return;
    decoder_.feed(bytes);
    take_frames();
}

void Worker::Impl::take_frames() {
    try {
        while (!paused_ && !dropping() && listener_ != nullptr) {
            const auto frame = decoder_.next();
            if (!frame) return;
            take(*frame);
        }
    } catch (const std::exception& e) {
        give_up({std::string("sent what makes no sense: ") + e.what(), true}, Ending::kill);
    }
}

void Worker::Impl::take(const wire::Frame& frame) {
    if (!said_hello_) return take_hello(frame);
    if (done_) throw Error(ErrorKind::input, "a frame after the last one");
    switch (frame.type) {
        case wire::Type::log: {
            const auto m = wire::decode<wire::Log>(frame.payload);
            return log_gate_.line(m.level, m.text);
        }
        case wire::Type::count: {
            const auto m = wire::decode<wire::Count>(frame.payload);
            return listener_->on_count(m.what, m.n);
        }
        case wire::Type::fail: {
            fail_ = wire::decode<wire::ErrorInfo>(frame.payload);
            fail_->text = masker.mask(fail_->text);
            return;
        }
        case wire::Type::done:
            done_ = wire::decode<wire::Done>(frame.payload);
            return;
        case wire::Type::ask_marker:
        case wire::Type::ask_stamps:
        case wire::Type::ask_secret:
            owing_ = true;
            break;
        case wire::Type::hello:
            throw Error(ErrorKind::input, "a second hello");
        default:
            if (frame.type >= wire::Type::job) throw Error(ErrorKind::input, "a frame of ours");
    }
    listener_->on_frame(frame);
}

void Worker::Impl::take_hello(const wire::Frame& frame) {
    if (frame.type != wire::Type::hello) throw Error(ErrorKind::input, "no hello at first");
    const uint64_t protocol = wire::decode_number(frame.payload);
    if (protocol != wire::kProtocol) {
        return give_up({"speaks protocol " + std::to_string(protocol) + ", this daemon speaks " +
                            std::to_string(wire::kProtocol) + ": " + program_ +
                            " is of another release; install both from one",
                        false},
                       Ending::kill);
    }
    said_hello_ = true;
    // From here on we know whom we tell the secrets.
    frames_->write(std::exchange(job_frames_, {}));
}

void Worker::Impl::on_frames_end() noexcept {
    frames_ended_ = true;
    conclude_if_over();
}

void Worker::Impl::on_exit(const Process::Exit& exit) noexcept {
    exit_ = exit;
    tick_.stop();
    escalate_.stop();
    conclude_if_over();
}

void Worker::Impl::on_tick() noexcept {
    const MemoryUse use = memory_use(process_->pid());
    peak_memory_ = std::max({peak_memory_, use.peak_bytes, use.resident_bytes});
    if (dropping()) return;
    const int64_t now = Loop::now_ms();
    if (limits_.memory_bytes > 0 && use.resident_bytes > limits_.memory_bytes) {
        give_up({"used " + std::to_string(use.resident_bytes >> 20) +
                     " MiB of memory, above its limit of " +
                     std::to_string(limits_.memory_bytes >> 20) + " MiB",
                 true},
                Ending::kill);
    } else if (limits_.wall_ms > 0 && now - started_at_ > limits_.wall_ms) {
        give_up({"took longer than its limit of " + std::to_string(limits_.wall_ms / 1000) + " s",
                 false},
                Ending::ask);
    } else if (!paused_ && !owing_ && now - progress_at_ > limits_.no_progress_ms) {
        give_up(
            {"made no progress for " + std::to_string(limits_.no_progress_ms / 1000) + " s", true},
            Ending::term);
    }
}

void Worker::Impl::give_up(Verdict verdict, Ending first) {
    if (dropping()) return;
    verdict_ = std::move(verdict);
    escalate(first);
}

void Worker::Impl::escalate(Ending first) {
    // A child that is blocked in a write cannot obey.
    paused_ = false;
    frames_->resume();
    next_ = first;
    on_escalate();
}

void Worker::Impl::on_escalate() noexcept {
    if (exit_) return;
    switch (next_) {
        case Ending::ask: {
            std::string frame;
            wire::encode_text(frame, wire::Type::cancel, "");
            frames_->write(std::move(frame));
            next_ = Ending::term;
            break;
        }
        case Ending::term:
            process_->signal_group(SIGTERM);
            next_ = Ending::kill;
            break;
        case Ending::kill:
            process_->signal_group(SIGKILL);
            return;
    }
    escalate_.start(limits_.term_to_kill_ms);
}

void Worker::Impl::on_drained() noexcept {
    const bool still_ours = paused_ || Loop::now_ms() - progress_at_ < kDrainMs;
    if (still_ours && !dropping()) {
        drain_.start(kDrainMs);
    } else {
        conclude();
    }
}

void Worker::Impl::conclude_if_over() {
    if (!exit_ || concluded_) return;
    if ((frames_ended_ || dropping()) && output_->ended() && errors_->ended()) {
        conclude();
    } else if (!drain_.active()) {
        drain_.start(kDrainMs);
    }
}

void Worker::Impl::conclude() {
    if (concluded_) return;
    concluded_ = true;
    drain_.stop();
    resume_.stop();
    output_->finish();
    errors_->finish();
    output_gate_.tell_left_out();
    log_gate_.tell_left_out();
    // The listener will want to destroy us, which an event of ours must not live to see.
    loop_.post([weak = weak_from_this(), end = judge()] {
        const auto self = weak.lock();
        if (self && self->listener_ != nullptr) self->listener_->on_ended(end);
    });
}

Worker::Worker(Loop& loop, const std::string& crawl_program, const wire::Job& job,
               WorkerLimits limits, const std::string& label, WorkerListener& listener)
    : impl_(std::make_shared<Impl>(loop, crawl_program, job, limits, label, listener)) {
    assert(loop.inside());
}

// What is on the call stack may be an event of it, so its end waits for the stack to unwind.
Worker::~Worker() {
    Impl::dismiss(std::move(impl_));
}

void Worker::pause_reading() {
    impl_->pause();
}
void Worker::resume_reading() {
    impl_->resume();
}
void Worker::send(std::string frames) {
    impl_->send(std::move(frames));
}

void Worker::send_secret(const wire::Secret& secret) {
    if (secret.text) impl_->masker.add(*secret.text);
    std::string frames;
    encode(frames, secret);
    impl_->send(std::move(frames));
}

void Worker::cancel() {
    impl_->cancel();
}
std::string Worker::masked(std::string_view text) const {
    return impl_->masker.mask(text);
}
pid_t Worker::pid() const {
    return impl_->pid();
}

} // namespace objsync::daemon
