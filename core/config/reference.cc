#include "core/config/reference.h"

#include "core/config/settings.h"
#include "core/config/units.h"

namespace objsync::config {

namespace {

constexpr size_t kWidth = 98;

// Prose as comment lines.
void put_prose(std::string& out, std::string_view prose) {
    std::string line = "#";
    while (!prose.empty()) {
        const size_t space = prose.find(' ');
        const std::string_view word = prose.substr(0, space);
        prose.remove_prefix(space == std::string_view::npos ? prose.size() : space + 1);
        if (line.size() + 1 + word.size() > kWidth) {
            out += line + '\n';
            line = "#";
        }
        line.append(" ").append(word);
    }
    if (line != "#") out += line + '\n';
}

std::string quoted(std::string_view text) {
    return '"' + std::string(text) + '"';
}

std::string value_text(const Row& row) {
    switch (row.kind) {
        case Kind::boolean:
        case Kind::integer:
            return row.fallback.empty() ? "0" : std::string(row.fallback);
        case Kind::paths:
        case Kind::globs:
        case Kind::names:
        case Kind::tags:
            return row.fallback.empty() ? "[]" : '[' + quoted(row.fallback) + ']';
        default:
            return quoted(row.fallback);
    }
}

std::string bounds_text(const Row& row) {
    if (!row.choices.empty()) return "One of " + quoted_list(row.choices) + ".";
    const auto range = [&](const std::string& min, const std::string& max) {
        return "From " + min + " to " + max + ".";
    };
    switch (row.kind) {
        case Kind::integer:
            return range(std::to_string(row.min), std::to_string(row.max));
        case Kind::duration:
            return range(write_duration(row.min), write_duration(row.max));
        case Kind::size:
            return range(write_size(row.min), write_size(row.max));
        default:
            return "";
    }
}

template <typename T>
void put_rows(std::string& out, const Settings<T>& settings) {
    for (const Setting<T>& setting : settings) {
        const Row& row = setting.row;
        std::string prose(row.help);
        if (const std::string bounds = bounds_text(row); !bounds.empty()) prose += ' ' + bounds;
        if (row.required) prose += " Required.";
        put_prose(out, prose);
        const bool none = row.fallback.empty() && row.kind == Kind::time_of_day;
        out +=
            '#' + std::string(row.key) + " = " + (none ? quoted("02:00") : value_text(row)) + '\n';
    }
}

std::string_view option_type_text(OptionType type) {
    switch (type) {
        case OptionType::string:
            return "String.";
        case OptionType::integer:
            return "Integer.";
        case OptionType::boolean:
            return "Boolean.";
        case OptionType::duration:
            return "Duration.";
        case OptionType::secret:
            return "Secret.";
        case OptionType::list:
            return "List of strings.";
        case OptionType::map:
            return "Table of strings.";
        case OptionType::records:
            return "List of tables.";
    }
    return "";
}

std::string example_value(const Option& option) {
    const bool bare = option.type == OptionType::string || option.type == OptionType::duration;
    if (option.default_text) {
        const bool quote = bare && !option.default_text->starts_with('"');
        return quote ? quoted(*option.default_text) : *option.default_text;
    }
    switch (option.type) {
        case OptionType::integer:
            return "0";
        case OptionType::boolean:
            return "false";
        case OptionType::secret:
            return "{ file = \"/path\" }";
        case OptionType::list:
            return "[]";
        case OptionType::map:
            return "{}";
        default:
            return "\"\"";
    }
}

void put_options(std::string& out, const OptionSchema& schema, const std::string& header) {
    out += '#' + header + '\n';
    for (const Option& option : schema) {
        if (option.type == OptionType::records) continue;
        std::string prose = option.help;
        prose.append(" ").append(option_type_text(option.type));
        if (option.required) prose += " Required.";
        if (!option.one_of.empty()) {
            std::vector<std::string> group;
            for (const Option& other : schema) {
                if (other.one_of == option.one_of) group.push_back(other.name);
            }
            prose += " Give exactly one of " + quoted_list(group) + '.';
        }
        put_prose(out, prose);
        out += '#' + option.name + " = " + example_value(option) + '\n';
    }
    // TOML wants the sub-tables last.
    for (const Option& option : schema) {
        if (option.type != OptionType::records) continue;
        out += '\n';
        put_prose(out, option.help + (option.required ? " Required." : ""));
        put_options(out, option.fields, "[[connection.options." + option.name + "]]");
    }
}

} // namespace

std::string config_reference() {
    std::string out;
    put_prose(out,
              "The configuration of objsyncd. Everything here is commented out and shows the "
              "default. Files of conf.d beside this one are read after it in the order of their "
              "names (conf.d/*.toml); connections and sinks of all files stand side by side, other "
              "settings of a later file win. Check a change with: objsyncd --check-config");
    out += "#\n";
    put_prose(out,
              "Durations are written \"30s\", \"15m\", \"24h\", \"90d\", sizes \"64KiB\", "
              "\"100MiB\", \"2GiB\". A path that does not begin with / is taken from the folder of "
              "the file that names it.");
    out += "\n[daemon]\n";
    put_rows(out, daemon_settings());
    out += "\n[control]\n";
    put_rows(out, control_settings());
    out += '\n';
    put_prose(out,
              "Connections that are registered through the API by callers with CREATE_DATA_SOURCE "
              "and without GOVERNANCE, or changed by their infrastructure admins.");
    out += "[registration]\n";
    put_rows(out, registration_settings());
    out += '\n';
    put_prose(out,
              "Who a process that connects to the socket is. Root and the daemon's own user may do "
              "everything; who is not named here may do nothing. One such section for each.");
    out += "#[[caller]]\n";
    put_rows(out, caller_settings());
    out += '\n';
    put_prose(out,
              "Any key of a connection but its name may stand here, to hold for all that do not "
              "give it themselves.");
    out += "[defaults]\n\n";
    put_prose(out, "One such section for each connection.");
    out += "#[[connection]]\n";
    put_rows(out, connection_settings());
    out += '\n';
    put_prose(out,
              "What the plugin declares; `objsyncctl plugins` lists it. A secret is written "
              "{ file = \"/path\" }, { credential = \"name\" } (systemd) or { env = \"NAME\" }.");
    out += "#[connection.options]\n\n";
    put_prose(out,
              "When much is suddenly missing, its removal is held until it is confirmed. All "
              "that is missing counts against the connection and every container above it.");
    out += "#[connection.guard]\n";
    put_rows(out, guard_settings());
    out += "#[[connection.guard.path]]\n";
    put_rows(out, guard_path_settings());
    out += '\n';
    put_prose(out,
              "Local tags that objects get when they are first found. They stand beside the "
              "platform's tags, no crawl touches them later, and people change them.");
    out += "#[[connection.default_tags]]\n";
    put_rows(out, default_tags_settings());
    out += '\n';
    put_prose(out, "One such section for each place that events go to.");
    out += "#[[sink]]\n";
    put_rows(out, sink_settings());
    return out;
}

std::string option_reference(const OptionSchema& schema) {
    std::string out;
    put_options(out, schema, "[connection.options]");
    return out;
}

} // namespace objsync::config
