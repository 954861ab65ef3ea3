// Where the values of several views come from.
#pragma once

#include "tests/snowflake/sql/view.h"

namespace fake_snowflake::sql::get {

// Of the database, schema or object that a row is about.
Value catalog(const Row& row, Reader& reader);
Value catalog_id(const Row& row, Reader& reader);
Value schema(const Row& row, Reader& reader);
Value schema_id(const Row& row, Reader& reader);
Value object(const Row& row, Reader& reader);
Value object_id(const Row& row, Reader& reader);
Value ordinal(const Row& row, Reader& reader); // of a column
Value retention(const Row& row, Reader& reader);

// Of an object.
Value owner(const Row& row, Reader& reader);
Value owner_or_null(const Row& row, Reader& reader); // what nobody owns has none
Value owner_role_type(const Row& row, Reader& reader);
Value table_type(const Row& row, Reader& reader);       // BASE TABLE ...
Value comment(const Row& row, Reader& reader);          // or NULL
Value comment_or_empty(const Row& row, Reader& reader); // as SHOW has it
Value created(const Row& row, Reader& reader);
Value last_altered(const Row& row, Reader& reader);
Value last_ddl(const Row& row, Reader& reader);
Value row_count(const Row& row, Reader& reader); // NULL of views
Value bytes(const Row& row, Reader& reader);
Value clustering_key(const Row& row, Reader& reader); // or NULL
Value cluster_by(const Row& row, Reader& reader);     // as SHOW has it
// When it was dropped, or what it was in.
Value deleted(const Row& row, Reader& reader);

template <bool Object::*flag>
Value object_yes_no(const Row& row, Reader& /*reader*/) {
    return yes_no(row.object->*flag);
}
template <bool Object::*flag>
Value object_y_n(const Row& row, Reader& /*reader*/) {
    return y_n(row.object->*flag);
}
inline Value yes(const Row& /*row*/, Reader& /*reader*/) {
    return yes_no(true);
}
inline Value no(const Row& /*row*/, Reader& /*reader*/) {
    return yes_no(false);
}
inline Value n(const Row& /*row*/, Reader& /*reader*/) {
    return y_n(false);
}
inline Value empty(const Row& /*row*/, Reader& /*reader*/) {
    return of(std::string_view());
}

} // namespace fake_snowflake::sql::get
