// How a child ended: the part of Worker that puts it into words.
#include <signal.h>

#include <cstring>

#include "daemon/worker/impl.h"

namespace objsync::daemon {

std::string Worker::Impl::own_words(const std::string& text) const {
    std::string out = label_ + ": the crawl process " + text;
    const std::string& last = errors_->last_line();
    if (!last.empty()) out += "; it last wrote: " + masker.mask(last);
    return out;
}

// What the exit itself tells, apart from what the child said.
std::optional<Worker::Impl::Verdict> Worker::Impl::crash() const {
    if (exit_->signal != 0) {
        const char* name = strsignal(exit_->signal);
        std::string why =
            "was killed by signal " + std::to_string(exit_->signal) + " (" + name + ")";
        if (exit_->signal == SIGKILL)
            why += ", not by us: see the kernel's log for memory shortage";
        return Verdict{std::move(why), true};
    }
    if (decoder_.mid_frame()) return Verdict{"ended in the middle of a frame", true};
    const std::string code = "exit code " + std::to_string(exit_->code);
    if (!said_hello_) {
        return Verdict{"ended with " + code + " before it said hello: is " + program_ +
                           " the objsync-crawl of this release?",
                       false};
    }
    if (!done_) return Verdict{"ended with " + code + " before it was done", true};
    if (exit_->code != 0) return Verdict{"ended with " + code + " after it was done", true};
    return std::nullopt;
}

WorkerEnd Worker::Impl::judge() const {
    WorkerEnd end;
    end.peak_memory_bytes = peak_memory_;
    end.cpu_ms = exit_->cpu_ms;
    end.cancelled = cancelled_;
    if (cancelled_) return end;
    if (const auto verdict = verdict_ ? verdict_ : crash()) {
        end.crashed_or_stalled = verdict->again;
        end.error = {wire::ErrorClass::bug, "", own_words(verdict->why), 0};
        return end;
    }
    end.clean = *done_ == wire::Done::ok;
    if (fail_) end.error = *fail_;
    if (!end.clean && !fail_) {
        end.error = {wire::ErrorClass::bug, "", own_words("failed without saying why"), 0};
    }
    return end;
}

} // namespace objsync::daemon
