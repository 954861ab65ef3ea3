// A plugin that crawls a seeded tree of any size: connection > schema > table. For benchmarks and
// for tests with many objects; it never waits and keeps no tree.
#include <array>
#include <cstdlib>
#include <string>

#include "tests/plugins/abi.h"
#include "tests/plugins/synthetic/tree.h"

namespace {

using namespace objsync::test_plugin;
using objsync::synthetic::Shape;
using objsync::synthetic::Tree;

const objsync_description* describe() {
    static const std::array<const char*, 2> kLevels = {"schema", "table"};
    static const std::array<objsync_kind, 2> kKinds = {make_kind("schema", OBJSYNC_KIND_CONTAINER),
                                                       make_kind("table", OBJSYNC_KIND_SOURCE)};
    static const std::array<objsync_option, 17> kOptions = {
        make_option("schemas", OBJSYNC_INTEGER, "10", "Number of schemas."),
        make_option("tables", OBJSYNC_INTEGER, "100", "Number of tables in each schema."),
        make_option("columns", OBJSYNC_INTEGER, "10", "Number of columns of each table."),
        make_option("seed", OBJSYNC_INTEGER, "1", "Another seed is another source."),
        make_option("rounds", OBJSYNC_INTEGER, "0",
                    "Rounds of mutations the tree has been through."),
        make_option("changed", OBJSYNC_STRING, "0.01", "Share of the tables that a round changes."),
        make_option("added", OBJSYNC_STRING, "0", "Share of the tables that a round adds."),
        make_option("removed", OBJSYNC_STRING, "0", "Share of the tables that a round removes."),
        make_option("renamed", OBJSYNC_STRING, "0", "Share of the tables that a round renames."),
        make_option("shuffled", OBJSYNC_BOOLEAN, "false", "Tables in no order, as platforms do."),
        make_option("tagged", OBJSYNC_STRING, "0", "Share of the tables that have a tag."),
        make_option("ids", OBJSYNC_BOOLEAN, "true", "Tables have platform ids."),
        make_option("stamps", OBJSYNC_BOOLEAN, "true", "Tables have stamps."),
        make_option("partial", OBJSYNC_LIST, nullptr,
                    "Schemas of which only the first half is listed."),
        make_option("denied", OBJSYNC_LIST, nullptr, "Schemas that may not be listed."),
        make_option("failed", OBJSYNC_LIST, nullptr, "Schemas whose listing fails half way."),
        make_option("basis", OBJSYNC_STRING, "synthetic", "Basis of all listings."),
    };
    static const objsync_description kDescription = {sizeof(objsync_description),
                                                     "synthetic",
                                                     "1.0",
                                                     kLevels.data(),
                                                     kLevels.size(),
                                                     kKinds.data(),
                                                     kKinds.size(),
                                                     kOptions.data(),
                                                     kOptions.size()};
    return &kDescription;
}

Shape shape_of(const objsync_job* job) {
    const auto share = [job](const char* name) {
        return std::strtod(text_option(job, name).c_str(), nullptr);
    };
    Shape s;
    s.schemas = integer_option(job, "schemas");
    s.tables = integer_option(job, "tables");
    s.columns = integer_option(job, "columns");
    s.seed = static_cast<uint64_t>(integer_option(job, "seed"));
    s.rounds = integer_option(job, "rounds");
    s.changed = share("changed");
    s.added = share("added");
    s.removed = share("removed");
    s.renamed = share("renamed");
    s.tagged = share("tagged");
    s.shuffled = integer_option(job, "shuffled") != 0;
    s.ids = integer_option(job, "ids") != 0;
    s.stamps = integer_option(job, "stamps") != 0;
    return s;
}

class Crawl {
public:
    Crawl(const objsync_host* host, const objsync_job* job)
        : host_(host),
          job_(job),
          tree_(shape_of(job)),
          schemas_(shape_of(job).schemas),
          basis_(text_option(job, "basis")) {}

    int run() {
        static const std::array<const char*, 2> kLevels = {"schema", "table"};
        const std::string identity = "synthetic-" + std::to_string(integer_option(job_, "seed"));
        objsync_source source{};
        source.size = sizeof(source);
        source.identity = str(identity);
        source.server_version = str("1");
        source.levels = kLevels.data();
        source.n_levels = kLevels.size();
        if (const int r = host_->begin(host_->self, &source); r != OBJSYNC_OK) return r;
        if (job_->n_targets == 0) {
            if (const int r = list_root(); r != OBJSYNC_OK) return r;
        }
        for (int64_t s = 0; s < schemas_; ++s) {
            const std::string name = tree_.schema_name(s);
            if (!is_target(name)) continue;
            if (const int r = list_schema(s, name); r != OBJSYNC_OK) return r;
        }
        return OBJSYNC_OK;
    }

private:
    // Targets above or below a schema are met by listing the whole schema.
    [[nodiscard]] bool is_target(const std::string& schema) const {
        if (job_->n_targets == 0) return true;
        for (size_t i = 0; i < job_->n_targets; ++i) {
            const objsync_path& t = job_->targets[i];
            if (t.n == 0 || view(t.segments[0].name) == schema) return true;
        }
        return false;
    }

    int list_root() {
        objsync_scope* scope = nullptr;
        const objsync_path root{nullptr, 0};
        const int begun = host_->scope_begin(host_->self, &root, &scope);
        if (begun != OBJSYNC_OK) return begun == OBJSYNC_SKIP ? OBJSYNC_OK : begun;
        for (int64_t s = 0; s < schemas_; ++s) {
            const std::string name = tree_.schema_name(s);
            const objsync_segment segment{str(name), {}};
            const objsync_path path{&segment, 1};
            const int wanted = host_->wanted(host_->self, &path, 1);
            if (wanted == OBJSYNC_SKIP) continue;
            if (wanted != OBJSYNC_OK) return wanted;
            objsync_object object{};
            object.size = sizeof(object);
            object.name = str(name);
            object.kind = "schema";
            object.created_ms = object.modified_ms = OBJSYNC_NO_TIME;
            if (const int r = host_->object(host_->self, scope, &object); r != OBJSYNC_OK) return r;
        }
        return end(scope, OBJSYNC_COMPLETE);
    }

    int list_schema(int64_t schema, const std::string& name) {
        objsync_scope* scope = nullptr;
        const objsync_segment segment{str(name), {}};
        const objsync_path path{&segment, 1};
        const int begun = host_->scope_begin(host_->self, &path, &scope);
        if (begun != OBJSYNC_OK) return begun == OBJSYNC_SKIP ? OBJSYNC_OK : begun;
        if (list_option_has(job_, "denied", name)) return end(scope, OBJSYNC_DENIED);
        const bool fails = list_option_has(job_, "failed", name);
        const bool partial = list_option_has(job_, "partial", name);
        const int64_t n = fails || partial ? tree_.slots() / 2 : tree_.slots();
        for (int64_t i = 0; i < n; ++i) {
            if (!tree_.load(schema, tree_.slot_at(i))) continue;
            const int r = host_->object(host_->self, scope, &tree_.object());
            if (r != OBJSYNC_OK) return r;
        }
        return end(scope, fails     ? OBJSYNC_SCOPE_FAILED
                          : partial ? OBJSYNC_PARTIAL
                                    : OBJSYNC_COMPLETE);
    }

    int end(objsync_scope* scope, uint32_t outcome) {
        objsync_end e{};
        e.size = sizeof(e);
        e.outcome = outcome;
        e.basis = str(basis_);
        e.as_of_ms = OBJSYNC_NO_TIME;
        e.error.size = sizeof(e.error);
        if (outcome == OBJSYNC_DENIED) e.error.error_class = OBJSYNC_ACCESS_DENIED;
        if (outcome == OBJSYNC_SCOPE_FAILED) e.error.error_class = OBJSYNC_UNAVAILABLE;
        if (outcome != OBJSYNC_COMPLETE) e.error.text = str("as the options say");
        return host_->scope_end(host_->self, scope, &e);
    }

    const objsync_host* host_;
    const objsync_job* job_;
    Tree tree_;
    int64_t schemas_;
    std::string basis_;
};

int crawl(const objsync_host* host, const objsync_job* job) {
    return Crawl(host, job).run();
}

int check(const objsync_host* host, const objsync_job*) {
    return host->report(host->self, OBJSYNC_CHECK_OK, str("tree"), str("it is computed"), {});
}

} // namespace

extern "C" OBJSYNC_EXPORT const objsync_plugin* objsync_plugin_v1(void) {
    static const objsync_plugin kPlugin = {
        sizeof(objsync_plugin), OBJSYNC_ABI_MINOR, describe, check, crawl, nullptr};
    return &kPlugin;
}
