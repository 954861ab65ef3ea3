// The commands that decide what counts, and follow what comes of it.
#include "daemon/cli/arguments.h"

#include <CLI/App.hpp>

#include "daemon/cli/commands_change.h"

namespace objsync::cli {

namespace {

void add_applying(CLI::App& command, Context& context, Arguments& a) {
    command.add_option("PATH", a.path)->required();
    command.add_option("--token", a.settings.token,
                       "of a dry run: only while nothing of what it showed has changed");
    command.add_flag("--wait", a.settings.wait, "until it is announced");
    add_dry_run(command, context);
    add_yes(command, context);
}

void add_status(CLI::App& app, Context& context, Arguments& a, const char* name, const char* about,
                const char* active) {
    auto* command = app.add_subcommand(name, about);
    add_applying(*command, context, a);
    command->callback([&context, &a, active] {
        a.settings.active = active;
        set(context, a.path, a.settings);
    });
}

void add_set(CLI::App& app, Context& context, Arguments& a) {
    auto* command = app.add_subcommand(
        "set", "Set what becomes of new objects below PATH, and who answers for it");
    add_applying(*command, context, a);
    auto* activate =
        command
            ->add_option("--activate-new", a.choice, "whether what is found there becomes active")
            ->check(CLI::IsMember({"on", "off", "inherit"}));
    auto* owners = command
                       ->add_option("--owner", a.owners,
                                    "a data owner, instead of those set here; may be repeated")
                       ->type_name("PRINCIPAL")
                       ->allow_extra_args(false);
    auto* admins = command
                       ->add_option("--admin", a.admins,
                                    "an infrastructure admin, instead of those set here; may be "
                                    "repeated")
                       ->type_name("PRINCIPAL")
                       ->allow_extra_args(false);
    auto* no_owner =
        command->add_flag("--no-owner", a.no_owner, "no data owner but those of above");
    auto* no_admin =
        command->add_flag("--no-admin", a.no_admin, "no infrastructure admin but those of above");
    owners->excludes(no_owner);
    admins->excludes(no_admin);
    command->callback([&context, &a, activate, owners, admins] {
        if (activate->count() > 0) {
            a.settings.activate_new = a.choice == "inherit" ? "null"
                                      : a.choice == "on"    ? "true"
                                                            : "false";
        }
        if (owners->count() > 0 || a.no_owner) a.settings.owners = a.owners;
        if (admins->count() > 0 || a.no_admin) a.settings.admins = a.admins;
        set(context, a.path, a.settings);
    });
}

void add_jobs(CLI::App& app, Context& context, Arguments& a) {
    auto* jobs = app.add_subcommand("jobs", "Crawls under way, and settings that are announced");
    auto* id = jobs->add_option("JOB", a.name, "only this one");
    jobs->add_flag("--wait", a.settings.wait, "of one job: until it ends");
    jobs->add_option("--limit", a.limit, "how many")->check(CLI::Range(1, 100'000));
    jobs->callback([&context, &a, id] {
        if (id->count() > 0) {
            show_job(context, a.name, a.settings.wait);
        } else {
            list_jobs(context, a.limit);
        }
    });

    auto* one = app.add_subcommand("job", "Decide about one job");
    one->require_subcommand(1);
    auto* cancel = one->add_subcommand(
        "cancel", "end a crawl; or give back what was set before, and announce that");
    cancel->add_option("JOB", a.name)->required();
    add_dry_run(*cancel, context);
    cancel->callback([&] { cancel_job(context, a.name); });
}

} // namespace

void add_dry_run(CLI::App& command, Context& context) {
    command.add_flag("--dry-run", context.dry_run, "show what would change, change nothing");
}

void add_yes(CLI::App& command, Context& context) {
    command.add_flag("--yes", context.yes, "do not ask whether to go on");
}

void add_settings(CLI::App& app, Context& context, Arguments& a) {
    add_status(app, context, a, "activate",
               "Make data sources of PATH and of what inherits from it", "true");
    add_status(app, context, a, "deactivate", "Make no data sources of PATH and of what inherits",
               "false");
    add_status(app, context, a, "inherit", "Let PATH be as what it lies in is", "null");
    add_set(app, context, a);
    add_jobs(app, context, a);

    auto* forget = app.add_subcommand("purge", "Forget a removed object and what was below it");
    forget->add_option("PATH", a.path)->required();
    add_dry_run(*forget, context);
    add_yes(*forget, context);
    forget->callback([&] { purge(context, a.path); });
}

} // namespace objsync::cli
