#include "plugins/odbc/relation.h"

#include <utility>

namespace objsync::odbc {

void fill(sdk::Object& object, const Found& found) {
    const auto known = [](const std::string& text) {
        return text.empty() ? sdk::Text() : sdk::Text(text);
    };
    object.reset(found.name, known(found.kind)).native_type(known(found.native_type));
    object.platform_id(found.platform_id);
    object.owner(found.owner).comment(found.comment);
}

Names names_of(const sdk::Path& path) {
    Names names;
    for (size_t i = 0; i < path.size(); ++i)
        names.push_back(path[i].name);
    return names;
}

PageJoin::PageJoin(const std::vector<Found>& page, sdk::Object& object, sdk::Host& host,
                   std::function<void(sdk::Object&)> give)
    : page_(page),
      object_(object),
      host_(host),
      give_(std::move(give)),
      current_(page.size()),
      columns_known_(page.size()),
      given_(page.size()) {}

void PageJoin::turn_to(size_t index) {
    if (index == current_) return;
    if (current_ < page_.size()) {
        given_[current_] = true;
        give_(object_);
    }
    current_ = index;
    if (index == page_.size()) return;
    if (given_[index]) {
        throw sdk::Error(sdk::ErrorClass::bug,
                         "the columns of '" + page_[index].name + "' do not come together");
    }
    fill(object_, page_[index]);
    if (columns_known_[index]) object_.has_columns();
}

sdk::Column& PageJoin::column(size_t index, const std::string& name) {
    turn_to(index);
    return object_.column(name);
}

void PageJoin::known(size_t index) {
    columns_known_[index] = true;
}

void PageJoin::unreadable(size_t index, const std::string& why) {
    host_.warning("the columns of '" + page_[index].name +
                  "' cannot be read and stay as known: " + why);
}

void PageJoin::finish() {
    turn_to(page_.size());
    for (size_t i = 0; i < page_.size(); ++i) {
        if (given_[i]) continue;
        fill(object_, page_[i]);
        if (columns_known_[i]) object_.has_columns();
        give_(object_);
    }
}

} // namespace objsync::odbc
