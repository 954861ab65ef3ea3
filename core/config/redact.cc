#include "core/config/redact.h"

#include <algorithm>

namespace objsync::config {

namespace {

void hide(Node& node) {
    node.type = Node::Type::text;
    node.text = kRedacted;
    node.items.clear();
}

} // namespace

Node redacted(const OptionSchema& schema, Node options) {
    for (Node& item : options.items) {
        const auto option = std::find_if(schema.begin(), schema.end(),
                                         [&](const Option& one) { return one.name == item.key; });
        if (option == schema.end() || option->type == OptionType::secret) {
            hide(item);
        } else if (option->type == OptionType::records) {
            for (Node& record : item.items)
                record = redacted(option->fields, std::move(record));
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
