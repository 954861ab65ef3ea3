// A plugin that does what a text file says, line by line: any listing, any outcome, any fault, and
// points where it waits for the test. README.md lists the statements.
#include <array>
#include <exception>

#include "tests/plugins/abi.h"
#include "tests/plugins/scripted/run.h"

namespace objsync::scripted {

const std::map<std::string, Run::Verb, std::less<>>& Run::verbs() {
    static const std::map<std::string, Verb, std::less<>> kVerbs = {
        {"scope", &Run::scope},
        {"object", &Run::object},
        {"keep", &Run::keep},
        {"keep-all", &Run::keep_all},
        {"gone", &Run::gone},
        {"end", &Run::end},
        {"facet", &Run::facet},
        {"part", &Run::part},
        {"facet-end", &Run::facet_end},
        {"fail", &Run::fail},
        {"log", &Run::log},
        {"progress", &Run::progress},
        {"count", &Run::count},
        {"ask-marker", &Run::ask_marker},
        {"ask-stamps", &Run::ask_stamps},
        {"ask-secret", &Run::ask_secret},
        {"once", &Run::once},
        {"stop", &Run::stop},
        {"stop-deaf", &Run::stop_deaf},
        {"hang", &Run::hang},
        {"hang-hard", &Run::hang_hard},
        {"crash", &Run::crash},
        {"exit", &Run::exit_now},
        {"leave", &Run::leave},
        {"print", &Run::print},
        {"allocate", &Run::allocate},
        {"pid", &Run::pid},
    };
    return kVerbs;
}

namespace {

using namespace test_plugin;

const objsync_description* describe() {
    static const std::array<const char*, 3> kLevels = {"database", "schema", "table"};
    static const std::array<objsync_kind, 8> kKinds = {
        make_kind("database", OBJSYNC_KIND_CONTAINER),
        make_kind("schema", OBJSYNC_KIND_CONTAINER),
        make_kind("table", OBJSYNC_KIND_SOURCE),
        make_kind("view", OBJSYNC_KIND_SOURCE),
        make_kind("materialized_view", OBJSYNC_KIND_SOURCE),
        make_kind("volume", OBJSYNC_KIND_SOURCE, "volume"),
        make_kind("function", 0, "function"),
        make_kind("model", 0, "model")};
    static const std::array<objsync_option, 2> kHostFields = {
        make_option("name", OBJSYNC_STRING, nullptr, "Name of the host.", OBJSYNC_REQUIRED),
        make_option("token", OBJSYNC_SECRET, nullptr, "Its token.")};
    static const std::array<objsync_option, 6> kOptions = [] {
        std::array<objsync_option, 6> o = {
            make_option("script", OBJSYNC_STRING, nullptr,
                        "File with the script, read at each crawl.", OBJSYNC_REQUIRED),
            make_option("token", OBJSYNC_SECRET, nullptr,
                        "A secret that the script may try to tell."),
            make_option("hosts", OBJSYNC_RECORDS, nullptr, "Nothing is done with them."),
            make_option("labels", OBJSYNC_MAP, nullptr, "Nothing is done with them."),
            make_option("patience", OBJSYNC_DURATION, "1s", "Nothing is done with it."),
            make_option("names", OBJSYNC_LIST, nullptr, "Nothing is done with them.")};
        o[2].fields = kHostFields.data();
        o[2].n_fields = kHostFields.size();
        return o;
    }();
    static const objsync_description kDescription = {sizeof(objsync_description),
                                                     "scripted",
                                                     "1.0",
                                                     kLevels.data(),
                                                     kLevels.size(),
                                                     kKinds.data(),
                                                     kKinds.size(),
                                                     kOptions.data(),
                                                     kOptions.size()};
    return &kDescription;
}

// A mistake in a script ends the call with an error that names it.
int guarded(const objsync_host* host, const objsync_job* job, int (Run::*call)()) {
    try {
        Run run(host, job);
        return (run.*call)();
    } catch (const std::exception& e) {
        const std::string text = std::string("the script: ") + e.what();
        const objsync_error error{sizeof(objsync_error), OBJSYNC_BUG, {}, str(text), 0};
        host->fail(host->self, &error);
        return OBJSYNC_FAILED;
    }
}

int check(const objsync_host* host, const objsync_job* job) {
    return guarded(host, job, &Run::check);
}
int crawl(const objsync_host* host, const objsync_job* job) {
    return guarded(host, job, &Run::crawl);
}
int lookup(const objsync_host* host, const objsync_job* job) {
    return guarded(host, job, &Run::lookup);
}

} // namespace
} // namespace objsync::scripted

extern "C" OBJSYNC_EXPORT const objsync_plugin* objsync_plugin_v1(void) {
    static const objsync_plugin kPlugin = {sizeof(objsync_plugin),      OBJSYNC_ABI_MINOR,
                                           objsync::scripted::describe, objsync::scripted::check,
                                           objsync::scripted::crawl,    objsync::scripted::lookup};
    return &kPlugin;
}
