// An object as a statement of the script gives it, with the memory that its C form points into.
#pragma once

#include <objsync/plugin.h>

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "tests/plugins/scripted/script.h"

namespace objsync::scripted {

class ObjectText {
public:
    // `object PATH KIND key=value...` and `part PATH key=value...`.
    explicit ObjectText(const Statement& s);
    ObjectText(const ObjectText&) = delete;
    ObjectText& operator=(const ObjectText&) = delete;
    [[nodiscard]] const objsync_object& c() const { return object_; }

private:
    objsync_str keep(std::string text);
    void read(const std::string& key, const std::string& text, int line);
    void add_column(std::string_view text);
    void add_tag(std::string_view text);
    void add_attribute(std::string_view text, bool is_volatile);

    std::deque<std::string> texts_;
    std::vector<objsync_column> columns_;
    std::vector<objsync_tag> tags_;
    std::vector<objsync_attribute> attributes_;
    objsync_object object_{};
};

} // namespace objsync::scripted
