// The commands that change what the daemon keeps; rules as in commands.h. Each of them can say what
// it would do instead: Context::dry_run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/cli/commands.h"

namespace objsync::cli {

// cmd_settings.cc
struct SettingsOptions {
    // "true", "false" or "null", as JSON has them; empty: stays as it is.
    std::string active, activate_new;
    std::optional<std::vector<std::string>> owners, admins;
    std::string token; // of a dry run
    bool wait = false;
};
void set(Context& context, const std::string& path, const SettingsOptions& options);

// cmd_definition.cc
struct DefinitionOptions {
    std::string name, file;
    std::vector<std::string> words, unset; // KEY=VALUE, KEY
    bool active = false, activate_new = false, full = false, check = false, keep_objects = false;
    std::vector<std::string> owners, admins;
};
void add_connection(Context& context, DefinitionOptions& options);
void change_connection(Context& context, DefinitionOptions& options);
void show_connection(Context& context, const std::string& name);

// cmd_tag.cc
void tag(Context& context, const std::string& path, const std::vector<std::string>& tags);
void untag(Context& context, const std::string& path, const std::vector<std::string>& names);

// cmd_jobs.cc
void list_jobs(Context& context, int64_t limit);
void show_job(Context& context, const std::string& id, bool wait);
void show_settings_job(Context& context, const json::Value& job);
void cancel_job(Context& context, const std::string& id);

// cmd_purge.cc
void purge(Context& context, const std::string& path);

// cmd_token.cc
struct TokenOptions {
    std::string principal, note, expires; // days, "never", or empty: the daemon's default
    bool governance = false, create = false;
};
void create_token(Context& context, const TokenOptions& options);
void list_tokens(Context& context);
void revoke_token(Context& context, int64_t id);

// cmd_audit.cc
void audit(Context& context, int64_t limit);

// What several of them need.
enum class Verb { post, put, remove };
// Asks for the change and returns the answer. In a dry run: asks what it would do, prints that, and
// returns nullopt.
[[nodiscard]] std::optional<std::string> change(Context& context, Verb verb,
                                                const std::string& path,
                                                const std::string& body = "{}");
// Asks whether to go on, unless --yes was given. Throws Failure: it was denied, or there is nobody
// to ask.
void need_agreement(const Context& context, const std::string& question);

} // namespace objsync::cli
