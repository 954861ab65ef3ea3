#include "tests/snowflake/account/formula.h"

#include <charconv>

namespace fake_snowflake {

std::string Formula::name(size_t number) const {
    const std::string text = std::to_string(number);
    return prefix + std::string(digits > text.size() ? digits - text.size() : 0, '0') + text;
}

std::optional<size_t> Formula::number(std::string_view name) const {
    if (name.size() != prefix.size() + digits || !name.starts_with(prefix)) return std::nullopt;
    name.remove_prefix(prefix.size());
    size_t result = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), result);
    if (error != std::errc() || end != name.data() + name.size() || result >= count)
        return std::nullopt;
    return result;
}

size_t Formula::lower_bound(std::string_view name) const {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (this->name(middle) < name) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void Formula::make(size_t number, Object& object) const {
    object = pattern;
    object.id = first_id + static_cast<int64_t>(number);
    object.name = name(number);
    object.created = object.last_ddl = object.last_altered = created;
    object.owned_by(owner);
    if (vary) vary(number, object);
}

} // namespace fake_snowflake
