#include "daemon/log/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace objsync::log {

namespace {

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

// sd-daemon(3): "<6>" in front of a line is its priority in the journal.
class Priority : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& message, const std::tm&,
                spdlog::memory_buf_t& out) override {
        std::string_view prefix = "<3>";
        if (message.level == spdlog::level::debug) prefix = "<7>";
        if (message.level == spdlog::level::info) prefix = "<6>";
        if (message.level == spdlog::level::warn) prefix = "<4>";
        out.append(prefix.data(), prefix.data() + prefix.size());
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<Priority>();
    }
};

// systemd.exec(5): set to device and inode of the stream, so that a redirected one is told apart.
bool journal_reads_stderr() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat st {};
    if (stream == nullptr || fstat(STDERR_FILENO, &st) != 0) return false;
    return stream == std::to_string(st.st_dev) + ":" + std::to_string(st.st_ino);
}

spdlog::logger& logger() {
    static const auto instance = [] {
        auto made = std::make_shared<spdlog::logger>(
            "objsync", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        auto formatter = std::make_unique<spdlog::pattern_formatter>();
        if (journal_reads_stderr()) {
            formatter->add_flag<Priority>('*').set_pattern("%*%v");
        } else {
            formatter->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
        }
        made->set_formatter(std::move(formatter));
        made->set_level(spdlog::level::info);
        made->flush_on(spdlog::level::debug);
        return made;
    }();
    return *instance;
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

void append_escaped(std::string& out, std::string_view text, bool quoted) {
    static constexpr std::string_view kHex = "0123456789abcdef";
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else if (is_control(c)) {
            const auto byte = static_cast<unsigned char>(c);
            out += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
        } else {
            if (quoted && (c == '"' || c == '\\')) out.push_back('\\');
            out.push_back(c);
        }
    }
}

bool needs_quotes(std::string_view value) {
    return value.empty() || std::any_of(value.begin(), value.end(), [](char c) {
               return is_control(c) || c == ' ' || c == '"' || c == '=' || c == '\\';
           });
}

} // namespace

void set_level(Level lowest) {
    logger().set_level(to_spdlog(lowest));
}

std::string format_line(std::string_view category, std::string_view text, Fields fields) {
    std::string line;
    line.append(category).append(": ");
    append_escaped(line, text, false);
    for (const Field& field : fields) {
        line.append(" ").append(field.key).append("=");
        const bool quotes = needs_quotes(field.value);
        if (quotes) line.push_back('"');
        append_escaped(line, field.value, quotes);
        if (quotes) line.push_back('"');
    }
    return line;
}

void write(Level level, std::string_view category, std::string_view text, Fields fields) {
    if (!logger().should_log(to_spdlog(level))) return;
    logger().log(to_spdlog(level), spdlog::string_view_t(format_line(category, text, fields)));
}

} // namespace objsync::log
