// Where an object is, below the connection. Cheap to extend and shorten in a loop.
#pragma once

#include <objsync/plugin.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/sdk/text.hpp"

namespace objsync::sdk {

struct Segment {
    std::string name;       // bytes as the platform returns them
    std::string name_space; // empty: the default one, shared by containers, tables and views
    bool operator==(const Segment&) const = default;
};

class Path {
public:
    Path() = default;
    Path(std::initializer_list<std::string_view> names) {
        for (auto name : names)
            push(name);
    }
    explicit Path(const objsync_path& path) {
        for (size_t i = 0; i < path.n; ++i) {
            push(text_of(path.segments[i].name).value_or(""),
                 text_of(path.segments[i].name_space).value_or(""));
        }
    }

    void push(std::string_view name, std::string_view name_space = {}) {
        segments_.push_back({std::string(name), std::string(name_space)});
    }
    void pop() { segments_.pop_back(); }

    [[nodiscard]] Path child(std::string_view name, std::string_view name_space = {}) const {
        Path path = *this;
        path.push(name, name_space);
        return path;
    }

    [[nodiscard]] size_t size() const noexcept { return segments_.size(); }
    [[nodiscard]] bool empty() const noexcept { return segments_.empty(); }
    [[nodiscard]] const Segment& operator[](size_t i) const { return segments_[i]; }
    [[nodiscard]] const Segment& back() const { return segments_.back(); }
    bool operator==(const Path& other) const { return segments_ == other.segments_; }

    // For people: names joined by "/", nothing encoded.
    [[nodiscard]] std::string text() const {
        std::string out;
        for (const auto& segment : segments_) {
            if (!out.empty()) out += '/';
            out += segment.name;
        }
        return out.empty() ? "the connection" : out;
    }

    // Valid until this path is changed, or c() is called again.
    [[nodiscard]] const objsync_path* c() const {
        view_.clear();
        for (const auto& segment : segments_) {
            view_.push_back({str(segment.name),
                             segment.name_space.empty() ? kAbsent : str(segment.name_space)});
        }
        out_ = {view_.data(), view_.size()};
        return &out_;
    }

private:
    std::vector<Segment> segments_;
    mutable std::vector<objsync_segment> view_;
    mutable objsync_path out_{};
};

} // namespace objsync::sdk
