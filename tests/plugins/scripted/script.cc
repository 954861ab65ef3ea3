#include "tests/plugins/scripted/script.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/plugins/abi.h"

namespace objsync::scripted {

namespace {

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::string encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if (c == '/' || c == ';' || c == '%' || c == '=' || u <= ' ' || u >= 0x7f) {
            std::array<char, 4> hex{};
            std::snprintf(hex.data(), hex.size(), "%%%02X", u);
            out += hex.data();
        } else {
            out += c;
        }
    }
    return out;
}

} // namespace

std::string decode(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        const bool whole = i + 2 < text.size();
        const int high = whole ? digit(text[i + 1]) : -1;
        const int low = whole ? digit(text[i + 2]) : -1;
        if (high < 0 || low < 0) throw std::runtime_error("bad % in '" + std::string(text) + "'");
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

const std::string& Statement::word(size_t index) const {
    if (index < words.size()) return words[index];
    throw std::runtime_error("line " + std::to_string(line) + ": '" + verb + "' needs " +
                             std::to_string(index + 1) + " words");
}

std::optional<std::string> Statement::value(std::string_view key) const {
    for (const auto& [name, text] : named)
        if (name == key) return decode(text);
    return std::nullopt;
}

Statement rest_of(const Statement& s, size_t words) {
    Statement out = s;
    out.verb = s.word(words);
    out.words.assign(s.words.begin() + static_cast<std::ptrdiff_t>(words) + 1, s.words.end());
    return out;
}

std::vector<Statement> read_script(const std::string& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read the script " + file);
    std::vector<Statement> out;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.empty() || line[0] == '#') continue;
        Statement s;
        s.line = number;
        std::istringstream words(line);
        words >> s.verb;
        for (std::string word; words >> word;) {
            const size_t equals = word.find('=');
            if (equals == std::string::npos) {
                // Paths are decoded by Path, which must see which slashes separate.
                s.words.push_back(word[0] == '/' ? word : decode(word));
            } else {
                s.named.emplace_back(word.substr(0, equals), word.substr(equals + 1));
            }
        }
        out.push_back(std::move(s));
    }
    return out;
}

Path::Path(std::string_view encoded) {
    if (encoded.empty() || encoded[0] != '/')
        throw std::runtime_error("not a path: '" + std::string(encoded) + "'");
    encoded.remove_prefix(1);
    while (!encoded.empty()) {
        const size_t slash = encoded.find('/');
        const std::string_view segment = encoded.substr(0, slash);
        const size_t semicolon = segment.find(';');
        names_.emplace_back(
            decode(segment.substr(0, semicolon)),
            semicolon == std::string_view::npos ? "" : decode(segment.substr(semicolon + 1)));
        encoded = slash == std::string_view::npos ? std::string_view() : encoded.substr(slash + 1);
    }
    make();
}

Path::Path(const objsync_path& path) {
    for (size_t i = 0; i < path.n; ++i) {
        names_.emplace_back(test_plugin::view(path.segments[i].name),
                            test_plugin::view(path.segments[i].name_space));
    }
    make();
}

void Path::make() {
    for (const auto& [name, ns] : names_) {
        text_ += "/" + encode(name);
        if (!ns.empty()) text_ += ";" + encode(ns);
        const objsync_str absent{nullptr, 0};
        segments_.push_back({test_plugin::str(name), ns.empty() ? absent : test_plugin::str(ns)});
    }
    if (text_.empty()) text_ = "/";
    path_ = {segments_.data(), segments_.size()};
}

Path Path::parent() const {
    const size_t slash = text_.rfind('/');
    return Path(slash == 0 ? std::string_view("/") : std::string_view(text_).substr(0, slash));
}

bool Path::is_in(const Path& container) const {
    return container.is_root() || text_ == container.text_ ||
           text_.starts_with(container.text_ + "/");
}

} // namespace objsync::scripted
