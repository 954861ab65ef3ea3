#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "daemon/cli/commands_change.h"

namespace objsync::cli {

namespace {

std::string ask(Client& client, Verb verb, const std::string& path, const std::string& body) {
    switch (verb) {
        case Verb::post:
            return client.post(path, body);
        case Verb::put:
            return client.put(path, body);
        case Verb::remove:
            break;
    }
    return client.remove(path);
}

void print_would(const Context& context, const json::Value& would) {
    const std::string text = clean(would["would"].text());
    context.out.line(would["wouldChange"].boolean() ? "It would " + text
                                                    : "It would change nothing: " + text);
    if (!would["objects"].is_integer()) return;
    const int64_t objects = would["objects"].integer();
    context.out.line("  " + counted(objects, "object"));
    const json::Array& sample = would["sample"].items();
    for (const json::Value& path : sample)
        context.out.line("  " + clean(path.text()));
    const int64_t more = objects - static_cast<int64_t>(sample.size());
    if (more > 0) context.out.line("  ... and " + count_text(more) + " more");
}

} // namespace

std::optional<std::string> change(Context& context, Verb verb, const std::string& path,
                                  const std::string& body) {
    if (!context.dry_run) return ask(*context.client, verb, path, body);
    const char before = path.find('?') == std::string::npos ? '?' : '&';
    const std::string text = ask(*context.client, verb, path + before + "dryRun=true", body);
    if (context.json) {
        context.out.line(text);
    } else {
        print_would(context, json::parse(text));
    }
    return std::nullopt;
}

void need_agreement(const Context& context, const std::string& question) {
    if (context.yes) return;
    if (::isatty(STDIN_FILENO) == 0) {
        throw Failure(kUsage, "Nobody can be asked", "standard input is no terminal",
                      "add --yes if this is what you want, or --dry-run to look first");
    }
    std::fprintf(stderr, "%s [y/N] ", question.c_str());
    std::string typed;
    std::getline(std::cin, typed);
    if (typed != "y" && typed != "Y" && typed != "yes")
        throw Failure(kFailed, "Nothing was changed", "it was not agreed to");
}

} // namespace objsync::cli
