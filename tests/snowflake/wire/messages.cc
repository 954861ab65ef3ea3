#include "tests/snowflake/wire/messages.h"

#include <optional>
#include <type_traits>

#include "tests/snowflake/wire/bytes.h"

namespace fake_snowflake::wire {

namespace {

// The fields of each message are told once for both ways: Put writes them, Get reads them.
struct Put {
    Writer out;

    template <typename Number>
    void number(const Number& value) {
        out.number(value);
    }
    void flag(const bool& value) { out.number(static_cast<uint8_t>(value)); }
    void cell(const Cell& value) { out.number(static_cast<uint8_t>(value)); }
    void text(const std::string& value) { out.text(value); }
    void text(const std::optional<std::string>& value) {
        flag(value.has_value());
        text(value.value_or(""));
    }
    template <typename List, typename Each>
    void list(const List& items, Each each) {
        number(static_cast<uint32_t>(items.size()));
        for (const auto& item : items)
            each(*this, item);
    }
    void map(const Keywords& items) {
        list(items, [](Put& put, const auto& item) {
            put.text(item.first);
            put.text(item.second);
        });
    }
};

struct Get {
    Reader in;

    template <typename Number>
    void number(Number& value) {
        value = in.number<Number>();
    }
    void flag(bool& value) { value = in.number<uint8_t>() != 0; }
    void cell(Cell& value) { value = static_cast<Cell>(in.number<uint8_t>()); }
    void text(std::string& value) { value = in.text(); }
    void text(std::optional<std::string>& value) {
        const bool given = in.number<uint8_t>() != 0;
        text(value.emplace());
        if (!given) value.reset();
    }
    template <typename List, typename Each>
    void list(List& items, Each each) {
        items.clear();
        for (auto left = in.number<uint32_t>(); left > 0; --left)
            each(*this, items.emplace_back());
    }
    void map(Keywords& items) {
        items.clear();
        for (auto left = in.number<uint32_t>(); left > 0; --left) {
            const std::string key(in.text());
            items[key] = in.text();
        }
    }
};

// A message as it is, or as const where it is written.
template <typename Message, typename Type>
concept Is = std::is_same_v<std::remove_const_t<Message>, Type>;

template <typename Way>
void fields(Way& way, Is<Login> auto& message) {
    way.map(message.keywords);
}

template <typename Way>
void fields(Way& way, Is<DriverTraits> auto& traits) {
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

template <typename Way>
void fields(Way& way, Is<Welcome> auto& message) {
    way.number(message.session);
    way.text(message.token);
    fields(way, message.traits);
    way.text(message.server_version);
}

template <typename Way>
void fields(Way& way, Is<Attach> auto& message) {
    way.number(message.session);
    way.text(message.token);
}

template <typename Way>
void fields(Way& way, Is<Execute> auto& message) {
    way.number(message.statement);
    way.number(message.timeout_s);
    way.text(message.sql);
    way.list(message.parameters, [](Way& to, auto& parameter) { to.text(parameter); });
}

template <typename Way>
void fields(Way& way, Is<Cancel> auto& message) {
    way.number(message.statement);
}

template <typename Way>
void fields(Way& way, Is<Described> auto& message) {
    way.text(message.query_id);
    way.list(message.columns, [](Way& to, auto& column) {
        to.text(column.name);
        to.cell(column.cell);
        to.number(column.size);
        to.flag(column.nullable);
    });
}

template <typename Way>
void fields(Way& way, Is<Failure> auto& message) {
    way.text(message.state);
    way.number(message.native);
    way.text(message.text);
}

} // namespace

template <typename Message>
std::string encode(const Message& message) {
    Put put;
    fields(put, message);
    return put.out.take();
}

template <typename Message>
void decode(std::string_view payload, Message& message) {
    Get get{Reader(payload)};
    fields(get, message);
    get.in.end();
}

template std::string encode(const Login&);
template std::string encode(const Welcome&);
template std::string encode(const Attach&);
template std::string encode(const Execute&);
template std::string encode(const Cancel&);
template std::string encode(const Described&);
template std::string encode(const Failure&);

template void decode(std::string_view, Login&);
template void decode(std::string_view, Welcome&);
template void decode(std::string_view, Attach&);
template void decode(std::string_view, Execute&);
template void decode(std::string_view, Cancel&);
template void decode(std::string_view, Described&);
template void decode(std::string_view, Failure&);

} // namespace fake_snowflake::wire
