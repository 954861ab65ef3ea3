// Tables to structs, by the rows of settings.cc.
#include "core/base/error.h"
#include "core/base/zone.h"
#include "core/config/settings.h"
#include "core/config/units.h"
#include "core/model/glob.h"
#include "core/model/local_tags.h"

namespace objsync::config {

namespace {

struct Value {
    std::string text;
    std::vector<std::string> texts;
    int64_t integer = 0; // also booleans and choices
};

// Says what is wrong with a value, in the words of its row.
class Reader {
public:
    Reader(const Row& row, const Node& node, Problems& problems)
        : row_(row), node_(node), problems_(problems) {}

    std::optional<Value> read() {
        switch (row_.kind) {
            case Kind::boolean:
                if (!is(Node::Type::boolean, "true or false")) return std::nullopt;
                return Value{{}, {}, node_.boolean ? 1 : 0};
            case Kind::integer:
                if (!is(Node::Type::integer, "an integer")) return std::nullopt;
                return within(node_.integer, [](int64_t n) { return std::to_string(n); });
            case Kind::percent:
                return quantity(
                    read_percent, [](int64_t n) { return std::to_string(n) + "%"; },
                    "a share such as \"20%\"");
            case Kind::duration:
                return quantity(read_duration, write_duration, "a duration such as \"24h\"");
            case Kind::size:
                return quantity(read_size, write_size, "a size such as \"100MiB\"");
            case Kind::time_of_day:
                return other(read_time_of_day, "a time of day such as \"02:00\"");
            case Kind::mode:
                return other(read_mode, "a file mode such as \"0660\"");
            case Kind::paths:
            case Kind::globs:
            case Kind::names:
            case Kind::tags:
                return list();
            default:
                if (!is(Node::Type::text, "a string") || !check_text(node_)) return std::nullopt;
                return text();
        }
    }

private:
    std::nullopt_t fail(const Node& at, const std::string& why) {
        problems_.error(at.at, '"' + std::string(row_.key) + "\" " + why);
        return std::nullopt;
    }

    bool is(Node::Type type, const std::string& wanted) {
        if (node_.type == type) return true;
        fail(node_, "must be " + wanted + ", not " + std::string(type_name(node_.type)));
        return false;
    }

    template <typename Write>
    std::optional<Value> within(int64_t number, Write write) {
        if (number < row_.min) {
            return fail(node_, "is " + write(number) + ", but must be at least " + write(row_.min));
        }
        if (number > row_.max) {
            return fail(node_, "is " + write(number) + ", but must be at most " + write(row_.max));
        }
        return Value{{}, {}, number};
    }

    template <typename Read, typename Write>
    std::optional<Value> quantity(Read parse, Write write, const std::string& wanted) {
        const std::optional<Value> number = other(parse, wanted);
        return number ? within(number->integer, write) : std::nullopt;
    }

    template <typename Read>
    std::optional<Value> other(Read parse, const std::string& wanted) {
        if (!is(Node::Type::text, wanted)) return std::nullopt;
        const auto number = parse(node_.text);
        if (!number) return fail(node_, "must be " + wanted + ", not \"" + node_.text + '"');
        return Value{{}, {}, *number};
    }

    std::optional<Value> list() {
        if (!is(Node::Type::list, "a list of strings")) return std::nullopt;
        if (node_.items.empty() && !row_.fallback.empty()) {
            return fail(node_, "is an empty list; leave it out for " +
                                   ("[\"" + std::string(row_.fallback) + "\"]"));
        }
        Value value;
        bool good = true;
        for (const Node& item : node_.items) {
            if (item.type != Node::Type::text) {
                fail(item,
                     "must be a list of strings, but holds " + std::string(type_name(item.type)));
                good = false;
            } else if (check_text(item)) {
                value.texts.push_back(row_.kind == Kind::paths ? beside(item.at.file, item.text)
                                                               : item.text);
            } else {
                good = false;
            }
        }
        return good ? std::optional(value) : std::nullopt;
    }

    std::optional<Value> text() {
        Value value{node_.text, {}, 0};
        if (row_.kind == Kind::path) value.text = beside(node_.at.file, node_.text);
        if (row_.kind == Kind::choice) {
            const auto it = std::find(row_.choices.begin(), row_.choices.end(), node_.text);
            value.integer = it - row_.choices.begin();
        }
        return value;
    }

    bool check_text(const Node& node) {
        switch (row_.kind) {
            case Kind::name:
            case Kind::names:
                return check_name(node);
            case Kind::glob:
            case Kind::globs:
                return check_with(node, [&] { const Glob glob(node.text); });
            case Kind::tags:
                return check_with(node, [&] { (void)read_tag(node.text); });
            case Kind::timezone:
                if (zone_exists(node.text)) return true;
                fail(node, "names an unknown time zone, \"" + node.text + '"' +
                               did_you_mean(node.text, zone_names()));
                return false;
            case Kind::choice:
                if (std::find(row_.choices.begin(), row_.choices.end(), node.text) !=
                    row_.choices.end()) {
                    return true;
                }
                fail(node, "must be one of " + quoted_list(row_.choices) + ", not \"" + node.text +
                               '"' + did_you_mean(node.text, row_.choices));
                return false;
            default:
                if (!node.text.empty()) return true;
                fail(node, "is empty");
                return false;
        }
    }

    template <typename Parse>
    bool check_with(const Node& node, Parse parse) {
        try {
            parse();
        } catch (const Error& e) {
            problems_.error(node.at, e.what());
            return false;
        }
        return true;
    }

    bool check_name(const Node& node) {
        const auto good = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == '_';
        };
        if (node.text.empty()) {
            fail(node, "is empty");
        } else if (node.text.size() > kMaxName) {
            fail(node, "is longer than " + std::to_string(kMaxName) + " characters");
        } else if (!std::all_of(node.text.begin(), node.text.end(), good)) {
            fail(node, "is \"" + node.text + "\", but may hold only letters, digits, - and _");
        } else {
            return true;
        }
        return false;
    }

    const Row& row_;
    const Node& node_;
    Problems& problems_;
};

template <typename T>
void store(T& out, const typename Setting<T>::Member& member, const Value& value) {
    struct Visitor {
        T& out;
        const Value& value;
        void operator()(std::string T::*m) const { out.*m = value.text; }
        void operator()(std::vector<std::string> T::*m) const { out.*m = value.texts; }
        void operator()(int64_t T::*m) const { out.*m = value.integer; }
        void operator()(std::optional<int64_t> T::*m) const { out.*m = value.integer; }
        void operator()(std::optional<bool> T::*m) const { out.*m = value.integer != 0; }
        void operator()(void (*set)(T&, size_t)) const {
            set(out, static_cast<size_t>(value.integer));
        }
    };
    std::visit(Visitor{out, value}, member);
}

Node fallback_node(const Row& row) {
    Node node;
    node.type = Node::Type::text;
    node.text = row.fallback;
    if (row.kind == Kind::boolean) {
        node.type = Node::Type::boolean;
        node.boolean = row.fallback == "true";
    } else if (row.kind == Kind::integer) {
        node.type = Node::Type::integer;
        node.integer = std::stoll(std::string(row.fallback));
    } else if (row.kind == Kind::paths || row.kind == Kind::globs) {
        node.type = Node::Type::list;
        node.items.push_back(node);
        node.items.back().type = Node::Type::text;
    }
    return node;
}

template <typename T>
std::vector<std::string> keys_of(const Settings<T>& settings,
                                 const std::vector<std::string_view>& others) {
    std::vector<std::string> keys(others.begin(), others.end());
    for (const Setting<T>& setting : settings)
        keys.emplace_back(setting.row.key);
    return keys;
}

} // namespace

template <typename T>
T with_defaults(const Settings<T>& settings) {
    T out;
    Problems problems;
    for (const Setting<T>& setting : settings) {
        const bool tells_given = std::holds_alternative<std::optional<bool> T::*>(setting.member);
        if (setting.row.fallback.empty() || tells_given) continue;
        const Node node = fallback_node(setting.row);
        if (const auto value = Reader(setting.row, node, problems).read()) {
            store(out, setting.member, *value);
        }
    }
    if (!problems.ok()) throw Error(ErrorKind::bug, "a default is wrong: " + problems.text());
    return out;
}

template <typename T>
void read_section(const Node& table, std::string_view section, const Settings<T>& settings,
                  const std::vector<std::string_view>& others, T& out, Problems& problems) {
    const std::vector<std::string> known = keys_of(settings, others);
    for (const Node& node : table.items) {
        if (std::find(known.begin(), known.end(), node.key) == known.end()) {
            problems.error(node.at, "unknown key \"" + node.key + "\" in " + std::string(section) +
                                        did_you_mean(node.key, known));
        }
    }
    for (const Setting<T>& setting : settings) {
        const Node* node = table.find(setting.row.key);
        if (node == nullptr) {
            if (!setting.row.required) continue;
            problems.error(
                table.at, std::string(section) + " has no \"" + std::string(setting.row.key) + '"');
        } else if (const auto value = Reader(setting.row, *node, problems).read()) {
            store(out, setting.member, *value);
        }
    }
}

template DaemonConfig with_defaults(const Settings<DaemonConfig>&);
template ControlConfig with_defaults(const Settings<ControlConfig>&);
template RegistrationConfig with_defaults(const Settings<RegistrationConfig>&);
template CallerConfig with_defaults(const Settings<CallerConfig>&);
template ConnectionConfig with_defaults(const Settings<ConnectionConfig>&);
template GuardConfig with_defaults(const Settings<GuardConfig>&);
template GuardPath with_defaults(const Settings<GuardPath>&);
template DefaultTagsConfig with_defaults(const Settings<DefaultTagsConfig>&);
template SinkConfig with_defaults(const Settings<SinkConfig>&);

template void read_section(const Node&, std::string_view, const Settings<DaemonConfig>&,
                           const std::vector<std::string_view>&, DaemonConfig&, Problems&);
template void read_section(const Node&, std::string_view, const Settings<ControlConfig>&,
                           const std::vector<std::string_view>&, ControlConfig&, Problems&);
template void read_section(const Node&, std::string_view, const Settings<RegistrationConfig>&,
                           const std::vector<std::string_view>&, RegistrationConfig&, Problems&);
template void read_section(const Node&, std::string_view, const Settings<CallerConfig>&,
                           const std::vector<std::string_view>&, CallerConfig&, Problems&);
template void read_section(const Node&, std::string_view, const Settings<ConnectionConfig>&,
                           const std::vector<std::string_view>&, ConnectionConfig&, Problems&);
template void read_section(const Node&, std::string_view, const Settings<GuardConfig>&,
                           const std::vector<std::string_view>&, GuardConfig&, Problems&);
template void read_section(const Node&, std::string_view, const Settings<GuardPath>&,
                           const std::vector<std::string_view>&, GuardPath&, Problems&);
template void read_section(const Node&, std::string_view, const Settings<DefaultTagsConfig>&,
                           const std::vector<std::string_view>&, DefaultTagsConfig&, Problems&);
template void read_section(const Node&, std::string_view, const Settings<SinkConfig>&,
                           const std::vector<std::string_view>&, SinkConfig&, Problems&);

} // namespace objsync::config
