#include "tests/unit/sync/crawl.h"

#include <stdexcept>

#include "core/model/codec.h"

namespace objsync::test {

Crawl::Crawl(Scenario& scenario, const std::vector<std::string>& targets) : scenario_(scenario) {
    sync::RunRequest request;
    request.connection = "c";
    request.why = "demand";
    for (const std::string& target : targets)
        request.targets.push_back(decode_path(target));
    request.filter = scenario.filter;
    request.kinds = scenario.kinds;
    request.plugin_version = scenario.plugin_version;
    request.guard = scenario.guard;
    scenario_.in_transaction([&] {
        sync::Run& run = scenario_.engine().start_run(std::move(request), scenario_.now);
        id_ = run.id();
        begun_ = run.begin({scenario_.identity, "driver", "server", {"database", "schema"}});
    });
}

sync::Run& Crawl::run() {
    sync::Run* run = scenario_.engine().run(id_);
    if (run == nullptr) throw std::runtime_error("the run has ended");
    return *run;
}

void Crawl::send(const std::string& bytes) {
    wire::FrameDecoder decoder;
    decoder.feed(bytes);
    while (const auto frame = decoder.next()) {
        scenario_.now++;
        scenario_.in_transaction([&] { scenario_.engine().frame(run(), *frame, scenario_.now); });
    }
}

Scope Crawl::scope(const std::string& path) {
    std::string out;
    encode(out, wire::ScopeBegin{next_scope_, decode_path(path)});
    send(out);
    return Scope(*this, next_scope_++);
}

FacetPass Crawl::facet(wire::Facet facet, const std::string& path) {
    std::string out;
    encode(out, wire::FacetBegin{next_scope_, facet, decode_path(path)});
    send(out);
    return FacetPass(*this, next_scope_++);
}

void Crawl::answers(const std::string& text, wire::Verdict verdict) {
    const size_t blank = text.find(' ');
    const std::string path = text.substr(0, blank);
    wire::Answer m;
    m.path = decode_path(path.back() == '/' ? path.substr(0, path.size() - 1) : path);
    m.verdict = verdict;
    if (verdict == wire::Verdict::object) {
        const size_t slash = text.rfind('/', path.size() - 2);
        encode_object(thing(slash == std::string::npos ? text : text.substr(slash + 1)), m.stable,
                      m.moving);
    }
    std::string out;
    encode(out, m);
    send(out);
}

void Crawl::child_lost(const std::string& error) {
    wire::ErrorInfo info;
    info.error_class = wire::ErrorClass::bug;
    info.text = error;
    scenario_.in_transaction([&] { run().child_lost(info, scenario_.now); });
}

std::vector<std::string> Crawl::decide(sync::RunEnding ending) {
    scenario_.now++;
    std::vector<std::string> warnings;
    scenario_.in_transaction(
        [&] { warnings = scenario_.engine().end_run(id_, ending, scenario_.now); });
    return warnings;
}

store::RunResult Crawl::end(sync::RunEnding ending) {
    decide(std::move(ending));
    scenario_.work(scenario_.budget);
    for (const sync::RunSummary& s : scenario_.engine().take_finished()) {
        if (s.run == id_) return s.result;
    }
    throw std::runtime_error("the run did not finish");
}

store::RunResult Crawl::cancel() {
    sync::RunEnding ending;
    ending.cancelled = true;
    return end(ending);
}

Scope& Scope::raw(const Object& object) {
    std::string stable, moving, out;
    encode_object(object, stable, moving);
    encode(out, wire::ObjectView{id_, object.ns, object.name, stable, moving});
    crawl_->send(out);
    return *this;
}

Scope& Scope::object(const std::string& text) {
    return raw(thing(text));
}

Scope& Scope::objects(const std::vector<std::string>& texts) {
    for (const std::string& text : texts)
        object(text);
    return *this;
}

Scope& Scope::keep(const std::string& name) {
    std::string out;
    encode(out, wire::Keep{id_, decode_segment(name), "not visible"});
    crawl_->send(out);
    return *this;
}

Scope& Scope::keep_all() {
    std::string out;
    encode(out, wire::Keep{id_, std::nullopt, "not visible"});
    crawl_->send(out);
    return *this;
}

Scope& Scope::gone(const std::string& name) {
    std::string out;
    encode(out, wire::Gone{id_, decode_segment(name), "the platform's drop log"});
    crawl_->send(out);
    return *this;
}

namespace {

wire::End end_of(uint32_t id, wire::Outcome outcome, const Ending& with) {
    wire::End m;
    m.id = id;
    m.outcome = outcome;
    m.basis = with.basis;
    m.marker = with.marker;
    m.filtered_by_permission = with.filtered;
    m.as_of_ms = with.as_of;
    m.error.error_class = with.error;
    m.error.text = with.text;
    return m;
}

} // namespace

void Scope::end(wire::Outcome outcome, const Ending& with) {
    std::string out;
    encode_scope_end(out, end_of(id_, outcome, with));
    crawl_->send(out);
}

std::optional<std::string> Scope::marker() {
    return crawl_->run().stored_marker(id_);
}

std::vector<std::string> Scope::stamps() {
    std::vector<std::string> list;
    Segment after;
    for (;;) {
        const auto page = crawl_->run().stored_stamps(id_, after, 2);
        if (page.empty()) return list;
        for (const auto& entry : page)
            list.push_back(entry.child.name + " " + entry.stamp);
        after = page.back().child;
    }
}

FacetPass& FacetPass::object(const std::string& text) {
    const size_t blank = text.find(' ');
    const std::string path = text.substr(0, blank);
    const size_t slash = path.rfind('/');
    return raw(path, thing(slash == std::string::npos ? text : text.substr(slash + 1)));
}

FacetPass& FacetPass::raw(const std::string& path, const Object& part) {
    wire::FacetObject m;
    m.id = id_;
    m.object = decode_path(path);
    std::string unused;
    encode_object(part, m.stable, unused);
    std::string out;
    encode(out, m);
    crawl_->send(out);
    return *this;
}

void FacetPass::end(wire::Outcome outcome, const Ending& with) {
    std::string out;
    encode_facet_end(out, end_of(id_, outcome, with));
    crawl_->send(out);
}

} // namespace objsync::test
