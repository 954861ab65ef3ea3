#include "core/config/options.h"

#include <charconv>

#include "core/base/error.h"
#include "core/config/load.h"
#include "core/config/units.h"

namespace objsync::config {

namespace {

std::vector<std::string> names_of(const OptionSchema& schema) {
    std::vector<std::string> names;
    for (const Option& option : schema)
        names.push_back(option.name);
    return names;
}

class Checker {
public:
    Checker(Problems& problems, const SecretRules& secrets)
        : problems_(problems), secrets_(secrets) {}

    // `where` calls the table in messages, such as "[connection.options]".
    OptionValue record(const OptionSchema& schema, const Node& table, const std::string& where) {
        const std::vector<std::string> known = names_of(schema);
        for (const Node& item : table.items) {
            if (std::find(known.begin(), known.end(), item.key) != known.end()) continue;
            problems_.error(item.at, "unknown option \"" + item.key + "\" in " + where +
                                         did_you_mean(item.key, known));
        }
        OptionValue out;
        for (const Option& option : schema) {
            const Node* given = table.find(option.name);
            if (given == nullptr && option.required) {
                problems_.error(table.at, where + " has no \"" + option.name + '"');
            }
            std::optional<OptionValue> checked;
            if (given != nullptr) {
                checked = value(option, *given);
            } else if (option.default_text) {
                checked = value(option, fallback(option, table.at));
            }
            if (!checked) continue;
            checked->name = option.name;
            out.items.push_back(std::move(*checked));
        }
        check_groups(schema, table, where);
        return out;
    }

private:
    std::nullopt_t fail(const Node& at, const std::string& option, const std::string& why) {
        problems_.error(at.at, "option \"" + option + "\" " + why);
        return std::nullopt;
    }

    bool is(const Node& node, Node::Type type, const Option& option, const std::string& wanted) {
        if (node.type == type) return true;
        fail(node, option.name, "must be " + wanted + ", not " + std::string(type_name(node.type)));
        return false;
    }

    std::optional<OptionValue> value(const Option& option, const Node& node) {
        OptionValue out{option.type, {}, {}, 0, {}, {}};
        switch (option.type) {
            case OptionType::string:
                if (!is(node, Node::Type::text, option, "a string")) return std::nullopt;
                out.text = node.text;
                return out;
            case OptionType::integer:
                if (!is(node, Node::Type::integer, option, "an integer")) return std::nullopt;
                out.integer = node.integer;
                return out;
            case OptionType::boolean:
                if (!is(node, Node::Type::boolean, option, "true or false")) return std::nullopt;
                out.integer = node.boolean ? 1 : 0;
                return out;
            case OptionType::duration:
                return duration(option, node);
            case OptionType::secret:
                return secret(option, node);
            case OptionType::list:
                if (!is(node, Node::Type::list, option, "a list of strings")) return std::nullopt;
                return strings(option, node);
            case OptionType::map:
                if (!is(node, Node::Type::table, option, "a table of strings")) return std::nullopt;
                return strings(option, node);
            case OptionType::records:
                return records(option, node);
        }
        return fail(node, option.name, "has a type that this version does not know");
    }

    std::optional<OptionValue> duration(const Option& option, const Node& node) {
        const char* wanted = "a duration such as \"30s\"";
        if (!is(node, Node::Type::text, option, wanted)) return std::nullopt;
        const std::optional<int64_t> ms = read_duration(node.text);
        if (!ms) {
            return fail(node, option.name,
                        "must be " + std::string(wanted) + ", not \"" + node.text + '"');
        }
        return OptionValue{OptionType::duration, {}, {}, *ms, {}, {}};
    }

    std::optional<OptionValue> strings(const Option& option, const Node& node) {
        OptionValue out{option.type, {}, {}, 0, {}, {}};
        for (const Node& item : node.items) {
            if (!is(item, Node::Type::text, option, "made of strings")) return std::nullopt;
            out.items.push_back({OptionType::string, item.key, item.text, 0, {}, {}});
        }
        return out;
    }

    std::optional<OptionValue> records(const Option& option, const Node& node) {
        if (!is(node, Node::Type::list, option, "a list of tables")) return std::nullopt;
        OptionValue out{option.type, {}, {}, 0, {}, {}};
        for (const Node& item : node.items) {
            if (!is(item, Node::Type::table, option, "a list of tables")) return std::nullopt;
            const std::string where = item.at.in_request
                                          ? "each of \"" + option.name + "\""
                                          : "[[connection.options." + option.name + "]]";
            out.items.push_back(record(option.fields, item, where));
        }
        return out;
    }

    // The message never repeats what stands there: it may be the secret itself.
    std::optional<OptionValue> secret(const Option& option, const Node& node) {
        const char* how =
            node.at.in_request
                ? R"({"file": "/path"}, {"credential": "name"} or {"env": "NAME"})"
                : R"({ file = "/path" }, { credential = "name" } or { env = "NAME" })";
        if (node.type == Node::Type::text) {
            return fail(node, option.name,
                        std::string("is a secret and must not stand here itself; write ") + how);
        }
        if (node.type != Node::Type::table || node.items.size() != 1 ||
            node.items[0].type != Node::Type::text || node.items[0].text.empty()) {
            return fail(node, option.name, std::string("is a secret; write ") + how);
        }
        const std::vector<std::string> known = {"file", "credential", "env"};
        const auto it = std::find(known.begin(), known.end(), node.items[0].key);
        if (it == known.end()) {
            return fail(
                node, option.name,
                std::string("is a secret; write ") + how + did_you_mean(node.items[0].key, known));
        }
        SecretRef ref;
        ref.from = static_cast<SecretRef::From>(it - known.begin());
        ref.where = node.items[0].text;
        if (ref.from == SecretRef::From::file && node.at.in_request && ref.where.front() != '/')
            return fail(node, option.name, "names a file; write its path from / on");
        if (ref.from == SecretRef::From::file) ref.where = beside(node.at.file, ref.where);
        if (ref.from == SecretRef::From::credential && ref.where.find('/') != std::string::npos) {
            return fail(node, option.name, "names a credential, which has no \"/\" in its name");
        }
        ref.at = node.at;
        if (secrets_.refusal) {
            if (const auto why = secrets_.refusal(ref)) return fail(node, option.name, *why);
        }
        check_readable(ref);
        return OptionValue{OptionType::secret, {}, {}, 0, ref, {}};
    }

    void check_readable(const SecretRef& ref) {
        try {
            (void)read_secret(ref);
        } catch (const Error& e) {
            const std::string prefix = ref.at.text() + ": ";
            const std::string text = std::string(e.what()).substr(prefix.size());
            if (secrets_.readable_now)
                problems_.error(ref.at, text);
            else
                problems_.warning(ref.at, text);
            return;
        }
        if (const auto unsafe = unsafe_secret(ref)) problems_.warning(ref.at, *unsafe);
    }

    void check_groups(const OptionSchema& schema, const Node& table, const std::string& where) {
        std::map<std::string, std::vector<std::string>> groups;
        for (const Option& option : schema) {
            if (!option.one_of.empty()) groups[option.one_of].push_back(option.name);
        }
        for (const auto& [group, names] : groups) {
            const Node* first = nullptr;
            for (const Node& item : table.items) {
                if (std::find(names.begin(), names.end(), item.key) == names.end()) continue;
                if (first != nullptr) {
                    problems_.error(item.at, "\"" + item.key + "\" and \"" + first->key +
                                                 "\" are both given; give one of them");
                }
                first = &item;
            }
            if (first == nullptr) {
                problems_.error(table.at, where + " needs one of " + quoted_list(names));
            }
        }
    }

    // Strings and durations are often declared without the quotes they would be written with.
    Node fallback(const Option& option, const Origin& at) {
        const bool bare =
            (option.type == OptionType::string || option.type == OptionType::duration) &&
            !option.default_text->starts_with('"');
        Node node;
        node.type = Node::Type::text;
        node.text = *option.default_text;
        if (!bare) {
            Problems wrong;
            Node root = read_toml({"", "v = " + *option.default_text}, wrong);
            if (const Node* parsed = root.find("v")) node = *parsed;
        }
        node.at = at;
        node.key.clear();
        return node;
    }

    Problems& problems_;
    const SecretRules& secrets_;
};

} // namespace

OptionValue check_options(const OptionSchema& schema, const Node& options, Problems& problems,
                          const SecretRules& secrets) {
    return Checker(problems, secrets)
        .record(schema, options, options.at.in_request ? "\"options\"" : "[connection.options]");
}

std::map<std::string, OptionValue> check_plugins(const Config& config, const Plugins& plugins,
                                                 Problems& problems) {
    std::map<std::string, OptionValue> out;
    for (const ConnectionConfig& connection : config.connections) {
        if (connection.plugin.empty()) continue; // reported already
        const PluginFound found = plugins.find(connection.plugin);
        if (found.schema == nullptr) {
            problems.error(connection.plugin_at,
                           "plugin \"" + connection.plugin + "\": " + found.problem +
                               did_you_mean(connection.plugin, plugins.known));
            continue;
        }
        out[connection.name] = check_options(*found.schema, connection.options, problems);
    }
    return out;
}

const SecretRef* find_secret(const OptionValue& options, std::string_view path) {
    const size_t dot = path.find('.');
    const std::string_view step = path.substr(0, dot);
    const OptionValue* next = nullptr;
    if (options.type == OptionType::records) {
        size_t index = 0;
        const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
        if (error != std::errc() || end != step.data() + step.size()) return nullptr;
        if (index < options.items.size()) next = &options.items[index];
    } else {
        for (const OptionValue& item : options.items) {
            if (item.name == step) next = &item;
        }
    }
    if (next == nullptr) return nullptr;
    if (dot != std::string_view::npos) return find_secret(*next, path.substr(dot + 1));
    return next->secret ? &*next->secret : nullptr;
}

std::vector<std::string> resolve_secrets(OptionValue& options) {
    std::vector<std::string> texts;
    if (options.secret) {
        options.text = read_secret(*options.secret);
        options.secret.reset();
        texts.push_back(options.text);
    }
    for (OptionValue& item : options.items) {
        std::vector<std::string> below = resolve_secrets(item);
        texts.insert(texts.end(), below.begin(), below.end());
    }
    return texts;
}

} // namespace objsync::config
