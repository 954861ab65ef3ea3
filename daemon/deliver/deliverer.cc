#include "daemon/deliver/deliverer.h"

#include <utility>

namespace objsync::daemon {

Deliverer::Deliverer(const std::string& store_file, std::vector<NamedSink> sinks,
                     const DeliverHooks& hooks, const DeliverPace& pace) {
    for (NamedSink& sink : sinks) {
        threads_.push_back(std::make_unique<SinkThread>(store_file, std::move(sink.name),
                                                        std::move(sink.sink), hooks, pace));
    }
}

void Deliverer::notify(int64_t last) {
    for (const auto& thread : threads_)
        thread->notify(last);
}

void Deliverer::reopen() {
    for (const auto& thread : threads_)
        thread->reopen();
}

std::vector<SinkState> Deliverer::states() const {
    std::vector<SinkState> states;
    for (const auto& thread : threads_)
        states.push_back(thread->state());
    return states;
}

std::vector<std::string> Deliverer::drain(int64_t last, std::chrono::milliseconds patience) {
    notify(last);
    std::vector<std::string> failed;
    for (const auto& thread : threads_) {
        const auto error = thread->wait_for(last, patience);
        if (error) failed.push_back(thread->state().name + ": " + *error);
    }
    return failed;
}

void Deliverer::stop() {
    for (const auto& thread : threads_)
        thread->stop();
}

} // namespace objsync::daemon
