// Random objects as a plugin would pass them, with the storage that they point to.
#pragma once

#include <objsync/plugin.h>

#include <cstring>
#include <deque>
#include <random>
#include <string>
#include <vector>

namespace objsync::host {

class RandomObject {
public:
    explicit RandomObject(unsigned seed) : random_(seed) {
        object.size = sizeof object;
        object.name = text();
        object.kind = chance() ? nullptr : "table";
        for (objsync_str* s : {&object.native_type, &object.platform_id, &object.owner,
                               &object.comment, &object.definition, &object.stamp}) {
            *s = maybe();
        }
        object.created_ms = chance() ? OBJSYNC_NO_TIME : static_cast<int64_t>(random_()) - 1000;
        object.modified_ms = chance() ? 0 : static_cast<int64_t>(random_());
        object.has = static_cast<uint32_t>(random_() % 4);
        columns(object.columns, object.n_columns, 0);
        tags();
        attributes(object.attributes, object.n_attributes);
    }
    RandomObject(const RandomObject&) = delete;
    RandomObject& operator=(const RandomObject&) = delete;

    objsync_object object{};

private:
    bool chance() { return random_() % 3 == 0; }
    objsync_str text() {
        std::string s(random_() % 6, 'a');
        for (char& c : s)
            c = static_cast<char>(random_() % 4 == 0 ? random_() : 'a' + random_() % 3);
        texts_.push_back(std::move(s));
        return {texts_.back().data(), texts_.back().size()};
    }
    objsync_str maybe() { return chance() ? objsync_str{nullptr, 0} : text(); }

    void attributes(const objsync_attribute*& first, size_t& n) {
        std::vector<objsync_attribute> list(random_() % 4);
        for (auto& a : list)
            a = {sizeof a, text(), maybe(), static_cast<uint32_t>(random_() % 2)};
        attributes_.push_back(std::move(list));
        first = attributes_.back().data();
        n = attributes_.back().size();
    }
    void columns(const objsync_column*& first, size_t& n, int depth) {
        std::vector<objsync_column> list(depth > 3 ? 0 : random_() % 5);
        for (auto& c : list) {
            c.size = sizeof c;
            c.name = text();
            c.ordinal = static_cast<uint32_t>(random_() % 5);
            c.nullable = static_cast<uint32_t>(random_() % 3);
            c.type = maybe();
            c.default_value = maybe();
            c.comment = maybe();
            c.stable_id = maybe();
            attributes(c.attributes, c.n_attributes);
            if (chance()) columns(c.fields, c.n_fields, depth + 1);
        }
        columns_.push_back(std::move(list));
        first = columns_.back().data();
        n = columns_.back().size();
    }
    void tags() {
        tags_.resize(random_() % 5);
        for (auto& t : tags_)
            t = {sizeof t, maybe(), text(), text()};
        object.tags = tags_.data();
        object.n_tags = tags_.size();
    }

    std::mt19937 random_;
    std::deque<std::string> texts_;
    std::deque<std::vector<objsync_attribute>> attributes_;
    std::deque<std::vector<objsync_column>> columns_;
    std::vector<objsync_tag> tags_;
};

} // namespace objsync::host
