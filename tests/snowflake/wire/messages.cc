#include "tests/snowflake/wire/messages.h"

#include "tests/snowflake/wire/bytes.h"

namespace fake_snowflake::wire {

namespace {

// The fields of each message, once for both ways: `put` writes them, `get` reads them.
struct Put {
    Writer out;

    template <typename Number>
    void number(const Number& value) {
        out.number(value);
    }
    void flag(const bool& value) { out.number(static_cast<uint8_t>(value)); }
    void text(const std::string& value) { out.text(value); }
    template <typename List, typename Each>
    void list(const List& items, Each each) {
        out.number(static_cast<uint32_t>(items.size()));
        for (const auto& item : items)
            each(*this, item);
    }
};

struct Get {
    Reader in;

    template <typename Number>
    void number(Number& value) {
        value = in.number<Number>();
    }
    void flag(bool& value) { value = in.number<uint8_t>() != 0; }
    void text(std::string& value) { value = in.text(); }
    template <typename List, typename Each>
    void list(List& items, Each each) {
        items.clear();
        for (auto left = in.number<uint32_t>(); left > 0; --left)
            each(*this, items.emplace_back());
    }
};

template <typename Way, typename Message>
void traits_fields(Way& way, Message& traits) {
    way.number(traits.major);
    way.number(traits.minor);
    way.number(traits.patch);
    way.flag(traits.short_wide_pieces);
    way.flag(traits.no_total);
    way.flag(traits.wide_is_utf32);
    way.flag(traits.closes_open_cursor);
    way.flag(traits.lacks_block_fetch);
    way.flag(traits.lacks_query_timeout);
    way.flag(traits.lacks_cancel);
    way.number(traits.heartbeat_ms);
}

template <typename Way, typename Message>
void welcome_fields(Way& way, Message& message) {
    way.number(message.session);
    way.text(message.token);
    traits_fields(way, message.traits);
    way.text(message.server_version);
}

template <typename Way, typename Message>
void attach_fields(Way& way, Message& message) {
    way.number(message.session);
    way.text(message.token);
}

template <typename Way, typename Message>
void failure_fields(Way& way, Message& message) {
    way.text(message.state);
    way.number(message.native);
    way.text(message.text);
}

} // namespace

std::string encode(const Login& message) {
    Writer out;
    out.number(static_cast<uint32_t>(message.keywords.size()));
    for (const auto& [key, value] : message.keywords) {
        out.text(key);
        out.text(value);
    }
    return out.take();
}

void decode(std::string_view payload, Login& message) {
    Reader in(payload);
    message.keywords.clear();
    for (auto left = in.number<uint32_t>(); left > 0; --left) {
        const std::string key(in.text());
        message.keywords[key] = in.text();
    }
    in.end();
}

std::string encode(const Welcome& message) {
    Put put;
    welcome_fields(put, message);
    return put.out.take();
}

void decode(std::string_view payload, Welcome& message) {
    Get get{Reader(payload)};
    welcome_fields(get, message);
    get.in.end();
}

std::string encode(const Attach& message) {
    Put put;
    attach_fields(put, message);
    return put.out.take();
}

void decode(std::string_view payload, Attach& message) {
    Get get{Reader(payload)};
    attach_fields(get, message);
    get.in.end();
}

std::string encode(const Execute& message) {
    Put put;
    put.number(message.statement);
    put.number(message.timeout_s);
    put.text(message.sql);
    put.list(message.parameters, [](Put& out, const Parameter& parameter) {
        out.flag(parameter.has_value());
        out.text(parameter.value_or(""));
    });
    return put.out.take();
}

void decode(std::string_view payload, Execute& message) {
    Get get{Reader(payload)};
    get.number(message.statement);
    get.number(message.timeout_s);
    get.text(message.sql);
    get.list(message.parameters, [](Get& in, Parameter& parameter) {
        bool given = false;
        in.flag(given);
        in.text(parameter.emplace());
        if (!given) parameter.reset();
    });
    get.in.end();
}

std::string encode(const Cancel& message) {
    Writer out;
    out.number(message.statement);
    return out.take();
}

void decode(std::string_view payload, Cancel& message) {
    Reader in(payload);
    message.statement = in.number<uint64_t>();
    in.end();
}

std::string encode(const Described& message) {
    Put put;
    put.text(message.query_id);
    put.list(message.columns, [](Put& out, const ResultColumn& column) {
        out.text(column.name);
        out.number(static_cast<uint8_t>(column.cell));
        out.number(column.size);
        out.flag(column.nullable);
    });
    return put.out.take();
}

void decode(std::string_view payload, Described& message) {
    Get get{Reader(payload)};
    get.text(message.query_id);
    get.list(message.columns, [](Get& in, ResultColumn& column) {
        in.text(column.name);
        column.cell = static_cast<Cell>(in.in.number<uint8_t>());
        in.number(column.size);
        in.flag(column.nullable);
    });
    get.in.end();
}

std::string encode(const Failure& message) {
    Put put;
    failure_fields(put, message);
    return put.out.take();
}

void decode(std::string_view payload, Failure& message) {
    Get get{Reader(payload)};
    failure_fields(get, message);
    get.in.end();
}

} // namespace fake_snowflake::wire
