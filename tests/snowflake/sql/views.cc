#include "tests/snowflake/sql/views.h"

namespace fake_snowflake::sql {

const std::vector<View>& information_schema() {
    static const std::vector<View> kViews = {info_tables(), info_columns(), info_views(),
                                             info_schemata(), info_databases()};
    return kViews;
}

const std::vector<View>& account_usage() {
    static const std::vector<View> kViews = {usage_tables(),    usage_columns(),
                                             usage_views(),     usage_schemata(),
                                             usage_databases(), usage_tag_references()};
    return kViews;
}

const View* find(const std::vector<View>& views, const std::string& name) {
    for (const View& view : views) {
        if (view.name == name) return &view;
    }
    return nullptr;
}

} // namespace fake_snowflake::sql
