#include "plugins/databricks/tags/join.h"

#include <algorithm>
#include <chrono>

namespace objsync::databricks {

namespace {

int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

TagPass::Join::Join(sdk::Host& host, sdk::Basis basis, std::vector<sdk::Path> containers)
    : host_(host),
      basis_(std::move(basis)),
      as_of_ms_(now_ms()),
      level_(containers.empty() ? 1 : containers.front().size()),
      left_(std::move(containers)) {
    basis_.text = "system.information_schema tags, " + basis_.text;
}

void TagPass::Join::add(const Row& row) {
    // Left out, it would be a tag that was taken away.
    if (row.size() < 6 || !row[0] || !row[4])
        throw sdk::Error(sdk::ErrorClass::unavailable, "a row of tags cannot be read");
    sdk::Path path, container;
    for (size_t i = 0; i < 3 && row[i]; ++i) {
        path.push(*row[i]);
        if (i < level_) container.push(*row[i]);
    }
    if (!(container == at_)) {
        leave();
        enter(container);
    }
    if (!facet_) return;
    if (!(path == path_)) {
        flush();
        path_ = path;
        object_.reset(path.back().name, std::nullopt).has_tags();
        own_told_ |= path == at_;
    }
    object_.tag(*row[4], row[5].value_or(""), row[3]);
}

void TagPass::Join::enter(const sdk::Path& container) {
    if (std::find(done_.begin(), done_.end(), container) != done_.end()) {
        throw sdk::Error(sdk::ErrorClass::bug,
                         "the rows are not in order: " + container.text() + " came twice");
    }
    at_ = container;
    own_told_ = false;
    const auto it = std::find(left_.begin(), left_.end(), container);
    if (it == left_.end()) return;
    left_.erase(it);
    facet_.reset(new sdk::Facet(host_.facet(container, sdk::FacetKind::tags, basis_)));
    if (!*facet_) facet_.reset();
}

void TagPass::Join::leave() {
    if (at_.empty()) return;
    flush();
    if (facet_ && !own_told_) {
        // A pass concludes nothing of its own container from silence.
        object_.reset(at_.back().name, std::nullopt).has_tags();
        facet_->add(at_, object_);
    }
    if (facet_) facet_->complete(as_of_ms_);
    facet_.reset();
    done_.push_back(at_);
    at_ = sdk::Path();
}

void TagPass::Join::flush() {
    if (!path_.empty()) facet_->add(path_, object_);
    path_ = sdk::Path();
}

void TagPass::Join::finish(const sdk::Path& container) {
    if (!(at_ == container)) {
        leave();
        if (std::find(done_.begin(), done_.end(), container) != done_.end()) return;
        enter(container);
    }
    leave();
}

void TagPass::Join::finish_all() {
    leave();
    while (!left_.empty())
        finish(sdk::Path(left_.back()));
}

void TagPass::Join::fail(const sdk::Error& error) {
    if (facet_) facet_->fail(error.in("reading the tags of " + at_.text()));
    facet_.reset();
    path_ = sdk::Path();
    for (const auto& container : left_) {
        auto facet = host_.facet(container, sdk::FacetKind::tags, basis_);
        if (facet) facet.fail(error.in("reading the tags of " + container.text()));
    }
    left_.clear();
}

} // namespace objsync::databricks
