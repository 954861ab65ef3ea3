#include "tests/snowflake/shape/words.h"

#include <algorithm>
#include <charconv>

namespace fake_snowflake::shaping {

using sql::Token;
using sql::TokenKind;

Words::Words(std::string_view line) : line_(line) {
    try {
        tokens_ = sql::tokens(line_);
    } catch (const SqlError& error) {
        throw ShapeError(error.what());
    }
}

const Token& Words::peek(size_t ahead) const {
    return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

bool Words::at_end() const {
    return peek().kind == TokenKind::end || peek().is(";");
}

bool Words::at(std::string_view word) const {
    return peek().is_word(word) || peek().is(word);
}

bool Words::accept(std::string_view words) {
    size_t taken = 0;
    for (size_t begin = 0; begin <= words.size(); ++taken) {
        const size_t end = std::min(words.find(' ', begin), words.size());
        const std::string_view word = words.substr(begin, end - begin);
        if (!peek(taken).is_word(word) && !peek(taken).is(word)) return false;
        begin = end + 1;
    }
    next_ += taken;
    return true;
}

void Words::expect(std::string_view words) {
    if (!accept(words)) {
        throw ShapeError("'" + std::string(words) + "' is needed where '" + peek().raw +
                         "' stands");
    }
}

void Words::end() {
    (void)accept(";");
    if (peek().kind != TokenKind::end) unexpected();
}

void Words::unexpected() const {
    if (peek().kind == TokenKind::end) throw ShapeError("something is missing at the end");
    throw ShapeError("'" + peek().raw + "' is not expected here");
}

std::string Words::word() {
    if (peek().kind != TokenKind::word) unexpected();
    return tokens_[next_++].text;
}

std::string Words::identifier() {
    if (peek().kind != TokenKind::word && peek().kind != TokenKind::quoted) unexpected();
    return tokens_[next_++].text;
}

std::string Words::text() {
    if (peek().kind != TokenKind::string) unexpected();
    return tokens_[next_++].text;
}

int64_t Words::integer() {
    const bool minus = accept("-");
    const std::string& digits = peek().text;
    int64_t out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (peek().kind != TokenKind::number || error != std::errc() ||
        end != digits.data() + digits.size())
        unexpected();
    ++next_;
    return minus ? -out : out;
}

bool Words::truth() {
    if (accept("TRUE")) return true;
    expect("FALSE");
    return false;
}

Path Words::path(size_t parts) {
    Path out{identifier()};
    if (parts > 1) {
        expect(".");
        out.schema = identifier();
    }
    if (parts > 2) {
        expect(".");
        out.object = identifier();
    }
    if (at(".")) throw ShapeError(out.text() + " has too many parts");
    return out;
}

std::string Words::written_until(const std::vector<std::string_view>& words) {
    const size_t begin = peek().offset;
    size_t end = begin;
    for (int depth = 0; !at_end(); ++next_) {
        const Token& token = peek();
        const bool stops = token.is(",") || token.is(")") ||
                           std::any_of(words.begin(), words.end(),
                                       [&](std::string_view word) { return token.is_word(word); });
        if (depth == 0 && stops) break;
        if (token.is("(")) ++depth;
        if (token.is(")")) --depth;
        end = token.offset + token.raw.size();
    }
    if (end == begin) unexpected();
    return line_.substr(begin, end - begin);
}

std::string Words::rest() {
    const size_t begin = peek().offset;
    next_ = tokens_.size() - 1;
    return line_.substr(begin, peek().offset - begin);
}

} // namespace fake_snowflake::shaping
