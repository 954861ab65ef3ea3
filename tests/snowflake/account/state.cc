#include "tests/snowflake/account/state.h"

#include <algorithm>
#include <stdexcept>

namespace fake_snowflake {

namespace {

using std::chrono::milliseconds;

[[noreturn]] void missing(const Path& path) {
    throw std::invalid_argument("the account has no " + path.text());
}

// Takes the latest of that name out of what was dropped.
template <typename Part, typename Name>
Part latest(std::vector<Part>& dropped, const Path& path, const Name& has_name) {
    const auto it = std::find_if(dropped.rbegin(), dropped.rend(), has_name);
    if (it == dropped.rend()) missing(path);
    Part result = *it;
    dropped.erase(std::next(it).base());
    return result;
}

} // namespace

const Database& State::database(const Path& path) const {
    const auto it = databases.find(path.database);
    if (it == databases.end()) missing({path.database});
    return *it->second;
}

const Schema& State::schema(const Path& path) const {
    const Database& in = database(path);
    const auto it = in.schemas.find(path.schema);
    if (it == in.schemas.end()) missing({path.database, path.schema});
    return *it->second;
}

ObjectPtr State::object(const Path& path) const {
    ObjectPtr result = schema(path).find(path.object);
    if (!result) missing(path);
    return result;
}

Database& State::edit_database(const Path& path) {
    const auto it = databases.find(path.database);
    if (it == databases.end()) missing({path.database});
    return it->second.edit();
}

Schema& State::edit_schema(const Path& path) {
    Database& in = edit_database(path);
    const auto it = in.schemas.find(path.schema);
    if (it == in.schemas.end()) missing({path.database, path.schema});
    return it->second.edit();
}

void State::create_database(Database database, Time now) {
    if (databases.contains(database.name)) drop({database.name}, now + milliseconds(1));
    database.id = next_id++;
    database.created = database.last_altered = now;
    if (!database.owner.empty()) database.grants[database.owner].insert("OWNERSHIP");
    const std::string name = database.name;
    database.schemas.emplace("INFORMATION_SCHEMA", information_schema);
    databases.emplace(name, Cow<Database>(std::move(database)));
}

void State::create_schema(const std::string& database, Schema schema, Time now) {
    Database& in = edit_database({database});
    if (in.schemas.contains(schema.name)) drop({database, schema.name}, now + milliseconds(1));
    schema.id = next_id++;
    schema.created = schema.last_altered = now;
    if (!schema.owner.empty()) schema.grants[schema.owner].insert("OWNERSHIP");
    const std::string name = schema.name;
    in.schemas.emplace(name, Cow<Schema>(std::move(schema)));
}

void State::create(const Path& path, Object object, Time now) {
    Schema& in = edit_schema(path);
    if (in.find(path.object)) drop(path, now + milliseconds(1));
    object.id = next_id++;
    object.name = path.object;
    object.created = object.last_ddl = object.last_altered = now;
    object.owned_by(object.owner);
    in.put(std::move(object));
}

void State::generate(const Path& schema, Formula formula, Time now) {
    Schema& in = edit_schema(schema);
    formula.first_id = next_id;
    formula.created = now;
    next_id += static_cast<int64_t>(formula.count);
    in.formula = std::move(formula);
    in.departed.clear();
}

void State::drop(const Path& path, Time now) {
    if (path.schema.empty()) {
        const auto it = databases.find(path.database);
        if (it == databases.end()) missing(path);
        it->second.edit().dropped = now;
        dropped_databases.push_back(it->second);
        databases.erase(it);
    } else if (path.object.empty()) {
        Database& in = edit_database(path);
        const auto it = in.schemas.find(path.schema);
        if (it == in.schemas.end()) missing(path);
        it->second.edit().dropped = now;
        in.dropped_schemas.push_back(it->second);
        in.schemas.erase(it);
    } else {
        auto gone = std::make_shared<Object>(*object(path));
        gone->dropped = gone->last_ddl = gone->last_altered = now;
        Schema& in = edit_schema(path);
        in.take(path.object);
        in.dropped_objects.push_back(std::move(gone));
    }
}

void State::undrop(const Path& path, Time now) {
    if (path.schema.empty()) {
        auto back = latest(dropped_databases, path,
                           [&](const auto& d) { return d->name == path.database; });
        back.edit().dropped.reset();
        back.edit().last_altered = now;
        databases.insert_or_assign(path.database, back);
    } else if (path.object.empty()) {
        Database& in = edit_database(path);
        auto back =
            latest(in.dropped_schemas, path, [&](const auto& s) { return s->name == path.schema; });
        back.edit().dropped.reset();
        back.edit().last_altered = now;
        in.schemas.insert_or_assign(path.schema, back);
    } else {
        Schema& in = edit_schema(path);
        Object back = *latest(in.dropped_objects, path,
                              [&](const auto& o) { return o->name == path.object; });
        back.dropped.reset();
        back.last_ddl = back.last_altered = now;
        in.put(std::move(back));
    }
}

void State::rename(const Path& path, const Path& to, Time now) {
    if (path.schema.empty()) {
        auto moved = databases.extract(path.database);
        if (moved.empty()) missing(path);
        moved.key() = to.database;
        moved.mapped().edit().name = to.database;
        moved.mapped().edit().last_altered = now;
        databases.insert(std::move(moved));
    } else if (path.object.empty()) {
        Database& in = edit_database(path);
        auto moved = in.schemas.extract(path.schema);
        if (moved.empty()) missing(path);
        moved.key() = to.schema;
        moved.mapped().edit().name = to.schema;
        moved.mapped().edit().last_altered = now;
        edit_database(to).schemas.insert(std::move(moved));
    } else {
        Object moved = *object(path);
        if (schema(to).find(to.object))
            throw std::invalid_argument(to.text() + " is there already");
        edit_schema(path).take(path.object);
        moved.name = to.object;
        moved.last_ddl = moved.last_altered = now;
        edit_schema(to).put(std::move(moved));
    }
}

void State::swap(const Path& path, const Path& with, Time now) {
    Object one = *object(path);
    Object other = *object(with);
    one.name = with.object;
    other.name = path.object;
    one.last_ddl = one.last_altered = other.last_ddl = other.last_altered = now;
    edit_schema(with).put(std::move(one));
    edit_schema(path).put(std::move(other));
}

void State::replace(const Path& path, Object object) {
    edit_schema(path).put(std::move(object));
}

void State::alter(const Path& path, const std::function<void(Object&)>& change, Time now) {
    Object changed = *object(path);
    change(changed);
    changed.last_ddl = changed.last_altered = now;
    replace(path, std::move(changed));
}

void State::touch(const Path& path, int64_t row_count, Time now) {
    Object changed = *object(path);
    changed.row_count = row_count;
    changed.last_altered = now;
    replace(path, std::move(changed));
}

void State::edit(const Path& path, const std::function<void(Object&)>& change) {
    Object changed = *object(path);
    change(changed);
    replace(path, std::move(changed));
}

void State::tag(const Path& path, const std::string& column, const std::string& name,
                const std::string& value) {
    const auto set = [&](Tags& tags) {
        if (value.empty()) {
            tags.erase(name);
        } else {
            tags[name] = value;
        }
    };
    if (path.schema.empty()) {
        set(edit_database(path).tags);
    } else if (path.object.empty()) {
        set(edit_schema(path).tags);
    } else {
        edit(path, [&](Object& object) {
            if (column.empty()) {
                set(object.tags);
                return;
            }
            std::vector<Column> list = *object.columns;
            const auto it = std::find_if(list.begin(), list.end(),
                                         [&](const Column& c) { return c.name == column; });
            if (it == list.end()) missing(path);
            set(it->tags);
            object.columns = fake_snowflake::columns(std::move(list));
        });
    }
}

} // namespace fake_snowflake
