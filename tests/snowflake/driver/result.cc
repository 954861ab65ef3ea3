#include "tests/snowflake/driver/result.h"

namespace fake_snowflake::driver {

Result::Result(Connection& connection, std::unique_ptr<Channel> channel,
               std::vector<ResultColumn> columns)
    : connection_(&connection), channel_(std::move(channel)), columns_(std::move(columns)) {
    ask();
}

Result::Result(Chunk chunk, std::vector<ResultColumn> columns)
    : columns_(std::move(columns)), payload_(wire::encode_chunk(chunk, columns_, {})) {
    view_.read(payload_, columns_);
}

void Result::ask() {
    channel_->send(wire::Type::fetch);
    asked_ = true;
}

size_t Result::rows_left() {
    while (position_ == view_.rows && asked_) {
        asked_ = false;
        view_ = {};
        position_ = 0;
        // An error ends the statement, and a channel that has been lost is not given back.
        std::unique_ptr<Channel> channel = std::move(channel_);
        if (!channel->expect_chunk(payload_)) {
            connection_->give_back(std::move(channel));
            break;
        }
        channel_ = std::move(channel);
        view_.read(payload_, columns_);
        ask();
    }
    return view_.rows - position_;
}

} // namespace fake_snowflake::driver
