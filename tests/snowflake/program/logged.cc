#include "tests/snowflake/program/logged.h"

namespace fake_snowflake {

namespace {

std::string field(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '\t') {
            out += "\\t";
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\\') {
            out += "\\\\";
        } else {
            out += c;
        }
    }
    return out;
}

const char* name(Outcome outcome) {
    switch (outcome) {
        case Outcome::running:
            return "running";
        case Outcome::done:
            return "done";
        case Outcome::failed:
            return "failed";
        case Outcome::cancelled:
            break;
    }
    return "cancelled";
}

} // namespace

std::string statements(const Log& log, const std::string& pattern) {
    std::string out;
    for (const LoggedStatement& one : log.statements()) {
        if (!matches(pattern, one.sql)) continue;
        out += std::to_string(one.session) + "\t" + std::to_string(one.rows) + "\t" +
               name(one.outcome) + "\t" + std::to_string(one.native) + "\t" + field(one.sql) + "\n";
    }
    return out;
}

std::string logins(const Log& log) {
    std::string out;
    for (const LoggedLogin& login : log.logins()) {
        out += std::to_string(login.session) + "\t" + std::to_string(login.native);
        for (const auto& [keyword, value] : login.keywords)
            out += "\t" + field(keyword + "=" + value);
        out += "\n";
    }
    return out;
}

std::string state(Server& server) {
    std::string out = "sessions " + std::to_string(server.open_sessions()) + "\nheartbeats " +
                      std::to_string(server.log().heartbeats()) + "\nfaults " +
                      std::to_string(server.faults().waiting()) + "\n";
    for (const std::string& defect : server.log().defects())
        out += "defect " + field(defect) + "\n";
    return out;
}

} // namespace fake_snowflake
