// A child that crawls a Source step by step, while it changes, with all that can go wrong.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/sync/crawl.h"
#include "tests/unit/sync/source.h"

namespace objsync::test {

class Child {
public:
    struct Habits {
        bool poor = false;     // as the role that sees less
        bool faithful = false; // every listing complete, everything visited, nothing goes wrong
        bool markers = false;  // says unchanged where it can
        std::string basis;
    };
    Child(Scenario& scenario, Source& source, std::vector<std::string> targets, Habits habits);

    // One thing that the child does; adds it to the story. False: nothing is left to list.
    bool step(Random& random, std::string& story);
    // What was there and visible since the run began: to be called after every change.
    void source_changed();
    [[nodiscard]] const std::map<std::string, std::pair<int64_t, std::string>>& there() const {
        return there_;
    }
    [[nodiscard]] Crawl& crawl() { return *crawl_; }
    [[nodiscard]] bool refused() const { return !crawl_->begun(); }

private:
    struct Listing {
        std::string path;
        int64_t uid = 0;
        Scope scope;
        std::vector<std::string> names;
        size_t at = 0;
        std::string marker;
        bool lazy = false; // each name is looked up when its turn comes
        std::map<std::string, Object> snapshot;
        std::set<std::string> folders;
    };

    void begin(Random& random, std::string& story);
    bool say_unchanged(Random& random, Listing& listing, std::string& story);
    void emit(Random& random, Listing& listing, std::string& story);
    void finish(Random& random, Listing& listing, std::string& story);
    void asides(Random& random, Listing& listing, std::string& story);
    void answer(Random& random, std::string& story);
    void pass_over_tags(std::string& story);
    void expect(const std::string& path);
    [[nodiscard]] bool sees(const Node& node) const {
        return Source::visible(node, habits_.poor, filter_);
    }

    Scenario& scenario_;
    Source& source_;
    Habits habits_;
    Filter filter_;
    std::unique_ptr<Crawl> crawl_;
    std::vector<std::string> to_list_, to_answer_;
    std::set<std::string> known_; // to be listed, or listed
    std::vector<Listing> open_;
    bool tags_passed_ = false, whole_ = false;
    std::map<std::string, std::pair<int64_t, std::string>> there_;
};

} // namespace objsync::test
