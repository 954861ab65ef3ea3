#include "tests/snowflake/driver/statement.h"

#include "tests/snowflake/driver/parameters.h"
#include "tests/snowflake/driver/text.h"

namespace fake_snowflake::driver {

namespace {

// While a call waits for the server, so that another thread may cancel it.
class Running {
public:
    Running(std::atomic<uint64_t>& running, uint64_t statement) : running_(running) {
        running_ = statement;
    }
    ~Running() { running_ = 0; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

private:
    std::atomic<uint64_t>& running_;
};

} // namespace

Statement::~Statement() {
    if (pending.valid()) pending.wait();
}

void Statement::prepare(std::string sql) {
    prepared_ = std::move(sql);
    is_prepared_ = true;
}

const std::string& Statement::prepared() const {
    if (!is_prepared_) throw own_error("HY010", 11000, "Function sequence error.");
    return prepared_;
}

void Statement::execute(const std::string& sql) {
    if (cursor_open() && !connection_.traits().closes_open_cursor) {
        throw own_error("24000", 10510, "Invalid cursor state.");
    }
    close();
    const uint64_t number = connection_.next_statement();
    auto channel = connection_.borrow();
    const Running running(running_, number);
    statement_ = number;
    wire::Execute message;
    message.statement = number;
    message.timeout_s = static_cast<uint32_t>(attributes.query_timeout_s);
    message.sql = sql;
    message.parameters = parameter_values(parameters, locale_is_utf8());
    channel->send(wire::Type::execute, wire::encode(message));
    wire::Described described;
    wire::decode(channel->expect(wire::Type::described), described);
    query_id_ = described.query_id;
    if (described.columns.empty()) {
        connection_.give_back(std::move(channel));
        return;
    }
    show(std::make_unique<Result>(connection_, std::move(channel), std::move(described.columns)));
}

void Statement::show(std::unique_ptr<Result> result) {
    result_ = std::move(result);
    rows_read_ = 0;
    rowset_rows_ = 0;
    reading_ = {};
}

void Statement::close() noexcept {
    result_.reset();
    rowset_rows_ = 0;
    reading_ = {};
}

void Statement::cancel() {
    if (connection_.traits().lacks_cancel) {
        throw own_error("HYC00", 11470, "Optional feature not implemented.");
    }
    if (attributes.async == SQL_ASYNC_ENABLE_ON) return;
    const uint64_t statement = running_;
    if (statement != 0) connection_.cancel(statement);
}

const std::vector<ResultColumn>& Statement::described() const {
    static const std::vector<ResultColumn> none;
    return result_ ? result_->columns() : none;
}

Manner Statement::manner() const {
    return {connection_.traits(), locale_is_utf8(), attributes.row_array_size > 1};
}

size_t Statement::wait_for_rows() {
    const Running running(running_, statement_);
    return result_->rows_left();
}

} // namespace fake_snowflake::driver
