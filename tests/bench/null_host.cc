// null-host PLUGIN.so [OPTION=VALUE]...: runs a plugin's crawl() against a host that takes
// everything and does nothing. What this costs is the plugin's own share of a crawl.
#include <dlfcn.h>
#include <objsync/plugin.h>
#include <sys/resource.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Counts {
    std::atomic<size_t> objects = 0, scopes = 0, incomplete = 0;
};

Counts& counts(void* self) {
    return *static_cast<Counts*>(self);
}

// One scope is as good as another: the plugin only hands it back.
objsync_scope* some_scope() {
    static char place = 0;
    return reinterpret_cast<objsync_scope*>(&place);
}

objsync_host make_host(Counts& c) {
    objsync_host h{};
    h.size = sizeof(h);
    h.self = &c;
    h.begin = [](void*, const objsync_source*) -> int { return OBJSYNC_OK; };
    h.wanted = [](void*, const objsync_path*, int) -> int { return OBJSYNC_OK; };
    h.scope_begin = [](void*, const objsync_path*, objsync_scope** scope) -> int {
        *scope = some_scope();
        return OBJSYNC_OK;
    };
    h.object = [](void* self, objsync_scope*, const objsync_object*) -> int {
        ++counts(self).objects;
        return OBJSYNC_OK;
    };
    h.keep = [](void*, objsync_scope*, objsync_str, const char*, objsync_str) -> int {
        return OBJSYNC_OK;
    };
    h.stored_stamps = [](void*, objsync_scope*,
                         void (*)(void*, objsync_str, objsync_str, objsync_str), void*) -> int {
        return OBJSYNC_OK; // nothing is stored
    };
    h.scope_end = [](void* self, objsync_scope*, const objsync_end* end) -> int {
        ++counts(self).scopes;
        counts(self).incomplete += end->outcome != OBJSYNC_COMPLETE;
        return OBJSYNC_OK;
    };
    h.fail = [](void*, const objsync_error* e) -> int {
        std::fprintf(stderr, "%.*s\n", static_cast<int>(e->text.len), e->text.data);
        return OBJSYNC_OK;
    };
    h.cancelled = [](void*) -> int { return 0; };
    h.cancel_fd = [](void*) -> int { return -1; };
    h.on_cancel = [](void*, void (*)(void*), void*) -> int { return OBJSYNC_OK; };
    h.progress = [](void*, objsync_str) -> int { return OBJSYNC_OK; };
    h.log = [](void*, uint32_t, objsync_str) -> int { return OBJSYNC_OK; };
    h.count = [](void*, uint32_t, uint64_t) -> int { return OBJSYNC_OK; };
    return h;
}

objsync_value value_of(const objsync_option& option, const char* text) {
    objsync_value v{};
    v.size = sizeof(v);
    v.type = option.type;
    v.name = {option.name, std::strlen(option.name)};
    v.text = {text, std::strlen(text)};
    v.integer = option.type == OBJSYNC_BOOLEAN ? std::string_view(text) == "true"
                                               : std::strtoll(text, nullptr, 10);
    return v;
}

std::vector<objsync_value> options_of(const objsync_description& d, int argc, char** argv) {
    std::vector<objsync_value> values;
    for (size_t i = 0; i < d.n_options; ++i) {
        const objsync_option& option = d.options[i];
        const char* text = option.default_text;
        for (int a = 2; a < argc; ++a) {
            const size_t n = std::strlen(option.name);
            if (std::strncmp(argv[a], option.name, n) == 0 && argv[a][n] == '=')
                text = argv[a] + n + 1;
        }
        if (text != nullptr) values.push_back(value_of(option, text));
    }
    return values;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: null-host PLUGIN.so [OPTION=VALUE]...\n");
        return 2;
    }
    void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    void* symbol = library == nullptr ? nullptr : dlsym(library, "objsync_plugin_v1");
    if (symbol == nullptr) {
        std::fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    const objsync_plugin* plugin = reinterpret_cast<const objsync_plugin* (*)()>(symbol)();
    const std::vector<objsync_value> values = options_of(*plugin->describe(), argc, argv);
    objsync_value options{};
    options.size = sizeof(options);
    options.type = OBJSYNC_MAP;
    options.items = values.data();
    options.n_items = values.size();
    objsync_job job{};
    job.size = sizeof(job);
    job.connection = {"null", 4};
    job.options = &options;
    Counts c;
    const objsync_host host = make_host(c);
    const int result = plugin->crawl(&host, &job);
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf("objects %zu scopes %zu incomplete %zu max_rss_kb %ld\n", c.objects.load(),
                c.scopes.load(), c.incomplete.load(), used.ru_maxrss);
    return result == OBJSYNC_OK ? 0 : 1;
}
