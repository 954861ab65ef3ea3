#include "daemon/host/host.h"

#include <algorithm>

#include "daemon/host/abi.h"
#include "daemon/host/handle.h"
#include "daemon/host/object_encoder.h"

namespace objsync::host {

namespace {

constexpr size_t kMaxLogText = 16u << 10;
// Of complaints about one plugin; the rest is counted.
constexpr size_t kMaxComplaints = 20;

const char* mode_name(wire::Mode mode) {
    switch (mode) {
        case wire::Mode::check:
            return "check()";
        case wire::Mode::crawl:
            return "crawl()";
        case wire::Mode::lookup:
            return "lookup()";
        case wire::Mode::describe:
            break;
    }
    return "describe()";
}

} // namespace

Host::Host(Output& output, Answers& answers, Cancel& cancel, const wire::Job& job,
           const wire::Description& description, const Selection& selection)
    : output_(output),
      answers_(answers),
      cancel_(cancel),
      job_(job),
      description_(description),
      selection_(selection) {
    for (const std::string& s : job.secrets)
        masker_.add(s);
}

void Host::require(wire::Mode mode, const char* function) const {
    if (finished_) throw Refused{"the plugin has returned already"};
    if (job_.mode != mode) {
        throw Refused{std::string(function) + " belongs to " + mode_name(mode) + ", this is " +
                      mode_name(job_.mode)};
    }
}

void Host::say(wire::Level level, const std::string& text) {
    encode(output_.buffer(), wire::Log{level, text});
    output_.written();
}

void Host::refused(const char* function, const std::string& why) {
    const std::lock_guard lock(mutex_);
    if (finished_ || ++refusals_ > kMaxComplaints) return;
    say(wire::Level::warning,
        std::string(function) + "() was refused: " + masked(why, kMaxLogText));
}

void Host::warn_of_left_out(const std::string& where, const std::vector<std::string>& warnings) {
    for (const std::string& w : warnings) {
        if (++left_out_ <= kMaxComplaints) say(wire::Level::warning, "'" + where + "': " + w);
    }
}

std::string Host::masked(std::string_view text, size_t limit) {
    if (text.size() <= limit) return masker_.mask(text);
    return masker_.mask_cut(text.substr(0, limit)) + "...[cut: " + std::to_string(text.size()) +
           " bytes]";
}

std::string Host::masked(objsync_str text) {
    return masked(view(text), kMaxLogText);
}

wire::ErrorInfo Host::read_error(const objsync_error& error) {
    wire::ErrorInfo out;
    if (error.error_class > OBJSYNC_BUG) {
        throw Refused{"the error's class is " + std::to_string(error.error_class) +
                      ", which is no error class"};
    }
    out.error_class = static_cast<wire::ErrorClass>(error.error_class);
    out.native_code = masked(error.native_code);
    out.text = masked(error.text);
    out.retry_after_ms = std::max<int64_t>(error.retry_after_ms, 0);
    return out;
}

const wire::KindInfo* Host::find_kind(std::string_view name) const {
    for (const wire::KindInfo& k : description_.kinds) {
        if (k.name == name) return &k;
    }
    return nullptr;
}

std::string_view Host::namespace_of(const objsync_object& object) const {
    if (object.name_space != nullptr) return word(object.name_space, "the namespace");
    if (object.kind == nullptr) return kDefaultNamespace;
    const wire::KindInfo* kind = find_kind(word(object.kind, "the kind"));
    return kind == nullptr ? kDefaultNamespace : std::string_view(kind->ns);
}

bool Host::may_contain(const objsync_object& object) const {
    if (object.kind == nullptr) return true;
    const wire::KindInfo* kind = find_kind(word(object.kind, "the kind"));
    return kind == nullptr || kind->container;
}

bool Host::in_scope(const Open& open, const Segment& child, const objsync_object& object) const {
    if (selection_.no_filter()) return true;
    const std::string text = open.container.empty() ? encode_segment(child)
                                                    : open.container + "/" + encode_segment(child);
    return selection_.wants(text, may_contain(object));
}

int Host::begin(const objsync_source* source) {
    checked(source, "the source");
    const std::lock_guard lock(mutex_);
    if (finished_) throw Refused{"the plugin has returned already"};
    if (begun_) throw Refused{"it was called before"};
    if (view(source->identity).empty()) {
        throw Refused{
            "it gave no identity of the source; without one, a wrong host or account "
            "would look like the removal of everything"};
    }
    if (source->n_levels > 0 && source->levels == nullptr) throw Refused{"levels is NULL"};
    wire::Begin m;
    m.identity = masked(source->identity);
    m.driver_version = masked(source->driver_version);
    m.server_version = masked(source->server_version);
    for (size_t i = 0; i < source->n_levels; ++i) {
        if (source->levels[i] == nullptr) throw Refused{"one of levels is NULL"};
        m.levels.emplace_back(word(source->levels[i], "a level"));
    }
    encode(output_.buffer(), m);
    output_.flush();
    begun_ = true;
    return OBJSYNC_OK;
}

int Host::wanted(const objsync_path* path, bool is_container) {
    if (!is_container && selection_.no_filter()) return OBJSYNC_OK; // asked for each object
    const std::string text = encode_path(read_path(path));
    const bool yes = is_container ? selection_.visits(text) : selection_.wants(text, false);
    return yes ? OBJSYNC_OK : OBJSYNC_SKIP;
}

int Host::object(objsync_scope* scope, const objsync_object* object) {
    thread_local ObjectEncoder encoder;
    const uint32_t id = scope_id(scope);
    try {
        encoder.encode(checked(object, "the object"), kAll);
        check_name(object->name);
        wire::ObjectView m{id, namespace_of(*object), view(object->name), encoder.stable(),
                           encoder.moving()};
        const std::lock_guard lock(mutex_);
        const Open& in = open(id, false);
        const bool simple = selection_.no_filter() && encoder.warnings().empty();
        if (!simple) {
            const Segment child{std::string(m.name), std::string(m.ns)};
            if (!in_scope(in, child, *object)) return OBJSYNC_OK;
            warn_of_left_out(in.container + "/" + encode_segment(child), encoder.warnings());
        }
        encode(output_.buffer(), m);
        output_.written();
        return OBJSYNC_OK;
    } catch (const Refused& r) {
        add_flaw(id, false, r.why);
        throw;
    }
}

int Host::answer(const objsync_path* path, uint32_t verdict, const objsync_object* object,
                 objsync_str evidence) {
    if (verdict < OBJSYNC_LOOKUP_OBJECT || verdict > OBJSYNC_LOOKUP_UNKNOWN) {
        throw Refused{"the verdict is " + std::to_string(verdict) + ", which is none"};
    }
    ObjectEncoder encoder;
    wire::Answer m;
    m.path = read_path(path);
    m.verdict = static_cast<wire::Verdict>(verdict);
    if (m.verdict == wire::Verdict::object) {
        encoder.encode(checked(object, "the object"), kAll);
        m.stable = encoder.stable();
        m.moving = encoder.moving();
    }
    const std::lock_guard lock(mutex_);
    // A crawl answers for its targets before it lists them.
    require(job_.mode == wire::Mode::crawl ? wire::Mode::crawl : wire::Mode::lookup, "answer()");
    m.evidence = masked(evidence);
    warn_of_left_out(encode_path(m.path), encoder.warnings());
    encode(output_.buffer(), m);
    output_.flush();
    return OBJSYNC_OK;
}

int Host::report(uint32_t severity, objsync_str what, objsync_str found, objsync_str what_to_do) {
    if (severity < OBJSYNC_CHECK_OK || severity > OBJSYNC_CHECK_FAILED) {
        throw Refused{"the severity is " + std::to_string(severity) + ", which is none"};
    }
    const std::lock_guard lock(mutex_);
    require(wire::Mode::check, "report()");
    encode(output_.buffer(), wire::Report{static_cast<wire::Severity>(severity), masked(what),
                                          masked(found), masked(what_to_do)});
    output_.flush();
    return OBJSYNC_OK;
}

int Host::fail(const objsync_error* error) {
    checked(error, "the error");
    const std::lock_guard lock(mutex_);
    if (finished_) throw Refused{"the plugin has returned already"};
    wire::encode_fail(output_.buffer(), read_error(*error));
    output_.flush();
    failed_ = true;
    return OBJSYNC_OK;
}

void Host::fail_for(const wire::ErrorInfo& error) {
    const std::lock_guard lock(mutex_);
    wire::ErrorInfo m = error;
    m.text = masked(error.text, kMaxLogText);
    wire::encode_fail(output_.buffer(), m);
    failed_ = true;
}

int Host::progress(objsync_str what) {
    const std::lock_guard lock(mutex_);
    if (finished_) throw Refused{"the plugin has returned already"};
    wire::encode_text(output_.buffer(), wire::Type::progress, masked(what));
    output_.flush();
    return OBJSYNC_OK;
}

int Host::log(uint32_t level, objsync_str text) {
    if (level < OBJSYNC_LOG_DEBUG || level > OBJSYNC_LOG_ERROR) {
        throw Refused{"the level is " + std::to_string(level) + ", which is none"};
    }
    const std::lock_guard lock(mutex_);
    if (finished_) throw Refused{"the plugin has returned already"};
    encode(output_.buffer(), wire::Log{static_cast<wire::Level>(level), masked(text)});
    output_.flush();
    return OBJSYNC_OK;
}

int Host::count(uint32_t what, uint64_t n) {
    if (what < OBJSYNC_COUNT_STATEMENTS || what > OBJSYNC_COUNT_BYTES) {
        throw Refused{"the counter is " + std::to_string(what) + ", which is none"};
    }
    const std::lock_guard lock(mutex_);
    counts_[what - 1] += n;
    return OBJSYNC_OK;
}

void Host::flush() {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    for (size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] == 0) continue;
        encode(output_.buffer(), wire::Count{static_cast<wire::Counter>(i + 1), counts_[i]});
        counts_[i] = 0;
    }
    output_.flush();
}

void Host::finish(int result) {
    flush();
    const std::lock_guard lock(mutex_);
    for (const auto& [id, open] : open_) {
        fail_open(id, open, "the plugin returned without ending it");
    }
    for (const size_t n : {refusals_, left_out_}) {
        if (n <= kMaxComplaints) continue;
        say(wire::Level::warning, "and " + std::to_string(n - kMaxComplaints) + " more like it");
    }
    if (result != OBJSYNC_OK && result != OBJSYNC_CANCELLED && !failed_) {
        const std::string why =
            result == OBJSYNC_FAILED
                ? " failed without saying why: the plugin has to call fail() before"
                : " returned " + std::to_string(result) + ", which it must not";
        wire::encode_fail(output_.buffer(),
                          {wire::ErrorClass::bug, "", mode_name(job_.mode) + why, 0});
    }
    wire::Done done = wire::Done::failed;
    if (result == OBJSYNC_OK) done = wire::Done::ok;
    if (result == OBJSYNC_CANCELLED && cancel_.triggered()) done = wire::Done::cancelled;
    encode(output_.buffer(), done);
    output_.flush();
    finished_ = true;
}

} // namespace objsync::host
