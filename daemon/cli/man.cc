#include "daemon/cli/man.h"

#include <CLI/App.hpp>

namespace objsync::cli {

namespace {

// A line of text: what roff would take for a command or an escape is none.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else {
            out += c;
        }
    }
    if (!out.empty() && (out[0] == '.' || out[0] == '\'')) out.insert(0, "\\&");
    return out;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
    std::vector<const CLI::App*> shown;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (!command->get_group().empty()) shown.push_back(command);
    }
    return shown;
}

std::string usage_of(const CLI::App& app, const std::string& name) {
    std::string usage = "\\fB" + roff(name) + "\\fR";
    for (const CLI::Option* option : app.get_options()) {
        if (!option->get_positional()) continue;
        const std::string word = "\\fI" + roff(option->get_name(true)) + "\\fR" +
                                 (option->get_items_expected_max() > 1 ? "..." : "");
        usage += option->get_required() ? " " + word : " [" + word + "]";
    }
    return usage;
}

void put_options(std::string& page, const CLI::App& app) {
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_positional() || option->get_group().empty()) continue;
        if (option->check_name("--help") && app.get_parent() != nullptr) continue;
        page += ".TP\n\\fB" + roff(option->get_name(false, true)) + "\\fR";
        if (option->get_items_expected_max() > 0)
            page += " \\fI" + roff(option->get_type_name()) + "\\fR";
        page += "\n" + roff(option->get_description()) + "\n";
    }
}

void put_command(std::string& page, const CLI::App& app, const std::string& above) {
    const std::string name = above.empty() ? app.get_name() : above + " " + app.get_name();
    const auto below = commands_of(app);
    page += ".SS \"" + roff(name) + "\"\n";
    page += usage_of(app, "objsyncctl " + name) + (below.empty() ? "" : " ...") + "\n.PP\n";
    page += roff(app.get_description()) + ".\n";
    put_options(page, app);
    for (const CLI::App* command : below)
        put_command(page, *command, name);
}

} // namespace

std::string man_page(const CLI::App& app) {
    std::string page =
        ".TH OBJSYNCCTL 1 \"\" \"objsync\" \"User commands\"\n.SH NAME\n"
        "objsyncctl \\- ask and tell a running objsyncd\n.SH SYNOPSIS\n"
        ".B objsyncctl\n[\\fIoptions\\fR] \\fIcommand\\fR ...\n.SH DESCRIPTION\n";
    page += roff(app.get_description()) +
            "\nobjsyncd keeps a picture of every data object of the configured data platforms, and "
            "emits\nwhat changes. See also its configuration, /etc/objsync/objsyncd.toml.\n";
    page += ".SH OPTIONS\n";
    put_options(page, app);
    page += ".SH COMMANDS\n";
    for (const CLI::App* command : commands_of(app))
        put_command(page, *command, "");
    page += ".SH NOTES\n" + roff(app.get_footer()) + "\n";
    page +=
        ".SH FILES\n.TP\n/run/objsync/control.sock\nthe daemon's control socket\n.TP\n"
        "/etc/objsync/objsyncd.toml\nits configuration\n.SH SEE ALSO\n"
        "journalctl(1), systemctl(1)\n";
    return page;
}

} // namespace objsync::cli
