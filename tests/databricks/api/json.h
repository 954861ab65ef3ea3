// Writes JSON into a string. Texts go out as they are but for what JSON must escape, so bytes that
// are not UTF-8 stay what they are: clients have to bear them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fake_databricks {

class Json {
public:
    Json& begin(char bracket) {
        separate();
        out_ += bracket;
        first_ = true;
        return *this;
    }
    Json& end(char bracket) {
        out_ += bracket;
        first_ = false;
        return *this;
    }
    Json& key(std::string_view name) {
        text(name);
        out_ += ':';
        first_ = true;
        return *this;
    }
    Json& text(std::string_view value) {
        separate();
        append_escaped(value);
        return *this;
    }
    Json& integer(int64_t value) { return raw(std::to_string(value)); }
    Json& flag(bool value) { return raw(value ? "true" : "false"); }
    Json& raw(std::string_view json) {
        separate();
        out_ += json;
        return *this;
    }

    Json& member(std::string_view name, std::string_view value) { return key(name).text(value); }
    Json& member(std::string_view name, const char* value) { return key(name).text(value); }
    Json& member(std::string_view name, int64_t value) { return key(name).integer(value); }
    Json& member(std::string_view name, int value) { return key(name).integer(value); }
    Json& member(std::string_view name, bool value) { return key(name).flag(value); }

    [[nodiscard]] size_t size() const noexcept { return out_.size(); }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void separate() {
        if (!first_) out_ += ',';
        first_ = false;
    }
    void append_escaped(std::string_view value);

    std::string out_;
    bool first_ = true;
};

} // namespace fake_databricks
