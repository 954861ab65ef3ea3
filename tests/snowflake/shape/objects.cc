// CREATE, DROP and UNDROP of databases, schemas and what they hold.
#include "tests/snowflake/shape/statements.h"

namespace fake_snowflake::shaping {

namespace {

// What may follow a column's type, or a default.
const std::vector<std::string_view> kAfterType = {
    "NOT", "NULL", "DEFAULT", "COMMENT", "COLLATE", "IDENTITY", "TAG", "WITH", "AUTOINCREMENT"};

void create_database(Words& words, Account& account, Database database) {
    database.name = words.path(1).database;
    if (words.accept("FROM SHARE")) {
        database.kind = DatabaseKind::imported;
        database.origin = words.text();
    }
    (void)accept_comment(words, database.comment);
    words.end();
    account.create_database(std::move(database));
}

void create_schema(Words& words, Account& account, bool transient) {
    const Path path = words.path(2);
    Schema schema;
    schema.name = path.schema;
    schema.transient = transient;
    schema.managed_access = words.accept("WITH MANAGED ACCESS");
    (void)accept_comment(words, schema.comment);
    words.end();
    account.create_schema(path.database, std::move(schema));
}

void create_object(Words& words, Account& account, Object object) {
    const Path path = words.path(3);
    if (words.at("(")) {
        object.columns = read_columns(words);
    } else if (object.kind == Kind::event_table) {
        object.columns = event_table().columns;
    }
    for (;;) {
        if (words.accept("CLUSTER BY")) {
            object.cluster_by = words.written_until({"COMMENT", "AS"});
        } else if (!accept_comment(words, object.comment)) {
            break;
        }
    }
    if (words.accept("AS")) {
        (void)words.rest();
        object.text = words.line();
    }
    words.end();
    account.create(path, std::move(object));
}

// Which of them a DROP or UNDROP means.
Path what(Words& words) {
    if (accept_kind(words)) return words.path(3);
    if (words.accept("SCHEMA")) return words.path(2);
    words.expect("DATABASE");
    return words.path(1);
}

} // namespace

bool accept_comment(Words& words, std::optional<std::string>& out) {
    if (!words.accept("COMMENT")) return false;
    words.expect("=");
    out = words.text();
    return true;
}

std::string tag_name(Words& words) {
    const Path path = words.path(3);
    return path.database + "." + path.schema + "." + path.object;
}

bool accept_kind(Words& words, Object* out) {
    Words from_here = words;
    Object object;
    const auto accept = [&](std::string_view word) { return from_here.accept(word); };
    if (accept("UNKNOWN")) {
        object.kind = Kind::other;
        object.native = from_here.text();
    } else {
        for (bool more = true; more;) {
            if (accept("TRANSIENT")) {
                object.transient = true;
            } else if (accept("TEMPORARY")) {
                object.temporary = true;
            } else if (accept("HYBRID")) {
                object.hybrid = true;
            } else if (accept("DYNAMIC")) {
                object.dynamic = true;
            } else if (accept("ICEBERG")) {
                object.iceberg = true;
            } else if (accept("UNMANAGED")) { // of Iceberg: another catalog has it
                object.managed = false;
            } else if (accept("SECURE")) {
                object.secure = true;
            } else if (accept("EXTERNAL")) {
                object.kind = Kind::external_table;
            } else if (accept("EVENT")) {
                object.kind = Kind::event_table;
            } else if (accept("MATERIALIZED")) {
                object.kind = Kind::materialized_view;
            } else {
                more = false;
            }
        }
        if (accept("VIEW")) {
            if (object.kind != Kind::materialized_view) object.kind = Kind::view;
        } else if (!accept("TABLE")) {
            return false;
        }
    }
    words = std::move(from_here);
    if (out) *out = std::move(object);
    return true;
}

Column read_column(Words& words) {
    Column out;
    out.name = words.identifier();
    if (words.accept("UNKNOWN")) { // a type that Snowflake has not invented yet
        out.type.base = words.text();
    } else {
        out.type = parse_type(words.written_until(kAfterType));
    }
    for (;;) {
        if (words.accept("NOT NULL")) {
            out.nullable = false;
        } else if (words.accept("DEFAULT")) {
            out.initial = words.written_until(kAfterType);
        } else if (words.accept("COMMENT")) {
            out.comment = words.text();
        } else if (words.accept("COLLATE")) {
            out.collation = words.text();
        } else if (words.accept("IDENTITY") || words.accept("AUTOINCREMENT")) {
            out.identity = true;
        } else if (words.accept("WITH TAG") || words.accept("TAG")) {
            words.expect("(");
            do {
                const std::string name = tag_name(words);
                words.expect("=");
                out.tags[name] = words.text();
            } while (words.accept(","));
            words.expect(")");
        } else {
            return out;
        }
    }
}

Columns read_columns(Words& words) {
    std::vector<Column> out;
    words.expect("(");
    do {
        out.push_back(read_column(words));
    } while (words.accept(","));
    words.expect(")");
    return columns(std::move(out));
}

void create(Words& words, Account& account) {
    (void)words.accept("OR REPLACE"); // it always is
    Object object;
    if (accept_kind(words, &object)) return create_object(words, account, std::move(object));
    if (words.accept("ROLE") || words.accept("DATABASE ROLE")) return create_role(words, account);
    if (words.accept("USER")) return create_user(words, account);
    if (words.accept("WAREHOUSE")) return create_warehouse(words, account);
    const bool transient = words.accept("TRANSIENT");
    if (words.accept("SCHEMA")) return create_schema(words, account, transient);
    Database database;
    database.transient = transient;
    database.kind = words.accept("APPLICATION PACKAGE") ? DatabaseKind::application_package
                    : words.accept("APPLICATION")       ? DatabaseKind::application
                    : words.accept("PERSONAL DATABASE") ? DatabaseKind::personal
                    : words.accept("LINKED DATABASE")   ? DatabaseKind::catalog_linked
                                                        : DatabaseKind::standard;
    if (database.kind == DatabaseKind::standard) words.expect("DATABASE");
    create_database(words, account, std::move(database));
}

void drop(Words& words, Account& account) {
    const Path path = what(words);
    words.end();
    account.drop(path);
}

void undrop(Words& words, Account& account) {
    const Path path = what(words);
    words.end();
    account.undrop(path);
}

} // namespace fake_snowflake::shaping
