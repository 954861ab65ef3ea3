// objsyncctl: asks the running daemon over its Unix socket.
#include <clocale>
#include <cstdio>

#include "core/base/error.h"
#include "daemon/cli/arguments.h"

namespace objsync::cli {

namespace {

int report(const Context& context, const Failure& failure) {
    if (context.json && !failure.json.empty()) {
        std::fprintf(stderr, "%s\n", failure.json.c_str());
        return failure.code;
    }
    std::fprintf(stderr, "objsyncctl: %s\n", clean(failure.what()).c_str());
    if (!failure.detail.empty()) std::fprintf(stderr, "  %s\n", clean(failure.detail).c_str());
    for (const std::string& mistake : failure.mistakes)
        std::fprintf(stderr, "  %s\n", clean(mistake).c_str());
    if (!failure.what_to_do.empty())
        std::fprintf(stderr, "  What to do: %s\n", clean(failure.what_to_do).c_str());
    return failure.code;
}

int run(int argc, char** argv) {
    Context context;
    try {
        return run_command_line(argc, argv, context);
    } catch (const Failure& failure) {
        return report(context, failure);
    } catch (const Error& error) {
        return report(context,
                      Failure(kFailed, "The daemon's answer cannot be read", error.what()));
    }
}

} // namespace

} // namespace objsync::cli

int main(int argc, char** argv) {
    // Only for the width of characters: output is UTF-8, numbers look the same everywhere.
    std::setlocale(LC_CTYPE, "C.UTF-8");
    return objsync::cli::run(argc, argv);
}
