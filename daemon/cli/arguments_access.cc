// The commands about who may do what, and who did.
#include "daemon/cli/arguments.h"

#include <CLI/App.hpp>

#include "daemon/cli/commands_change.h"

namespace objsync::cli {

namespace {

// What the daemon would refuse is refused here, where it can be named.
std::string check_days(const std::string& text) {
    if (text == "never") return "";
    const bool digits = !text.empty() && text.size() < 6 &&
                        text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? "" : "must be a number of days, or never";
}

} // namespace

void add_access(CLI::App& app, Context& context, Arguments& a) {
    auto* tokens = app.add_subcommand("token", "Tokens by which programs are known");
    tokens->require_subcommand(1);
    auto* create = tokens->add_subcommand("create", "make one, and print it this once");
    create
        ->add_option("PRINCIPAL", a.token.principal,
                     "the name under which it owns objects, and of the audit log")
        ->required();
    create->add_flag("--governance", a.token.governance, "it may do everything");
    create->add_flag("--create-data-source", a.token.create, "it may register connections");
    create->add_option("--note", a.token.note, "what it is for")->type_name("TEXT");
    create->add_option("--expires", a.token.expires, "in so many days, or never; 90 if not given")
        ->type_name("DAYS")
        ->check(check_days);
    add_dry_run(*create, context);
    create->callback([&] { create_token(context, a.token); });

    tokens->add_subcommand("list", "all of them, without their secrets")->callback([&] {
        list_tokens(context);
    });

    auto* revoke = tokens->add_subcommand("revoke", "from now on it is not known");
    revoke->add_option("TOKEN", a.id, "its number")->required();
    add_dry_run(*revoke, context);
    revoke->callback([&] { revoke_token(context, a.id); });

    auto* record = app.add_subcommand("audit", "Who changed what, or was refused; newest first");
    record->add_option("--limit", a.limit, "how many")->check(CLI::Range(1, 1'000'000));
    record->callback([&] { audit(context, a.limit); });
}

} // namespace objsync::cli
