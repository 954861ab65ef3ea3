#include "core/config/registered.h"

#include <algorithm>
#include <array>

#include "core/config/connection.h"
#include "core/config/redact.h"
#include "core/config/settings.h"

namespace objsync::config {

namespace {

// Keys of a [[connection]] that a request has elsewhere, and where.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kElsewhere = {{
    {"name", "\"connectionKey\""},
    {"active", "\"isActive\" of \"settings\", and later PUT /data/settings"},
    {"activate_new", "\"activateNewChildren\" of \"settings\", and later PUT /data/settings"},
}};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// A principal may be called anything; not every name is one of a folder.
bool names_a_folder(const std::string& principal) {
    return !principal.empty() && principal != "." && principal != ".." &&
           principal.find_first_of(std::string_view("/\0", 2)) == std::string::npos;
}

} // namespace

bool is_reserved_key(std::string_view key) {
    return is_one_of(key, {"data", "connection", "object", "crawl", "search", "settings",
                           "metadata", "permission", "sync", "bulk", "upgrade"});
}

ConnectionConfig read_registered(const std::string& key, const Node& table, const Node& defaults,
                                 Problems& problems) {
    Node own = table;
    for (const auto& [name, instead] : kElsewhere) {
        if (const Node* node = own.find(name)) {
            problems.error(node->at, "\"" + std::string(name) + "\" does not stand here: it is " +
                                         std::string(instead));
        }
        std::erase_if(own.items, [key = name](const Node& item) { return item.key == key; });
    }
    Node shared = defaults;
    std::erase_if(shared.items, [](const Node& item) {
        return is_one_of(item.key, {"name", "plugin", "active", "activate_new", kOptions});
    });
    Node all = with_defaults_of(shared, own);
    Node name;
    name.type = Node::Type::text;
    name.at = {"connectionKey", 0, true};
    name.key = "name";
    name.text = key;
    all.items.insert(all.items.begin(), name);
    if (is_reserved_key(key))
        problems.error(name.at, "\"" + key + "\" is a word of the API; choose another key");
    ConnectionConfig connection = read_connection(all, problems);
    connection.table = table;
    return connection;
}

void refuse_passwords(const Node& options, Problems& problems) {
    if (options.type == Node::Type::text && without_passwords(options.text) != options.text)
        problems.error(options.at,
                       "it holds a password, which must not stand here; give it in the option that "
                       "is for it, which takes a reference to a secret");
    for (const Node& item : options.items)
        refuse_passwords(item, problems);
}

void Voucher::check_plugin(const ConnectionConfig& connection, Problems& problems) const {
    const auto& allowed = rules_.plugins;
    if (principals_.empty() || connection.plugin.empty()) return;
    if (std::find(allowed.begin(), allowed.end(), connection.plugin) != allowed.end()) return;
    problems.error(connection.plugin_at,
                   "plugin \"" + connection.plugin +
                       "\" is not one that callers without GOVERNANCE may use: " +
                       (allowed.empty() ? "there is none" : "these are " + quoted_list(allowed)) +
                       " (\"plugins\" of [registration] in the configuration)");
}

SecretRules Voucher::secrets(bool readable_now) const {
    SecretRules rules;
    rules.readable_now = readable_now;
    if (!principals_.empty()) rules.refusal = [*this](SecretRef& ref) { return refusal(ref); };
    return rules;
}

std::optional<std::string> Voucher::refusal(SecretRef& ref) const {
    std::string base = rules_.secrets;
    if (base.ends_with('/')) base.pop_back();
    std::vector<std::string> folders;
    for (const std::string& principal : principals_) {
        if (!names_a_folder(principal)) continue;
        const std::string folder = base + "/" + principal;
        if (ref.from == SecretRef::From::file && ref.where.starts_with(folder + "/") &&
            ref.where.back() != '/') {
            ref.beneath = folder;
            return std::nullopt;
        }
        folders.push_back(folder + "/");
    }
    if (folders.empty())
        return "cannot be given by this caller, whose name is none of a folder for its secrets";
    return "must be a file below " + quoted_list(folders) +
           ", as this caller has no GOVERNANCE (\"secrets\" of [registration] in the "
           "configuration)";
}

} // namespace objsync::config
