// A JSON text, read. Members keep their order. What is absent reads as null, so that a chain of
// look-ups needs no checks in between.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace objsync::json {

class Value;
using Array = std::vector<Value>;
using Members = std::vector<std::pair<std::string, Value>>;

class Value {
public:
    Value() = default;
    template <typename T>
    explicit Value(T data) : data_(std::move(data)) {}

    [[nodiscard]] bool is_null() const noexcept { return holds<std::monostate>(); }
    [[nodiscard]] bool is_text() const noexcept { return holds<std::string>(); }
    [[nodiscard]] bool is_bool() const noexcept { return holds<bool>(); }
    [[nodiscard]] bool is_integer() const noexcept { return holds<int64_t>(); }
    [[nodiscard]] bool is_number() const noexcept { return is_integer() || holds<double>(); }
    [[nodiscard]] bool is_array() const noexcept { return holds<Array>(); }
    [[nodiscard]] bool is_object() const noexcept { return holds<Members>(); }

    // Of another type: the empty value.
    [[nodiscard]] const std::string& text() const;
    [[nodiscard]] bool boolean() const;
    [[nodiscard]] int64_t integer() const;
    [[nodiscard]] double number() const;
    [[nodiscard]] const Array& items() const;
    [[nodiscard]] const Members& members() const;
    [[nodiscard]] const Value& operator[](std::string_view member) const;

private:
    template <typename T>
    [[nodiscard]] bool holds() const noexcept {
        return std::holds_alternative<T>(data_);
    }

    std::variant<std::monostate, bool, int64_t, double, std::string, Array, Members> data_;
};

// Throws Error{input} that says what is wrong.
[[nodiscard]] Value parse(std::string_view text);
[[nodiscard]] std::string to_text(const Value& value);

} // namespace objsync::json
