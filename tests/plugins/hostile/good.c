/* The smallest tree, listed as it should be; and a lookup. */
#define MOCK_OWN_TABLE
#include "mock.h"

static int list_tables(const objsync_host* h) {
    objsync_column columns[2];
    objsync_object table;
    objsync_scope* scope;
    int answer = open_scope(h, "main", &scope);
    if (answer != OBJSYNC_OK) return answer;
    memset(columns, 0, sizeof columns);
    columns[0].size = columns[1].size = sizeof columns[0];
    columns[0].name = str("id");
    columns[0].type = str("INTEGER");
    columns[0].ordinal = 1;
    columns[1].name = str("total");
    columns[1].type = str("NUMERIC(10,2)");
    columns[1].ordinal = 2;
    memset(&table, 0, sizeof table);
    table.size = sizeof table;
    table.name = str("orders");
    table.kind = "table";
    table.has = OBJSYNC_HAS_COLUMNS;
    table.columns = columns;
    table.n_columns = 2;
    h->object(h->self, scope, &table);
    emit(h, scope, "total", "function");
    return close_scope(h, scope, OBJSYNC_COMPLETE);
}

static int crawl(const objsync_host* h, const objsync_job* job) {
    objsync_scope* root;
    int answer;
    (void)job;
    begin(h);
    h->count(h->self, OBJSYNC_COUNT_STATEMENTS, 3);
    answer = open_scope(h, NULL, &root);
    if (answer == OBJSYNC_OK) {
        emit(h, root, "main", "schema");
        close_scope(h, root, OBJSYNC_COMPLETE);
    }
    answer = list_tables(h);
    return answer == OBJSYNC_SKIP ? OBJSYNC_OK : answer;
}

static int lookup(const objsync_host* h, const objsync_job* job) {
    size_t i;
    begin(h);
    for (i = 0; i < job->n_targets; ++i) {
        h->answer(h->self, &job->targets[i], OBJSYNC_LOOKUP_GONE, NULL, str("not in the catalog"));
    }
    return OBJSYNC_OK;
}

const objsync_plugin* objsync_plugin_v1(void) {
    static const objsync_plugin it = {sizeof it, OBJSYNC_ABI_MINOR, describe, check, crawl, lookup};
    return &it;
}
