#include "tests/databricks/program/line.h"

#include <algorithm>
#include <charconv>

#include "tests/databricks/http/server.h"

namespace fake_databricks {

namespace {

char escaped(const std::string& text, size_t& at) {
    const char c = ++at < text.size() ? text[at] : '\0';
    if (c == 'n') return '\n';
    if (c == '"' || c == '\\') return c;
    if (c != 'x' || at + 2 >= text.size()) throw LineError("a backslash before what needs none");
    at += 2;
    return unescape("%" + text.substr(at - 1, 2), false).at(0);
}

} // namespace

Line read_line(const std::string& text) {
    Line out;
    for (size_t at = 0; at < text.size();) {
        if (text[at] == ' ') {
            ++at;
            continue;
        }
        std::string word;
        size_t equal = std::string::npos; // the first that stands outside of quotes
        bool quoted = false;
        for (; at < text.size() && (quoted || text[at] != ' '); ++at) {
            if (text[at] == '\\') {
                word += escaped(text, at);
            } else if (text[at] == '"') {
                quoted = !quoted;
            } else {
                if (text[at] == '=' && !quoted && equal == std::string::npos) equal = word.size();
                word += text[at];
            }
        }
        if (quoted) throw LineError("a quote is not closed");
        if (equal == std::string::npos) {
            out.words.push_back(word);
        } else {
            out.members.emplace_back(word.substr(0, equal), word.substr(equal + 1));
        }
    }
    return out;
}

int64_t to_integer(const std::string& text, const std::string& what) {
    int64_t out = 0;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, out);
    if (error != std::errc() || at != end) throw LineError(what + " is no number: " + text);
    return out;
}

const std::string& Line::word(size_t index, const char* what) const {
    if (index >= words.size()) throw LineError(std::string("there is no ") + what);
    return words[index];
}

int64_t Line::integer(size_t index, const char* what) const {
    return to_integer(word(index, what), what);
}

Path Line::path(size_t index) const {
    if (index >= words.size()) throw LineError("there is no path");
    return {words.begin() + static_cast<long>(index), words.end()};
}

std::string Line::take(const std::string& name) {
    const auto it = std::find_if(members.begin(), members.end(),
                                 [&](const auto& one) { return one.first == name; });
    if (it == members.end()) return {};
    std::string value = it->second;
    members.erase(it);
    return value;
}

bool Line::has(const std::string& name) const {
    return std::any_of(members.begin(), members.end(),
                       [&](const auto& one) { return one.first == name; });
}

void Line::finish() const {
    if (!members.empty()) throw LineError("nothing takes '" + members.front().first + "'");
}

} // namespace fake_databricks
