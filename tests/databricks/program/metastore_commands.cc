// What shapes and changes the metastore.
#include "tests/databricks/program/commands.h"
#include "tests/databricks/program/fields.h"

namespace fake_databricks {

namespace {

std::string catalog(Fake& fake, Line& line) {
    fake.metastore.catalog(line.word(1, "catalog"), [&](Catalog& c) { set_fields(line, c); });
    return {};
}

std::string schema(Fake& fake, Line& line) {
    fake.metastore.schema(line.word(1, "catalog"), line.word(2, "schema"),
                          [&](Schema& s) { set_fields(line, s); });
    return {};
}

std::string table(Fake& fake, Line& line) {
    fake.metastore.table(line.word(1, "catalog"), line.word(2, "schema"), line.word(3, "table"),
                         [&](Table& t) { set_fields(line, t); });
    return {};
}

std::string volume(Fake& fake, Line& line) {
    fake.metastore.volume(line.path(1), [&](Volume& v) { set_fields(line, v); });
    return {};
}

std::string function(Fake& fake, Line& line) {
    fake.metastore.function(line.path(1), [&](Function& f) { set_fields(line, f); });
    return {};
}

std::string model(Fake& fake, Line& line) {
    fake.metastore.model(line.path(1), [&](Model& m) { set_fields(line, m); });
    return {};
}

std::string generate(Fake& fake, Line& line) {
    fake.metastore.generate(line.word(1, "catalog"), line.integer(2, "number of schemas"),
                            line.integer(3, "number of tables"),
                            line.integer(4, "number of columns"));
    return {};
}

std::string change(Fake& fake, Line& line) {
    const Path path = line.path(1);
    if (path.size() == 1)
        fake.metastore.change_catalog(path[0], [&](Catalog& c) { set_fields(line, c); });
    if (path.size() == 2)
        fake.metastore.change_schema(path, [&](Schema& s) { set_fields(line, s); });
    if (path.size() == 3) fake.metastore.change_table(path, [&](Table& t) { set_fields(line, t); });
    return {};
}

std::string rename(Fake& fake, Line& line) {
    Path path = line.path(1);
    if (path.size() != 4) throw LineError("rename takes CATALOG SCHEMA TABLE and the new name");
    const std::string name = path.back();
    path.pop_back();
    fake.metastore.rename_table(path, name);
    return {};
}

std::string drop(Fake& fake, Line& line) {
    fake.metastore.drop(line.path(1));
    return {};
}

std::string grant(Fake& fake, Line& line) {
    fake.metastore.grant(line.word(1, "principal"), line.word(2, "privilege"), line.path(3));
    return {};
}

std::string revoke(Fake& fake, Line& line) {
    fake.metastore.revoke(line.word(1, "principal"), line.word(2, "privilege"), line.path(3));
    return {};
}

std::string admin(Fake& fake, Line& line) {
    fake.metastore.admin(line.word(1, "principal"), line.word(2, "yes or no") == "yes");
    return {};
}

std::string metastore(Fake& fake, Line& line) {
    fake.metastore.identity(line.word(1, "id"));
    return {};
}

std::string tag(Fake& fake, Line& line) {
    fake.metastore.tag(line.path(3), line.word(1, "key"), line.word(2, "value"));
    return {};
}

std::string untag(Fake& fake, Line& line) {
    fake.metastore.untag(line.path(2), line.word(1, "key"));
    return {};
}

constexpr Command kCommands[] = {
    {"metastore", "metastore ID", metastore},
    {"catalog", "catalog NAME [owner=] [comment=] [catalog_type=] [bind=WORKSPACE[:TYPE],...]",
     catalog},
    {"schema", "schema CATALOG NAME [owner=] [comment=]", schema},
    {"table", "table CATALOG SCHEMA NAME [table_type=] [columns=NAME:TYPE,...] [comment=] ...",
     table},
    {"volume", "volume CATALOG SCHEMA NAME [volume_type=]", volume},
    {"function", "function CATALOG SCHEMA NAME [full_data_type=] [parameters=NAME:TYPE,...]",
     function},
    {"model", "model CATALOG SCHEMA NAME", model},
    {"generate", "generate CATALOG SCHEMAS TABLES COLUMNS", generate},
    {"change", "change CATALOG [SCHEMA [TABLE]] [what a table takes]", change},
    {"rename", "rename CATALOG SCHEMA TABLE NAME", rename},
    {"drop", "drop CATALOG [SCHEMA [OBJECT]]", drop},
    {"grant", "grant PRINCIPAL PRIVILEGE CATALOG [SCHEMA [OBJECT]]", grant},
    {"revoke", "revoke PRINCIPAL PRIVILEGE CATALOG [SCHEMA [OBJECT]]", revoke},
    {"admin", "admin PRINCIPAL yes|no", admin},
    {"tag", "tag KEY VALUE CATALOG [SCHEMA [OBJECT [COLUMN]]]", tag},
    {"untag", "untag KEY CATALOG [SCHEMA [OBJECT [COLUMN]]]", untag},
};

} // namespace

const Command* find_metastore_command(const std::string& name) {
    for (const Command& command : kCommands) {
        if (name == command.name) return &command;
    }
    return nullptr;
}

std::string metastore_usage() {
    std::string out;
    for (const Command& command : kCommands)
        out += std::string(command.usage) + "\n";
    return out;
}

} // namespace fake_databricks
