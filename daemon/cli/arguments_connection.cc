// The commands that define connections, and those that tag what is in them.
#include "daemon/cli/arguments.h"

#include <CLI/App.hpp>

namespace objsync::cli {

namespace {

void add_words(CLI::App& command, const char* name, Arguments& a) {
    command.add_option(name, a.definition.name, "may stand in the file instead");
    command.add_option("KEY=VALUE", a.definition.words,
                       "a key of a [[connection]]: plugin=odbc every=6h options.host=db1 "
                       "options.password.file=/etc/objsync/db1");
    command.add_option("--file", a.definition.file, "TOML with one [[connection]], as in conf.d")
        ->type_name("FILE");
}

void add_adding(CLI::App& one, Context& context, Arguments& a) {
    DefinitionOptions& d = a.definition;
    auto* command = one.add_subcommand("add", "register one; its first crawl begins at once");
    add_words(*command, "NAME", a);
    command->add_flag("--active", d.active, "what it has makes data sources");
    command->add_flag("--activate-new", d.activate_new, "what is found in it becomes active");
    command->add_option("--owner", d.owners, "a data owner; may be repeated")
        ->type_name("PRINCIPAL")
        ->allow_extra_args(false);
    command->add_option("--admin", d.admins, "an infrastructure admin beside you; may be repeated")
        ->type_name("PRINCIPAL")
        ->allow_extra_args(false);
    command->add_flag("--full", d.full, "its first crawl trusts no markers and stamps");
    command->add_flag("--check", d.check,
                      "register nothing: connect, and say what its credentials can see");
    add_dry_run(*command, context);
    command->callback([&] { add_connection(context, a.definition); });
}

void add_tags(CLI::App& app, Context& context, Arguments& a) {
    auto* on = app.add_subcommand("tag", "Give PATH local tags, which stand beside its platform's");
    on->add_option("PATH", a.path)->required();
    on->add_option("NAME=VALUE", a.words, "or NAME alone")->required();
    add_dry_run(*on, context);
    on->callback([&] { tag(context, a.path, a.words); });

    auto* off = app.add_subcommand("untag", "Take local tags away from PATH");
    off->add_option("PATH", a.path)->required();
    off->add_option("TAG", a.words, "the name alone")->required();
    add_dry_run(*off, context);
    off->callback([&] { untag(context, a.path, a.words); });
}

} // namespace

void add_defining(CLI::App& app, Context& context, Arguments& a) {
    auto* one = app.add_subcommand("connection", "Define, change and end one connection");
    one->require_subcommand(1);
    add_adding(*one, context, a);

    auto* other = one->add_subcommand(
        "change",
        "define it anew with a file, or change what KEY=VALUEs name; secrets that are "
        "\"[REDACTED]\" stay");
    add_words(*other, "CONNECTION", a);
    other->add_option("--unset", a.definition.unset, "leave this key out; may be repeated")
        ->type_name("KEY")
        ->allow_extra_args(false);
    add_dry_run(*other, context);
    other->callback([&] { change_connection(context, a.definition); });

    auto* look = one->add_subcommand("show", "as TOML that change --file takes");
    look->add_option("CONNECTION", a.name)->required();
    look->callback([&] { show_connection(context, a.name); });

    auto* accept = one->add_subcommand(
        "accept", "take the source that it is connected to now as the right one");
    accept->add_option("CONNECTION", a.name)->required();
    add_dry_run(*accept, context);
    accept->callback([&] { accept_connection(context, a.name); });

    auto* remove = one->add_subcommand("remove", "end its objects and forget it");
    remove->add_option("CONNECTION", a.name)->required();
    remove->add_flag("--keep-objects", a.definition.keep_objects,
                     "only forget that it was registered, so that a file can go on with them");
    add_yes(*remove, context);
    add_dry_run(*remove, context);
    remove->callback([&] { remove_connection(context, a.name, a.definition.keep_objects); });

    add_tags(app, context, a);
}

} // namespace objsync::cli
