// The options that a plugin declares, and a connection's options checked against them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config.h"
#include "core/config/problems.h"
#include "core/config/secret.h"

namespace objsync::config {

// Numbers as in plugin.h.
enum class OptionType : uint32_t {
    string = 1,
    integer,
    boolean,
    duration,
    secret,
    list,    // of strings
    map,     // name -> string
    records, // list of records with the given fields
};

struct Option {
    std::string name;
    OptionType type = OptionType::string;
    bool required = false;
    std::string one_of;                      // empty, or a group: exactly one of it is given
    std::optional<std::string> default_text; // as it would be written in the configuration
    std::string help;
    std::vector<Option> fields; // of records
};
using OptionSchema = std::vector<Option>;

// A checked value, defaults filled in. A record is a map. Secrets stay references.
struct OptionValue {
    OptionType type = OptionType::map;
    std::string name;                // of a map's member; empty in lists
    std::string text;                // of strings
    int64_t integer = 0;             // integers, booleans (0, 1), durations in milliseconds
    std::optional<SecretRef> secret; // of secrets
    std::vector<OptionValue> items;  // of lists, maps and records
};

// What is asked of the secrets of a connection.
struct SecretRules {
    // Why this one may not be used; it may also limit how it is read. Comes before it is read.
    std::function<std::optional<std::string>(SecretRef& ref)> refusal;
    bool readable_now = true; // false: one that cannot be read is a warning, as it may come
};

// Checks options as written, and that each secret can be read; wrong ones are reported.
[[nodiscard]] OptionValue check_options(const OptionSchema& schema, const Node& options,
                                        Problems& problems, const SecretRules& secrets = {});

struct PluginFound {
    const OptionSchema* schema = nullptr; // must live as long as it is used
    std::string problem;                  // why there is none: "there is no x.so in /a, /b"
};
struct Plugins {
    std::function<PluginFound(const std::string& name)> find;
    std::vector<std::string> known; // for suggestions
};

// The options of every connection, by connection name; those with problems may be missing.
[[nodiscard]] std::map<std::string, OptionValue> check_plugins(const Config& config,
                                                               const Plugins& plugins,
                                                               Problems& problems);

// The secret at a path such as "token" or "hosts.0.token"; nullptr if there is none.
[[nodiscard]] const SecretRef* find_secret(const OptionValue& options, std::string_view path);

// Reads every secret into the `text` of its value, and drops the references. Returns the texts,
// which are to be masked wherever they could show. Throws Error{config} like read_secret.
std::vector<std::string> resolve_secrets(OptionValue& options);

} // namespace objsync::config
