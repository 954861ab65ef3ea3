#include "plugins/snowflake/list/column_join.h"

#include "plugins/snowflake/show/rows.h"

namespace objsync::snowflake {

namespace {

using odbc::Bound;

enum Cell : size_t {
    table,
    name,
    type,
    length,
    precision,
    scale,
    fraction,
    nullable,
    default_value,
    collation,
    comment,
    structured,
    table_id,
};

constexpr size_t kDefaultRoom = 500;
constexpr size_t kColumnCommentRoom = 500;

} // namespace

std::vector<Bound> ColumnJoin::wanted(bool with_id) {
    std::vector<Bound> out{Bound::text(1, kNameRoom),
                           Bound::text(2, kNameRoom),
                           Bound::text(3, kFlagRoom),
                           Bound::number(4),
                           Bound::number(5),
                           Bound::number(6),
                           Bound::number(7),
                           Bound::text(8, kFlagRoom),
                           Bound::text(9, kDefaultRoom),
                           Bound::text(10, kFlagRoom),
                           Bound::text(11, kColumnCommentRoom),
                           Bound::number(12)};
    if (with_id) out.push_back(Bound::number(13));
    return out;
}

void ColumnJoin::read(odbc::Block& rows) {
    while (rows.next()) {
        const auto object = rows.text(Cell::table);
        if (!object) throw sdk::Error(sdk::ErrorClass::bug, "a column without its object's name");
        if (name_.empty() || *object != name_) turn_to(*object);
        if (!taken_) continue;
        if (!ids_.empty() && rows.number(Cell::table_id) != ids_[index_]) continue;
        add(rows);
    }
    close();
}

void ColumnJoin::turn_to(std::string_view object) {
    close();
    name_ = object;
    const auto it = expected_.find(object);
    taken_ = it != expected_.end();
    if (!taken_) return;
    index_ = it->second;
    if (index_ < closed_.size() && closed_[index_]) {
        throw sdk::Error(sdk::ErrorClass::bug,
                         "the columns of '" + name_ + "' do not come together");
    }
    how_ = End::whole;
    any_ = false;
    begin_(index_);
}

// An object without any column is one whose columns cannot be seen: nobody closes it.
void ColumnJoin::close() {
    if (taken_ && any_) {
        if (closed_.size() <= index_) closed_.resize(index_ + 1);
        closed_[index_] = true;
        end_(index_, how_);
    }
    taken_ = false;
}

void ColumnJoin::add(const odbc::Block& rows) {
    any_ = true;
    if (how_ != End::whole) return;
    const auto column_name = rows.text(Cell::name);
    const auto base = rows.text(Cell::type);
    const auto given = rows.text(Cell::default_value);
    const auto said = rows.text(Cell::comment);
    const auto ordered_by = rows.text(Cell::collation);
    const auto is_cut = [&](Cell cell, const auto& text) { return !text && rows.cut(cell); };
    if (is_cut(Cell::name, column_name) || is_cut(Cell::type, base) ||
        is_cut(Cell::default_value, given) || is_cut(Cell::comment, said) ||
        is_cut(Cell::collation, ordered_by)) {
        how_ = End::cut;
        return;
    }
    const TypeParts parts{base.value_or(""),
                          rows.number(Cell::length),
                          rows.number(Cell::precision),
                          rows.number(Cell::scale),
                          rows.number(Cell::fraction),
                          rows.number(Cell::structured).value_or(0) != 0};
    const auto null = rows.text(Cell::nullable);
    if (!column_name || column_name->empty() || !null || !type_text(parts, type_)) {
        how_ = End::open;
        return;
    }
    sdk::Column& column = object_.column(*column_name).type(type_).nullable(*null == "YES");
    if (given) column.default_value(*given);
    if (said && !said->empty()) column.comment(*said);
    if (ordered_by && !ordered_by->empty()) column.attribute("collation", *ordered_by);
}

} // namespace objsync::snowflake
