// ALTER of databases, schemas and what they hold.
#include <algorithm>

#include "tests/snowflake/shape/statements.h"

namespace fake_snowflake::shaping {

namespace {

using ChangeColumns = std::function<void(std::vector<Column>&)>;

void alter_columns(Account& account, const Path& path, const ChangeColumns& change) {
    account.alter(path, [change](Object& object) {
        std::vector<Column> list = *object.columns;
        change(list);
        object.columns = columns(std::move(list));
    });
}

std::vector<Column>::iterator find(std::vector<Column>& list, const std::string& name) {
    const auto it = std::find_if(list.begin(), list.end(),
                                 [&](const Column& column) { return column.name == name; });
    if (it == list.end()) throw ShapeError("there is no column " + name);
    return it;
}

// SET TAG db.schema.name = 'value', UNSET TAG db.schema.name
bool accept_tag(Words& words, Account& account, const Path& path, const std::string& column = {}) {
    const bool set = words.accept("SET TAG");
    if (!set && !words.accept("UNSET TAG")) return false;
    const std::string name = tag_name(words);
    std::string value;
    if (set) {
        words.expect("=");
        value = words.text();
    }
    words.end();
    account.tag(path, name, value, column);
    return true;
}

void alter_column(Words& words, Account& account, const Path& path) {
    const std::string name = words.identifier();
    if (accept_tag(words, account, path, name)) return;
    std::function<void(Column&)> change;
    if (words.accept("SET DATA TYPE") || words.accept("TYPE")) {
        const DataType type = parse_type(words.written_until({}));
        change = [type](Column& column) { column.type = type; };
    } else if (words.accept("SET NOT NULL")) {
        change = [](Column& column) { column.nullable = false; };
    } else if (words.accept("DROP NOT NULL")) {
        change = [](Column& column) { column.nullable = true; };
    } else if (words.accept("DROP DEFAULT")) {
        change = [](Column& column) { column.initial.reset(); };
    } else {
        words.expect("COMMENT");
        const std::string comment = words.text();
        change = [comment](Column& column) { column.comment = comment; };
    }
    words.end();
    alter_columns(account, path,
                  [name, change](std::vector<Column>& list) { change(*find(list, name)); });
}

void alter_object(Words& words, Account& account) {
    const Path path = words.path(3);
    if (accept_tag(words, account, path)) return;
    if (words.accept("RENAME TO")) return account.rename(path, words.path(3));
    if (words.accept("SWAP WITH")) return account.swap(path, words.path(3));
    // Rows are written: only LAST_ALTERED moves.
    if (words.accept("TOUCH")) return account.touch(path, words.at_end() ? 1 : words.integer());
    if (words.accept("ALTER COLUMN") || words.accept("MODIFY COLUMN"))
        return alter_column(words, account, path);
    if (words.accept("ADD COLUMN")) {
        const Column column = read_column(words);
        return alter_columns(account, path,
                             [column](std::vector<Column>& list) { list.push_back(column); });
    }
    if (words.accept("DROP COLUMN")) {
        const std::string name = words.identifier();
        return alter_columns(account, path,
                             [name](std::vector<Column>& list) { list.erase(find(list, name)); });
    }
    if (words.accept("RENAME COLUMN")) {
        const std::string name = words.identifier();
        words.expect("TO");
        const std::string to = words.identifier();
        return alter_columns(account, path,
                             [=](std::vector<Column>& list) { find(list, name)->name = to; });
    }
    if (words.accept("OWNER TO")) {
        const std::string role = words.identifier();
        return account.alter(path, [role](Object& object) { object.owned_by(role); });
    }
    if (words.accept("SET SECURE"))
        return account.alter(path, [](Object& object) { object.secure = true; });
    if (words.accept("UNSET COMMENT"))
        return account.alter(path, [](Object& object) { object.comment.reset(); });
    words.expect("SET");
    std::optional<std::string> comment;
    if (!accept_comment(words, comment)) words.unexpected();
    account.alter(path, [comment](Object& object) { object.comment = comment; });
}

// SET COMMENT = '...', UNSET COMMENT
std::optional<std::string> new_comment(Words& words) {
    std::optional<std::string> comment;
    if (words.accept("UNSET COMMENT")) return comment;
    words.expect("SET");
    if (!accept_comment(words, comment)) words.unexpected();
    return comment;
}

void alter_schema(Words& words, Account& account) {
    const Path path = words.path(2);
    if (accept_tag(words, account, path)) return;
    if (words.accept("RENAME TO")) return account.rename(path, words.path(2));
    const auto comment = new_comment(words);
    account.edit_schema(path, [comment](Schema& schema) { schema.comment = comment; });
}

void alter_database(Words& words, Account& account) {
    const Path path = words.path(1);
    if (accept_tag(words, account, path)) return;
    if (words.accept("RENAME TO")) return account.rename(path, words.path(1));
    const auto comment = new_comment(words);
    account.edit_database(path.database,
                          [comment](Database& database) { database.comment = comment; });
}

} // namespace

void alter(Words& words, Account& account) {
    if (accept_kind(words)) return alter_object(words, account);
    if (words.accept("USER")) return alter_user(words, account);
    if (words.accept("WAREHOUSE")) return alter_warehouse(words, account);
    if (words.accept("SCHEMA")) return alter_schema(words, account);
    words.expect("DATABASE");
    alter_database(words, account);
}

} // namespace fake_snowflake::shaping
