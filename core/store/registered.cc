#include "core/store/registered.h"

#include <string_view>

#include "core/model/path.h"

namespace objsync::store {

namespace {

// Encoded, as a principal may hold anything.
std::string lines_of(const std::vector<std::string>& names) {
    std::string lines;
    for (const std::string& name : names)
        lines += encode_name(name) + "\n";
    return lines;
}

std::vector<std::string> names_in(std::string_view lines) {
    std::vector<std::string> names;
    while (!lines.empty()) {
        const size_t end = lines.find('\n');
        names.push_back(decode_segment(lines.substr(0, end)).name);
        lines.remove_prefix(end + 1);
    }
    return names;
}

} // namespace

std::vector<RegisteredRow> read_registered(Database& db) {
    Statement all(db,
                  "SELECT name, definition, vouchers, created_at, created_by, updated_at, "
                  "updated_by, wrong_since FROM registered ORDER BY name");
    std::vector<RegisteredRow> rows;
    while (all.step()) {
        RegisteredRow row;
        row.name = all.text(0);
        row.definition = all.text(1);
        row.vouchers = names_in(all.bytes(2));
        row.created_at = all.integer(3);
        row.created_by = all.text(4);
        row.updated_at = all.integer(5);
        row.updated_by = all.text(6);
        row.wrong_since = all.maybe_integer(7);
        rows.push_back(std::move(row));
    }
    return rows;
}

void put_registered(Database& db, const RegisteredRow& row) {
    Statement(db,
              "INSERT OR REPLACE INTO registered (name, definition, vouchers, created_at, "
              "created_by, updated_at, updated_by, wrong_since) VALUES (?,?,?,?,?,?,?,?)")
        .bind(row.name, row.definition, lines_of(row.vouchers), row.created_at, row.created_by,
              row.updated_at, row.updated_by, row.wrong_since)
        .run();
}

void erase_registered(Database& db, const std::string& name) {
    Statement(db, "DELETE FROM registered WHERE name = ?").bind(name).run();
}

} // namespace objsync::store
