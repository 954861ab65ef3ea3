#include "tests/plugins/scripted/run.h"

#include <array>

#include "tests/plugins/abi.h"
#include "tests/plugins/scripted/object.h"

namespace objsync::scripted {

namespace {

using test_plugin::str;
using test_plugin::view;

template <typename Number>
Number number_of(const std::map<std::string, Number, std::less<>>& names, const std::string& name) {
    const auto found = names.find(name);
    if (found == names.end()) throw std::runtime_error("unknown word '" + name + "'");
    return found->second;
}
using Names = std::map<std::string, uint32_t, std::less<>>;

const Names kOutcomes = {{"complete", OBJSYNC_COMPLETE},
                         {"unchanged", OBJSYNC_UNCHANGED},
                         {"unchanged_below", OBJSYNC_UNCHANGED_BELOW},
                         {"partial", OBJSYNC_PARTIAL},
                         {"denied", OBJSYNC_DENIED},
                         {"failed", OBJSYNC_SCOPE_FAILED}};
const Names kErrors = {{"none", OBJSYNC_ERROR_NONE},
                       {"auth", OBJSYNC_AUTH},
                       {"denied", OBJSYNC_ACCESS_DENIED},
                       {"throttled", OBJSYNC_THROTTLED},
                       {"unavailable", OBJSYNC_UNAVAILABLE},
                       {"timeout", OBJSYNC_TIMEOUT},
                       {"bug", OBJSYNC_BUG}};
const Names kFacets = {{"columns", OBJSYNC_FACET_COLUMNS},
                       {"tags", OBJSYNC_FACET_TAGS},
                       {"definition", OBJSYNC_FACET_DEFINITION}};
const Names kVerdicts = {{"gone", OBJSYNC_LOOKUP_GONE},
                         {"denied", OBJSYNC_LOOKUP_DENIED},
                         {"unknown", OBJSYNC_LOOKUP_UNKNOWN}};
const Names kSeverities = {
    {"ok", OBJSYNC_CHECK_OK}, {"warning", OBJSYNC_CHECK_WARNING}, {"failed", OBJSYNC_CHECK_FAILED}};
const Names kLevels = {{"debug", OBJSYNC_LOG_DEBUG},
                       {"info", OBJSYNC_LOG_INFO},
                       {"warning", OBJSYNC_LOG_WARNING},
                       {"error", OBJSYNC_LOG_ERROR}};
const Names kCounters = {{"statements", OBJSYNC_COUNT_STATEMENTS},
                         {"requests", OBJSYNC_COUNT_REQUESTS},
                         {"bytes", OBJSYNC_COUNT_BYTES}};

// error=CLASS code=CODE text=TEXT retry=MS basis= marker= permission=1 as_of=MS, and their memory.
struct EndText {
    EndText(const Statement& s, uint32_t outcome)
        : basis(s.value("basis").value_or("script")),
          marker(s.value("marker")),
          code(s.value("code").value_or("")),
          text(s.value("text").value_or("")) {
        end.size = sizeof(end);
        end.outcome = outcome;
        end.basis = str(basis);
        if (marker) end.marker = str(*marker);
        end.filtered_by_permission = s.value("permission") == "1" ? 1 : 0;
        end.as_of_ms = std::stoll(s.value("as_of").value_or("0"));
        end.error.size = sizeof(end.error);
        end.error.error_class = number_of(kErrors, s.value("error").value_or("none"));
        end.error.native_code = str(code);
        end.error.text = str(text);
        end.error.retry_after_ms = std::stoll(s.value("retry").value_or("0"));
    }
    EndText(const EndText&) = delete;
    EndText& operator=(const EndText&) = delete;

    std::string basis;
    std::optional<std::string> marker;
    std::string code, text;
    objsync_end end{};
};

} // namespace

Run::Run(const objsync_host* host, const objsync_job* job)
    : host_(host), job_(job), script_(read_script(test_plugin::text_option(job, "script"))) {}

// `$token` in a word stands for the secret option, so that a script can try to give it away.
std::string Run::text(const std::string& word) const {
    std::string out = word;
    const std::string secret = test_plugin::text_option(job_, "token");
    const size_t at = out.find("$token");
    if (at != std::string::npos) out.replace(at, 6, secret);
    return out;
}

bool Run::in_targets(const Path& container) const {
    for (size_t i = 0; i < job_->n_targets; ++i)
        if (container.is_in(Path(job_->targets[i]))) return true;
    return job_->n_targets == 0;
}

int Run::begin() {
    std::string identity = "scripted", driver = "1", server = "1";
    std::vector<std::string> levels = {"schema", "table"};
    for (const Statement& s : script_) {
        if (s.verb == "identity") identity = s.word(0);
        if (s.verb == "driver") driver = s.word(0);
        if (s.verb == "server") server = s.word(0);
        if (s.verb == "levels") levels = s.words;
    }
    std::vector<const char*> level_names;
    for (const std::string& level : levels)
        level_names.push_back(level.c_str());
    objsync_source source{};
    source.size = sizeof(source);
    source.identity = str(identity);
    source.driver_version = str(driver);
    source.server_version = str(server);
    source.levels = level_names.data();
    source.n_levels = level_names.size();
    return host_->begin(host_->self, &source);
}

int Run::crawl() {
    if (const int r = begin(); r != OBJSYNC_OK) return r;
    for (size_t i = 0; i < job_->n_targets; ++i) {
        if (job_->targets[i].n == 0) continue;
        if (const int r = answer(job_->targets[i]); r != OBJSYNC_OK) return r;
    }
    for (const Statement& s : script_) {
        if (const int r = execute(s); r != OBJSYNC_OK || left_) return r;
    }
    return OBJSYNC_OK;
}

int Run::check() {
    int result = OBJSYNC_OK;
    for (const Statement& s : script_) {
        if (s.verb != "check") continue;
        const uint32_t severity = number_of(kSeverities, s.word(0));
        const std::string what = text(s.word(1)), found = text(s.word(2));
        const std::string to_do = s.words.size() > 3 ? s.word(3) : "";
        host_->report(host_->self, severity, str(what), str(found), str(to_do));
        if (severity == OBJSYNC_CHECK_FAILED) result = OBJSYNC_FAILED;
    }
    return result;
}

int Run::lookup() {
    for (size_t i = 0; i < job_->n_targets; ++i) {
        if (const int r = answer(job_->targets[i]); r != OBJSYNC_OK) return r;
    }
    return OBJSYNC_OK;
}

// What `answer PATH VERDICT EVIDENCE` says, else the object of the script, else that it is gone.
int Run::answer(const objsync_path& target) {
    const std::string wanted = Path(target).text();
    for (const Statement& s : script_) {
        if (s.verb == "answer" && Path(s.word(0)).text() == wanted) {
            return host_->answer(host_->self, &target, number_of(kVerdicts, s.word(1)), nullptr,
                                 str(s.words.size() > 2 ? s.word(2) : "the script says so"));
        }
        if (s.verb == "object" && Path(s.word(0)).text() == wanted) {
            const ObjectText object(s);
            return host_->answer(host_->self, &target, OBJSYNC_LOOKUP_OBJECT, &object.c(), {});
        }
    }
    return host_->answer(host_->self, &target, OBJSYNC_LOOKUP_GONE, nullptr,
                         str("the script has no such object"));
}

int Run::execute(const Statement& s) {
    const auto verb = verbs().find(s.verb);
    if (verb != verbs().end()) return (this->*(verb->second))(s);
    for (const char* other : {"identity", "driver", "server", "levels", "check", "answer"})
        if (s.verb == other) return OBJSYNC_OK;
    throw std::runtime_error("line " + std::to_string(s.line) + ": no statement '" + s.verb + "'");
}

int Run::scope(const Statement& s) {
    const Path path(s.word(0));
    if (!in_targets(path)) return OBJSYNC_OK;
    objsync_scope* scope = nullptr;
    const int r = host_->scope_begin(host_->self, path.c(), &scope);
    if (r == OBJSYNC_OK) scopes_[path.text()] = scope;
    return r == OBJSYNC_SKIP ? OBJSYNC_OK : r;
}

int Run::object(const Statement& s) {
    const Path path(s.word(0));
    const auto scope = scopes_.find(path.parent().text());
    if (scope == scopes_.end()) return OBJSYNC_OK;
    const bool container = s.words.size() > 1 && (s.word(1) == "schema" || s.word(1) == "database");
    const int wanted = host_->wanted(host_->self, path.c(), container ? 1 : 0);
    if (wanted != OBJSYNC_OK) return wanted == OBJSYNC_SKIP ? OBJSYNC_OK : wanted;
    const ObjectText object(s);
    const int r = host_->object(host_->self, scope->second, &object.c());
    // A refused object is the host's affair; the script goes on as a careless plugin would.
    return r == OBJSYNC_REFUSED ? OBJSYNC_OK : r;
}

int Run::keep(const Statement& s) {
    const Path path(s.word(0));
    const auto scope = scopes_.find(path.parent().text());
    if (scope == scopes_.end()) return OBJSYNC_OK;
    return host_->keep(host_->self, scope->second, str(path.name()),
                       path.name_space().empty() ? nullptr : path.name_space().c_str(),
                       str(s.word(1)));
}

int Run::keep_all(const Statement& s) {
    const auto scope = scopes_.find(Path(s.word(0)).text());
    if (scope == scopes_.end()) return OBJSYNC_OK;
    return host_->keep(host_->self, scope->second, {}, nullptr, str(s.word(1)));
}

int Run::gone(const Statement& s) {
    const Path path(s.word(0));
    const auto scope = scopes_.find(path.parent().text());
    if (scope == scopes_.end()) return OBJSYNC_OK;
    return host_->gone(host_->self, scope->second, str(path.name()),
                       path.name_space().empty() ? nullptr : path.name_space().c_str(),
                       str(s.word(1)));
}

int Run::end(const Statement& s) {
    const auto scope = scopes_.find(Path(s.word(0)).text());
    if (scope == scopes_.end()) return OBJSYNC_OK;
    const EndText e(s, number_of(kOutcomes, s.word(1)));
    const int r = host_->scope_end(host_->self, scope->second, &e.end);
    scopes_.erase(scope);
    return r;
}

int Run::facet(const Statement& s) {
    const Path path(s.word(0));
    if (!in_targets(path)) return OBJSYNC_OK;
    objsync_facet* facet = nullptr;
    const int r = host_->facet_begin(host_->self, path.c(), number_of(kFacets, s.word(1)), &facet);
    if (r == OBJSYNC_OK) facets_[path.text()] = facet;
    return r == OBJSYNC_SKIP ? OBJSYNC_OK : r;
}

// `part CONTAINER PATH key=value...`: a facet of an object, in the open pass over CONTAINER.
int Run::part(const Statement& s) {
    const auto facet = facets_.find(Path(s.word(0)).text());
    if (facet == facets_.end()) return OBJSYNC_OK;
    Statement of_object = s;
    of_object.words = {s.word(1)};
    const Path path(s.word(1));
    const ObjectText object(of_object);
    return host_->facet_object(host_->self, facet->second, path.c(), &object.c());
}

int Run::facet_end(const Statement& s) {
    const auto facet = facets_.find(Path(s.word(0)).text());
    if (facet == facets_.end()) return OBJSYNC_OK;
    const EndText e(s, number_of(kOutcomes, s.word(1)));
    const int r = host_->facet_end(host_->self, facet->second, &e.end);
    facets_.erase(facet);
    return r;
}

int Run::fail(const Statement& s) {
    const std::string message = text(s.value("text").value_or("the script says so"));
    const std::string code = s.value("code").value_or("");
    const objsync_error error{sizeof(objsync_error), number_of(kErrors, s.word(0)), str(code),
                              str(message), std::stoll(s.value("retry").value_or("0"))};
    host_->fail(host_->self, &error);
    return OBJSYNC_FAILED;
}

int Run::log(const Statement& s) {
    return host_->log(host_->self, number_of(kLevels, s.word(0)), str(text(s.word(1))));
}

int Run::progress(const Statement& s) {
    return host_->progress(host_->self, str(s.word(0)));
}

int Run::count(const Statement& s) {
    return host_->count(host_->self, number_of(kCounters, s.word(0)), std::stoull(s.word(1)));
}

} // namespace objsync::scripted
