// One run of a Scenario, as the child tells it.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "core/sync/engine.h"
#include "core/wire/messages.h"
#include "tests/unit/sync/scenario.h"

namespace objsync::test {

// What goes with the end of a listing, when it matters.
struct Ending {
    std::string basis = "role";
    std::optional<std::string> marker = std::nullopt;
    bool filtered = false; // by permission
    int64_t as_of = 0;
    wire::ErrorClass error = wire::ErrorClass::none;
    std::string text = "";
};

class Scope {
public:
    Scope& object(const std::string& text);
    Scope& objects(const std::vector<std::string>& texts);
    Scope& raw(const Object& object);
    Scope& keep(const std::string& name);
    Scope& keep_all();
    Scope& gone(const std::string& name);

    void complete(const Ending& with = {}) { end(wire::Outcome::complete, with); }
    void unchanged(const Ending& with) { end(wire::Outcome::unchanged, with); }
    void unchanged_below(const Ending& with) { end(wire::Outcome::unchanged_below, with); }
    void partial(const Ending& with = {}) { end(wire::Outcome::partial, with); }
    void denied(const Ending& with = {}) { end(wire::Outcome::denied, with); }
    void failed(const Ending& with = {}) { end(wire::Outcome::failed, with); }
    void skipped(const Ending& with = {}) { end(wire::Outcome::skipped, with); }
    void end(wire::Outcome outcome, const Ending& with);

    [[nodiscard]] std::optional<std::string> marker();
    [[nodiscard]] std::vector<std::string> stamps(); // "name stamp"

private:
    friend class Crawl;
    Scope(Crawl& crawl, uint32_t id) : crawl_(&crawl), id_(id) {}
    Crawl* crawl_;
    uint32_t id_;
};

class FacetPass {
public:
    // Path text, then fields as in thing(): "db/s/t tags=pii".
    FacetPass& object(const std::string& text);
    FacetPass& raw(const std::string& path, const Object& part);
    void complete(const Ending& with = {}) { end(wire::Outcome::complete, with); }
    void failed(const Ending& with = {}) { end(wire::Outcome::failed, with); }
    void end(wire::Outcome outcome, const Ending& with);

private:
    friend class Crawl;
    FacetPass(Crawl& crawl, uint32_t id) : crawl_(&crawl), id_(id) {}
    Crawl* crawl_;
    uint32_t id_;
};

class Crawl {
public:
    Crawl(Scenario& scenario, const std::vector<std::string>& targets);

    [[nodiscard]] Scope scope(const std::string& path);
    // A listing from begin to end.
    void lists(const std::string& path, const std::vector<std::string>& texts,
               const Ending& with = {}) {
        scope(path).objects(texts).complete(with);
    }
    [[nodiscard]] FacetPass facet(wire::Facet facet, const std::string& path);
    // The path's last segment with fields, as in thing().
    void answers(const std::string& path_and_fields, wire::Verdict verdict);

    void child_lost(const std::string& error);
    // Decides; work() is still to do.
    std::vector<std::string> decide(sync::RunEnding ending = {});
    // Decides and works to the end.
    store::RunResult end(sync::RunEnding ending = {});
    store::RunResult cancel();

    [[nodiscard]] int64_t id() const { return id_; }
    [[nodiscard]] sync::Run& run();
    [[nodiscard]] std::string outcome(const std::string& path, int facet = 0) {
        return scenario_.outcome(id_, path, facet);
    }
    [[nodiscard]] bool begun() const { return begun_; }
    [[nodiscard]] Scenario& scenario() { return scenario_; }
    void send(const std::string& frame);

private:
    Scenario& scenario_;
    int64_t id_ = 0;
    bool begun_ = false;
    uint32_t next_scope_ = 1;
};

} // namespace objsync::test
