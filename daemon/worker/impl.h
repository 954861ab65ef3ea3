// Inside of Worker; see worker.h for what it promises.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "daemon/loop/loop.h"
#include "daemon/loop/pipe.h"
#include "daemon/loop/process.h"
#include "daemon/loop/timer.h"
#include "daemon/worker/captured.h"
#include "daemon/worker/worker.h"

namespace objsync::daemon {

class Worker::Impl : public std::enable_shared_from_this<Worker::Impl> {
public:
    Impl(Loop& loop, const std::string& program, const wire::Job& job, WorkerLimits limits,
         std::string label, WorkerListener& listener);

    // No more calls to the listener; kills the child. Destroys once the stack has unwound.
    static void dismiss(std::shared_ptr<Impl> impl);
    void pause();
    void resume();
    void send(std::string frames);
    void cancel();

    Masker masker;
    [[nodiscard]] pid_t pid() const { return process_->pid(); }

private:
    // Why we gave up on the child. While it is set, what the child says is read and dropped.
    struct Verdict {
        std::string why;
        bool again; // another child may do better
    };

    void on_bytes(std::string_view bytes) noexcept;
    void on_frames_end() noexcept;
    void on_exit(const Process::Exit& exit) noexcept;
    void on_tick() noexcept;
    void on_escalate() noexcept;
    void on_drained() noexcept;

    [[nodiscard]] bool dropping() const { return verdict_ || cancelled_; }
    void log(wire::Level level, const std::string& text);
    void take_frames();
    void take(const wire::Frame& frame);
    void take_hello(const wire::Frame& frame);
    enum class Ending { ask, term, kill };
    void give_up(Verdict verdict, Ending first);
    void escalate(Ending first);
    void read_on();
    void conclude_if_over();
    void conclude();
    [[nodiscard]] WorkerEnd judge() const;
    [[nodiscard]] std::optional<Verdict> crash() const;
    [[nodiscard]] std::string own_words(const std::string& text) const;

    Loop& loop_;
    const WorkerLimits limits_;
    const std::string label_, program_;
    WorkerListener* listener_; // null once detached
    std::string job_frames_;   // until the child said hello

    wire::FrameDecoder decoder_;
    bool said_hello_ = false;
    bool paused_ = false;
    bool owing_ = false; // the child waits for our answer
    bool cancelled_ = false;
    bool frames_ended_ = false;
    bool concluded_ = false;
    std::optional<wire::Done> done_;
    std::optional<wire::ErrorInfo> fail_;
    std::optional<Verdict> verdict_;
    std::optional<Process::Exit> exit_;
    Ending next_ = Ending::ask;
    const int64_t started_at_ = Loop::now_ms();
    int64_t progress_at_ = started_at_;
    uint64_t peak_memory_ = 0;

    LogGate output_gate_, log_gate_; // so that no noise drowns what the plugin means to say
    Timer tick_, escalate_, resume_, drain_;
    std::unique_ptr<Process> process_;
    std::unique_ptr<Pipe> frames_;
    std::unique_ptr<Captured> output_, errors_;
};

} // namespace objsync::daemon
