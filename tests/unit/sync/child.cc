#include "tests/unit/sync/child.h"

#include <algorithm>

#include "core/model/codec.h"

namespace objsync::test {

using wire::Outcome;
using wire::Verdict;

Child::Child(Scenario& scenario, Source& source, std::vector<std::string> targets, Habits habits)
    : scenario_(scenario),
      source_(source),
      habits_(std::move(habits)),
      filter_(scenario.filter),
      crawl_(std::make_unique<Crawl>(scenario, targets)),
      whole_(targets.empty()) {
    if (targets.empty()) expect("");
    for (const std::string& target : targets) {
        const Node* node = source_.find(target);
        if (node != nullptr && node->folder)
            expect(target);
        else
            to_answer_.push_back(target);
    }
    for (const auto& [path, node] : source_.visible(habits_.poor, filter_))
        there_[path] = {node->uid, node->id};
}

void Child::source_changed() {
    const auto now = source_.visible(habits_.poor, filter_);
    std::erase_if(there_, [&](const auto& known) {
        const auto it = now.find(known.first);
        return it == now.end() || it->second->uid != known.second.first;
    });
}

void Child::expect(const std::string& path) {
    if (known_.insert(path).second) to_list_.push_back(path);
}

bool Child::step(Random& random, std::string& story) {
    if (refused()) return false;
    if (!habits_.faithful && random.one_in(60)) {
        story += " child lost;";
        crawl_->child_lost("killed");
        open_.clear();
        return true;
    }
    if (!to_answer_.empty()) {
        answer(random, story);
        return true;
    }
    const bool can_open = !to_list_.empty() && open_.size() < 3;
    if (can_open && (open_.empty() || random.one_in(3))) {
        begin(random, story);
        return true;
    }
    if (!open_.empty()) {
        const auto i = static_cast<size_t>(random.below(open_.size()));
        if (open_[i].at < open_[i].names.size()) {
            emit(random, open_[i], story);
        } else {
            finish(random, open_[i], story);
            open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
        }
        return true;
    }
    if (whole_ && !tags_passed_) {
        pass_over_tags(story);
        return true;
    }
    return false;
}

void Child::begin(Random& random, std::string& story) {
    const auto i = static_cast<size_t>(habits_.faithful ? 0 : random.below(to_list_.size()));
    const std::string path = to_list_[i];
    to_list_.erase(to_list_.begin() + static_cast<std::ptrdiff_t>(i));
    story += " begin '" + path + "';";
    Listing listing{path, 0, crawl_->scope(path), {}, 0, "", random.one_in(2), {}, {}};
    const Node* node = source_.find(path);
    if (node == nullptr || !node->folder || !sees(*node)) {
        // Many sources answer with an empty list for what is not there.
        const bool lies = random.one_in(4);
        story += lies ? " it is gone, lists nothing;" : " it is gone, fails;";
        listing.scope.end(lies ? Outcome::complete : Outcome::failed, {.basis = habits_.basis});
        return;
    }
    listing.uid = node->uid;
    listing.marker = Source::marker(*node);
    if (habits_.markers && say_unchanged(random, listing, story)) return;
    for (const auto& [name, child] : node->children) {
        if (!sees(*child)) continue;
        listing.names.push_back(name);
        listing.snapshot[name] = Source::listed(*child);
    }
    if (!habits_.faithful) {
        for (size_t n = listing.names.size(); n > 1; n--)
            std::swap(listing.names[n - 1], listing.names[static_cast<size_t>(random.below(n))]);
        if (!listing.names.empty() && random.one_in(40))
            listing.names.push_back(listing.names.front()); // unstable paging
    }
    open_.push_back(std::move(listing));
}

bool Child::say_unchanged(Random& random, Listing& listing, std::string& story) {
    if (listing.scope.marker() != listing.marker) return false;
    const Ending ending{.basis = habits_.basis, .marker = listing.marker};
    if (random.one_in(2)) {
        story += " unchanged with all below;";
        listing.scope.unchanged_below(ending);
        return true;
    }
    story += " unchanged;";
    for (const auto& [name, child] : source_.find(listing.path)->children) {
        if (child->folder && sees(*child)) expect(Source::path_of(*child));
    }
    listing.scope.unchanged(ending);
    return true;
}

void Child::emit(Random& random, Listing& listing, std::string& story) {
    const std::string name = listing.names[listing.at++];
    Object object = listing.snapshot[name];
    if (listing.lazy) {
        const Node* parent = source_.find(listing.path);
        if (parent == nullptr || parent->uid != listing.uid) return;
        const auto it = parent->children.find(name);
        if (it == parent->children.end() || !sees(*it->second)) return;
        object = Source::listed(*it->second);
    }
    story += " " + name + (object.platform_id ? "#" + *object.platform_id : "") + ";";
    listing.scope.raw(object);
    if (object.kind != "folder") return;
    if (habits_.faithful || !random.one_in(12))
        expect(listing.path.empty() ? name : listing.path + "/" + name);
}

// Words about what the listing does not give.
void Child::asides(Random& random, Listing& listing, std::string& story) {
    const Node* parent = source_.find(listing.path);
    if (parent == nullptr || parent->uid != listing.uid) return;
    for (const auto& [name, child] : parent->children) {
        if (!sees(*child) && !habits_.faithful && random.one_in(6)) {
            story += " keep " + name + ";";
            listing.scope.keep(name);
        }
    }
    for (const std::string& name : parent->dropped) {
        if (random.one_in(6)) {
            story += " gone " + name + ";";
            listing.scope.gone(name);
        }
    }
    if (!habits_.faithful && random.one_in(25)) {
        story += " keep all;";
        listing.scope.keep_all();
    }
}

void Child::finish(Random& random, Listing& listing, std::string& story) {
    asides(random, listing, story);
    static const Outcome kBad[] = {Outcome::partial, Outcome::denied, Outcome::failed,
                                   Outcome::skipped};
    Outcome outcome = Outcome::complete;
    if (!habits_.faithful && random.one_in(7)) outcome = kBad[random.below(4)];
    Ending ending{.basis = habits_.basis, .filtered = habits_.poor};
    if (random.percent(70)) ending.marker = listing.marker;
    story += outcome == Outcome::complete ? " complete '" : " not complete '";
    story += listing.path + "';";
    listing.scope.end(outcome, ending);
}

void Child::answer(Random& random, std::string& story) {
    const std::string path = to_answer_.back();
    to_answer_.pop_back();
    wire::Answer m;
    m.path = decode_path(path);
    const Node* node = source_.find(path);
    if (!habits_.faithful && random.one_in(5)) {
        m.verdict = Verdict::unknown;
    } else if (node == nullptr) {
        m.verdict = Verdict::gone;
    } else if (!sees(*node)) {
        m.verdict = Verdict::denied;
    } else {
        m.verdict = Verdict::object;
        encode_object(Source::listed(*node), m.stable, m.moving);
    }
    story += " answer " + path + " " + std::to_string(static_cast<int>(m.verdict)) + ";";
    std::string out;
    encode(out, m);
    crawl_->send(out);
}

void Child::pass_over_tags(std::string& story) {
    tags_passed_ = true;
    story += " tags;";
    FacetPass pass = crawl_->facet(wire::Facet::tags, "");
    for (const auto& [path, node] : source_.visible(habits_.poor, filter_)) {
        if (node->tags == 0) continue;
        pass.raw(path, Source::tagged(*node));
    }
    pass.complete({.basis = habits_.basis, .as_of = scenario_.now});
}

} // namespace objsync::test
