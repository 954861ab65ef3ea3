#include "core/config/redact.h"

#include <algorithm>
#include <cctype>

#include "core/base/text.h"

namespace objsync::config {

namespace {

void hide(Node& node) {
    node.type = Node::Type::text;
    node.text = kRedacted;
    node.items.clear();
}

void hide_passwords(Node& node) {
    if (node.type == Node::Type::text) node.text = without_passwords(node.text);
    for (Node& item : node.items)
        hide_passwords(item);
}

bool is_password(std::string_view name) {
    const auto same = [&](std::string_view word) {
        return std::equal(name.begin(), name.end(), word.begin(), word.end(), [](char a, char b) {
            return std::tolower(static_cast<unsigned char>(a)) == b;
        });
    };
    return same("pwd") || same("password");
}

// Where the value ends that begins here: at a ";", or behind the brace that closes one in braces.
size_t end_of_value(std::string_view text, size_t at) {
    const size_t first = text.find_first_not_of(' ', at);
    if (first != std::string_view::npos && text[first] == '{') {
        for (size_t i = first + 1; i < text.size(); i++) {
            if (text[i] != '}') continue;
            if (i + 1 == text.size() || text[i + 1] != '}') return i + 1;
            i++; // a brace that is part of the value stands twice
        }
        return text.size();
    }
    return std::min(text.find(';', at), text.size());
}

} // namespace

std::string without_passwords(std::string_view text) {
    std::string out;
    for (size_t at = 0; at < text.size();) {
        const size_t equals = text.find_first_of("=;", at);
        if (equals == std::string_view::npos || text[equals] == ';') {
            const size_t end = equals == std::string_view::npos ? text.size() : equals + 1;
            out += text.substr(at, end - at);
            at = end;
            continue;
        }
        const size_t end = end_of_value(text, equals + 1);
        const bool hidden = end > equals + 1 && is_password(trimmed(text.substr(at, equals - at)));
        out += text.substr(at, equals + 1 - at);
        out += hidden ? kRedacted : text.substr(equals + 1, end - equals - 1);
        at = end;
    }
    return out;
}

Node redacted(const OptionSchema& schema, Node options) {
    for (Node& item : options.items) {
        const auto option = std::find_if(schema.begin(), schema.end(),
                                         [&](const Option& one) { return one.name == item.key; });
        if (option == schema.end() || option->type == OptionType::secret) {
            hide(item);
        } else if (option->type == OptionType::records) {
            for (Node& record : item.items)
                record = redacted(option->fields, std::move(record));
        } else {
            hide_passwords(item);
        }
    }
    return options;
}

Node unredacted(Node changed, const Node& before) {
    if (changed.type == Node::Type::text && changed.text == kRedacted) {
        const std::string key = changed.key;
        changed = before;
        changed.key = key;
        return changed;
    }
    if (changed.type != before.type) return changed;
    for (size_t i = 0; i < changed.items.size(); ++i) {
        Node& item = changed.items[i];
        const Node* same = changed.type == Node::Type::table ? before.find(item.key)
                           : i < before.items.size()         ? &before.items[i]
                                                             : nullptr;
        if (same != nullptr) item = unredacted(std::move(item), *same);
    }
    return changed;
}

} // namespace objsync::config
