// One line of a script: words, and members "name=value". Double quotes keep spaces together;
// within them and outside \" \\ \n and \xHH stand for bytes, so that a name may be any bytes.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/databricks/model/tree.h"

namespace fake_databricks {

class LineError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Line {
    std::vector<std::string> words;
    std::vector<std::pair<std::string, std::string>> members;

    // Throws LineError, which says what is missing.
    [[nodiscard]] const std::string& word(size_t index, const char* what) const;
    [[nodiscard]] int64_t integer(size_t index, const char* what) const;
    // Words from `index` on.
    [[nodiscard]] Path path(size_t index) const;
    // Removes it; "": it is not there.
    std::string take(const std::string& name);
    [[nodiscard]] bool has(const std::string& name) const;
    // What nobody took is a mistake.
    void finish() const;
};

[[nodiscard]] Line read_line(const std::string& text); // throws LineError
[[nodiscard]] int64_t to_integer(const std::string& text, const std::string& what);

} // namespace fake_databricks
