#include "tests/snowflake/server/cursor.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace fake_snowflake {

namespace {

// Other statements answer "Statement executed successfully.", which the driver keeps to itself.
bool gives_rows(std::string_view sql) {
    constexpr std::array<std::string_view, 8> kWords = {"SELECT", "SHOW", "DESC", "DESCRIBE",
                                                        "WITH",   "LIST", "LS",   "EXPLAIN"};
    std::string word;
    for (const char c : sql) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalpha(byte) != 0) {
            word += static_cast<char>(std::toupper(byte));
        } else if (!word.empty() || (std::isspace(byte) == 0 && c != '(')) {
            break;
        }
    }
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

int64_t shorter_timeout(int64_t of_session, int64_t of_statement) {
    if (of_session <= 0 || of_statement <= 0) return std::max(of_session, of_statement);
    return std::min(of_session, of_statement);
}

std::string query_id(int64_t session, uint64_t statement) {
    std::array<char, 40> text;
    std::snprintf(text.data(), text.size(), "01b2c3d4-0000-%04x-0000-%012llx",
                  static_cast<unsigned>(session & 0xffff),
                  static_cast<unsigned long long>(statement & 0xffffffffffff));
    return text.data();
}

} // namespace

std::string fill_in(std::string text, const wire::Keywords& keywords) {
    for (const auto& [key, value] : keywords) {
        const std::string name = "{" + key + "}";
        for (size_t at = text.find(name); at != std::string::npos;
             at = text.find(name, at + value.size()))
            text.replace(at, name.size(), value);
    }
    return text;
}

Cursor::Cursor(std::shared_ptr<OpenSession> session, wire::Execute statement,
               SettingsValue settings, Faults& faults, Log& log)
    : session_(std::move(session)),
      statement_(std::move(statement)),
      settings_(std::move(settings)),
      log_(log),
      logged_(log.begin(session_->id(), statement_.sql, statement_.parameters)),
      due_(faults.take(statement_.sql)) {
    std::reverse(due_.begin(), due_.end());
    int64_t timeout = 0;
    {
        const auto lock = session_->lock();
        timeout = session_->engine().statement_timeout_s();
    }
    running_ = std::make_shared<Running>(shorter_timeout(timeout, statement_.timeout_s));
    session_->set_running(statement_.statement, running_);
}

Cursor::~Cursor() {
    session_->set_running(statement_.statement, nullptr);
    const auto lock = session_->lock();
    rows_.reset();
}

wire::Described Cursor::run(const wire::Socket& client) {
    while (!due_.empty() && !due_.back().row) {
        const Action action = std::move(due_.back().action);
        due_.pop_back();
        apply(action, client);
    }
    session_->check();
    if (settings_.on_statement) settings_.on_statement(statement_.sql);
    running_->wait(client, settings_.latency.per_statement);

    wire::Described out;
    out.query_id = query_id(session_->id(), statement_.statement);
    const auto lock = session_->lock();
    rows_ = session_->engine().execute(statement_.sql, statement_.parameters);
    if (gives_rows(statement_.sql)) {
        out.columns = rows_->columns();
        chunk_.columns.resize(out.columns.size());
    } else {
        rows_.reset();
        done();
    }
    return out;
}

size_t Cursor::limit() const {
    size_t rows = slow_.count() > 0 ? 1 : settings_.chunk_rows;
    if (!due_.empty()) {
        // A wrong length is for a row that is sent; everything else comes before its row.
        const bool at_row = std::holds_alternative<WrongLength>(due_.back().action);
        rows = std::min<size_t>(rows, *due_.back().row - position_ + (at_row ? 1 : 0));
    }
    return rows;
}

std::vector<wire::WrongLength> Cursor::wrong_lengths(size_t rows) {
    std::vector<wire::WrongLength> out;
    while (!due_.empty() && *due_.back().row < position_ + rows) {
        const auto* wrong = std::get_if<WrongLength>(&due_.back().action);
        if (!wrong) break;
        out.push_back(
            {static_cast<uint32_t>(*due_.back().row - position_), wrong->column, wrong->length});
        due_.pop_back();
    }
    return out;
}

std::string Cursor::next(const wire::Socket& client) {
    if (!rows_) return {};
    apply_due(client);
    session_->check();
    running_->check();
    if (slow_.count() > 0) running_->wait(client, slow_);
    {
        const auto lock = session_->lock();
        chunk_.clear();
        rows_->read(chunk_, limit());
    }
    if (chunk_.rows == 0) {
        done();
        return {};
    }
    const auto rows = static_cast<int64_t>(chunk_.rows);
    running_->wait(client, settings_.latency.per_1000_rows * rows / 1000);
    const std::vector<wire::WrongLength> wrong = wrong_lengths(chunk_.rows);
    position_ += chunk_.rows;
    log_.add_rows(logged_, chunk_.rows);
    return wire::encode_chunk(chunk_, rows_->columns(), wrong);
}

void Cursor::apply_due(const wire::Socket& client) {
    while (!due_.empty() && *due_.back().row <= position_ &&
           !std::holds_alternative<WrongLength>(due_.back().action)) {
        const Action action = std::move(due_.back().action);
        due_.pop_back();
        apply(action, client);
    }
}

void Cursor::apply(const Action& action, const wire::Socket& client) {
    if (const auto* fail = std::get_if<Fail>(&action)) {
        throw SqlError(fail->state, fail->native, fill_in(fail->text, session_->keywords()));
    }
    if (const auto* hang = std::get_if<Hang>(&action)) {
        running_->wait(client, std::nullopt, hang->deaf);
    } else if (std::holds_alternative<Crash>(action)) {
        throw CrashNow{};
    } else if (std::holds_alternative<LoseNetwork>(action)) {
        throw LoseNetworkNow{};
    } else if (std::holds_alternative<Expire>(action)) {
        session_->expire();
    } else if (const auto* slow = std::get_if<Slow>(&action)) {
        slow_ = slow->per_row;
    } else if (const auto* call = std::get_if<Call>(&action)) {
        (*call)();
    }
}

void Cursor::failed(const SqlError& error) {
    const bool stopped = error.native() == 604 || error.native() == 630;
    log_.finish(logged_, stopped ? Outcome::cancelled : Outcome::failed, error.native());
}

void Cursor::done() {
    log_.finish(logged_, Outcome::done, 0);
}

} // namespace fake_snowflake
