#include "daemon/log/masker.h"

#include <algorithm>
#include <cctype>

namespace objsync {

namespace {

constexpr size_t kShort = 4; // shorter secrets are masked as words only
constexpr size_t kLine = 8;  // shorter lines of a secret are not a secret of their own

bool alnum(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

std::string url_encoded(std::string_view s, std::string_view digits, bool plus) {
    static constexpr std::string_view kUnreserved = "-._~";
    std::string out;
    for (const char c : s) {
        const auto byte = static_cast<unsigned char>(c);
        if (alnum(c) || kUnreserved.find(c) != std::string_view::npos) {
            out.push_back(c);
        } else if (plus && c == ' ') {
            out.push_back('+');
        } else {
            out += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return out;
}

std::string backslashed(std::string_view s) {
    std::string out;
    for (const char c : s) {
        if (c == '"' || c == '\\') out.push_back('\\');
        if (c == '\n') {
            out += "\\n";
        } else {
            out.push_back(c);
        }
    }
    return out;
}

std::string doubled(std::string_view s, char quote) {
    std::string out;
    for (const char c : s) {
        out.push_back(c);
        if (c == quote) out.push_back(c);
    }
    return out;
}

std::string_view trimmed(std::string_view s) {
    while (!s.empty() && std::isspace(static_cast<unsigned char>(s.back())) != 0)
        s.remove_suffix(1);
    while (!s.empty() && std::isspace(static_cast<unsigned char>(s.front())) != 0)
        s.remove_prefix(1);
    return s;
}

} // namespace

void Masker::add(std::string_view secret) {
    add_forms(secret);
    add_forms(trimmed(secret));
    // A key file shows up line by line.
    for (size_t at = 0; at < secret.size();) {
        const size_t end = std::min(secret.find('\n', at), secret.size());
        const std::string_view line = trimmed(secret.substr(at, end - at));
        if (line.size() >= kLine) add_forms(line);
        at = end + 1;
    }
}

void Masker::add_forms(std::string_view secret) {
    add_form(std::string(secret));
    for (const std::string_view digits : {"0123456789ABCDEF", "0123456789abcdef"}) {
        add_form(url_encoded(secret, digits, false));
        add_form(url_encoded(secret, digits, true));
    }
    add_form(backslashed(secret));
    for (const char quote : {'\'', '"', '}'})
        add_form(doubled(secret, quote));
}

void Masker::add_form(std::string form) {
    const auto same = [&](const Form& f) { return f.text == form; };
    if (form.empty() || std::any_of(forms_.begin(), forms_.end(), same)) return;
    starts_[static_cast<unsigned char>(form[0])] = true;
    const bool word = form.size() < kShort;
    const auto longer = [](const Form& a, const Form& b) { return a.text.size() > b.text.size(); };
    Form made{std::move(form), word};
    forms_.insert(std::upper_bound(forms_.begin(), forms_.end(), made, longer), std::move(made));
}

size_t Masker::match(std::string_view text, size_t at) const {
    if (!starts_[static_cast<unsigned char>(text[at])]) return 0;
    for (const Form& f : forms_) {
        if (text.compare(at, f.text.size(), f.text) != 0) continue;
        const size_t end = at + f.text.size();
        const bool inside =
            (at > 0 && alnum(text[at - 1])) || (end < text.size() && alnum(text[end]));
        if (!f.word || !inside) return f.text.size();
    }
    return 0;
}

std::string Masker::mask(std::string_view text) const {
    std::string out;
    out.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const size_t n = match(text, at);
        if (n == 0) {
            out.push_back(text[at++]);
        } else {
            out += "***";
            at += n;
        }
    }
    return out;
}

std::string Masker::mask_cut(std::string_view text) const {
    size_t keep = text.size();
    for (const Form& f : forms_) {
        for (size_t n = std::min(f.text.size() - 1, text.size()); n > text.size() - keep; --n) {
            if (!text.ends_with(std::string_view(f.text).substr(0, n))) continue;
            keep = text.size() - n;
            break;
        }
    }
    return mask(text.substr(0, keep));
}

} // namespace objsync
