#include "daemon/crawl/crawl.h"

#include <chrono>
#include <utility>

#include "core/wire/job.h"

namespace objsync::daemon {

namespace {

constexpr size_t kBatchBytes = 256 * 1024;
constexpr size_t kMaxInFlight = 8u << 20;
constexpr int64_t kFlushMs = 20; // nothing sits longer than this for want of company
constexpr int64_t kMaxChildren = 4;
constexpr size_t kStampsPage = 512;

int64_t wall_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

struct Crawl::Batch {
    struct Entry {
        wire::Type type;
        size_t at, size;
        int64_t came_ms; // of a listing's begin; 0 of others
    };
    std::string bytes;
    std::vector<Entry> entries;
};

Crawl::Crawl(Loop& loop, Writer& writer, CrawlSpec spec, Hooks hooks)
    : loop_(loop),
      writer_(writer),
      spec_(std::move(spec)),
      hooks_(std::move(hooks)),
      batch_(std::make_unique<Batch>()),
      flush_timer_(loop, [this] { flush(); }) {}

Crawl::~Crawl() {
    *alive_ = false;
}

void Crawl::later(std::function<void()> fn) {
    loop_.post([alive = alive_, fn = std::move(fn)] {
        if (*alive) fn();
    });
}

void Crawl::start() {
    struct Started {
        int64_t run = 0;
        bool found_nothing = false;
    };
    const auto started = std::make_shared<Started>();
    writer_.post(
        [started, request = spec_.request](sync::Engine& engine, int64_t now_ms) {
            const sync::Run& run = engine.start_run(request, now_ms);
            *started = {run.id(), run.found_nothing()};
        },
        [this, started, alive = alive_, &loop = loop_](std::exception_ptr error) {
            loop.post([this, started, alive, error] {
                if (!*alive) return;
                if (error)
                    give_up("the run could not be begun in the store");
                else
                    on_started(started->run, started->found_nothing);
            });
        });
}

void Crawl::on_started(int64_t run, bool found_nothing) {
    run_ = run;
    nothing_stored_ = found_nothing;
    if (ending_.cancelled) {
        end();
        return;
    }
    state_ = State::listing;
    spawn();
}

void Crawl::spawn() {
    ++ending_.children;
    try {
        wire::Job job = spec_.make_job();
        job.done_scopes = done_scopes_;
        job.nothing_stored = std::exchange(nothing_stored_, false); // a next child finds something
        worker_ =
            std::make_unique<Worker>(loop_, spec_.crawl_program, job, spec_.limits,
                                     spec_.request.connection, static_cast<WorkerListener&>(*this));
    } catch (const Error& e) {
        ending_.worker_clean = false;
        ending_.error = e.what();
        worth_retry_ = e.kind() != ErrorKind::config;
        end();
    }
}

void Crawl::on_frame(const wire::Frame& frame) {
    using wire::Type;
    switch (frame.type) {
        case Type::begin:
            on_begin(frame);
            return;
        case Type::ask_marker:
        case Type::ask_stamps:
            ask_store(frame);
            return;
        case Type::ask_secret:
            ask_secret(frame);
            return;
        case Type::object:
        case Type::answer:
            ++objects_;
            break;
        case Type::scope_end:
            ++scopes_;
            break;
        case Type::scope_begin:
        case Type::keep:
        case Type::gone:
        case Type::facet_begin:
        case Type::facet_object:
        case Type::facet_end:
            break;
        default:
            return; // hello, description, progress, done: the worker's business
    }
    if (batch_->entries.empty()) flush_timer_.start(kFlushMs);
    // When a listing began decides which of two holds, so the time in the queue must not count.
    const bool begins = frame.type == Type::scope_begin || frame.type == Type::facet_begin;
    batch_->entries.push_back(
        {frame.type, batch_->bytes.size(), frame.payload.size(), begins ? wall_ms() : 0});
    batch_->bytes += frame.payload;
    if (batch_->bytes.size() >= kBatchBytes) flush();
}

void Crawl::flush() {
    flush_timer_.stop();
    if (batch_->entries.empty()) return;
    const std::shared_ptr<Batch> batch = std::exchange(batch_, std::make_unique<Batch>());
    const size_t bytes = batch->bytes.size();
    in_flight_ += bytes;
    if (in_flight_ > kMaxInFlight && !paused_ && worker_) {
        paused_ = true;
        worker_->pause_reading();
    }
    writer_.post([this, batch, bytes, run = run_, alive = alive_, &loop = loop_](
                     sync::Engine& engine, int64_t now_ms) {
        std::string wrong;
        if (sync::Run* live = engine.run(run); live != nullptr && live->refusal().empty()) {
            try {
                const std::string_view all = batch->bytes;
                for (const Batch::Entry& e : batch->entries)
                    engine.frame(*live, {e.type, all.substr(e.at, e.size)},
                                 e.came_ms != 0 ? e.came_ms : now_ms);
            } catch (const Error& e) {
                // What the child sent makes no sense; what it sent before stands.
                if (e.kind() != ErrorKind::input && e.kind() != ErrorKind::corrupt) throw;
                wrong = e.what();
            }
        }
        std::vector<std::string> warnings;
        if (sync::Run* live = engine.run(run)) warnings = live->take_warnings();
        loop.post([this, alive, bytes, wrong, warnings] {
            if (!*alive) return;
            tell(warnings);
            taken(bytes);
            if (!wrong.empty()) stop_child("the crawl child broke the protocol: " + wrong);
        });
    });
}

void Crawl::tell(const std::vector<std::string>& warnings) {
    for (const std::string& w : warnings)
        hooks_.log(wire::Level::warning, w);
}

void Crawl::taken(size_t bytes) {
    in_flight_ -= bytes;
    if (paused_ && worker_ && in_flight_ < kMaxInFlight / 2) {
        paused_ = false;
        worker_->resume_reading();
    }
}

void Crawl::on_begin(const wire::Frame& frame) {
    flush();
    writer_.post([this, payload = std::string(frame.payload), run = run_, alive = alive_,
                  &loop = loop_](sync::Engine& engine, int64_t) {
        sync::Run* live = engine.run(run);
        if (live == nullptr) return;
        std::string refusal;
        try {
            if (!live->begin(wire::decode<wire::Begin>(payload))) refusal = live->refusal();
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::corrupt) throw;
            refusal = e.what();
        }
        if (refusal.empty()) return;
        loop.post([this, alive, refusal] {
            if (!*alive) return;
            worth_retry_ = false;
            stop_child(refusal);
        });
    });
}

void Crawl::ask_store(const wire::Frame& frame) {
    flush();
    wire::AskStamps ask;
    const bool marker = frame.type == wire::Type::ask_marker;
    try {
        if (marker)
            ask.scope = static_cast<uint32_t>(wire::decode_number(frame.payload));
        else
            ask = wire::decode<wire::AskStamps>(frame.payload);
    } catch (const Error& e) {
        later([this, why = std::string(e.what())] {
            stop_child("the crawl child broke the protocol: " + why);
        });
        return;
    }
    writer_.post([this, marker, ask, run = run_, alive = alive_, &loop = loop_](
                     sync::Engine& engine, int64_t) {
        std::string reply;
        sync::Run* live = engine.run(run);
        try {
            if (marker) {
                wire::Marker m{ask.scope, std::nullopt};
                if (live != nullptr) m.marker = live->stored_marker(ask.scope);
                wire::encode(reply, m);
            } else {
                wire::Stamps m{ask.scope, {}, true};
                if (live != nullptr)
                    m.page =
                        live->stored_stamps(ask.scope, ask.after.value_or(Segment{}), kStampsPage);
                m.last = m.page.size() < kStampsPage;
                wire::encode(reply, m);
            }
        } catch (const Error& e) {
            if (e.kind() != ErrorKind::input) throw;
            return; // a scope that is not open: its next frame says so
        }
        loop.post([this, alive, reply] {
            if (*alive && worker_) worker_->send(reply);
        });
    });
}

void Crawl::ask_secret(const wire::Frame& frame) {
    wire::Secret answer;
    try {
        answer.text = spec_.read_secret(std::string(frame.payload));
    } catch (const Error& e) {
        answer.error = e.what();
    }
    worker_->send_secret(answer);
}

void Crawl::on_log(wire::Level level, const std::string& text) {
    hooks_.log(level, text);
}

void Crawl::on_count(wire::Counter what, uint64_t n) {
    const auto count = static_cast<int64_t>(n);
    switch (what) {
        case wire::Counter::statements:
            ending_.statements += count;
            break;
        case wire::Counter::requests:
            ending_.requests += count;
            break;
        case wire::Counter::bytes:
            ending_.bytes += count;
            break;
    }
}

void Crawl::on_ended(const WorkerEnd& ended) {
    flush();
    // Its destructor must not run inside its own call.
    loop_.post([gone = std::shared_ptr<Worker>(std::move(worker_))] {});
    paused_ = false;
    if (state_ != State::listing) return;
    if (ended.crashed_or_stalled && !ending_.cancelled && ending_.children < kMaxChildren) {
        hooks_.log(wire::Level::warning, ended.error.text + "; the crawl goes on in a new child");
        go_on(ended);
        return;
    }
    if (!ended.clean && !ending_.cancelled) {
        ending_.worker_clean = false;
        ending_.error = ended.error.text;
        if (ended.error.error_class == wire::ErrorClass::auth) worth_retry_ = false;
    }
    end();
}

void Crawl::go_on(const WorkerEnd& ended) {
    writer_.post([this, error = ended.error, run = run_, alive = alive_, &loop = loop_](
                     sync::Engine& engine, int64_t now_ms) {
        sync::Run* live = engine.run(run);
        if (live == nullptr) return;
        live->child_lost(error, now_ms);
        loop.post([this, alive, ended_scopes = live->ended_scopes()] {
            if (!*alive || state_ != State::listing) return;
            done_scopes_ = ended_scopes;
            if (ending_.cancelled)
                end();
            else
                spawn();
        });
    });
}

void Crawl::stop_child(const std::string& error) {
    if (state_ != State::listing) return;
    ending_.worker_clean = false;
    ending_.error = error;
    worker_.reset();
    end();
}

void Crawl::cancel() {
    ending_.cancelled = true;
    if (worker_) worker_->cancel();
}

void Crawl::end() {
    state_ = State::ending;
    flush();
    writer_.post(
        [this, run = run_, ending = ending_, alive = alive_, &loop = loop_](sync::Engine& engine,
                                                                            int64_t now_ms) {
            const auto warnings = engine.end_run(run, ending, now_ms);
            loop.post([this, alive, warnings] {
                if (*alive) tell(warnings);
            });
        },
        [this, alive = alive_, &loop = loop_](std::exception_ptr) {
            loop.post([this, alive] {
                if (*alive && state_ == State::ending) state_ = State::applying;
            });
        });
}

void Crawl::finished(const sync::RunSummary& summary) {
    if (state_ == State::done) return;
    state_ = State::done;
    hooks_.done({summary, ending_.cancelled, worth_retry_});
}

void Crawl::store_broken(const std::string& error) {
    if (state_ == State::applying) return; // decided and committed: work goes on
    give_up("the store could not be written: " + error);
}

void Crawl::give_up(const std::string& error) {
    if (state_ == State::done) return;
    worker_.reset();
    sync::RunSummary summary;
    summary.run = run_;
    summary.connection = spec_.request.connection;
    summary.error = error;
    state_ = State::done;
    hooks_.done({summary, ending_.cancelled, true});
}

} // namespace objsync::daemon
