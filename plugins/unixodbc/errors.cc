#include "plugins/unixodbc/errors.h"

#include <algorithm>
#include <array>
#include <utility>

#include "plugins/unixodbc/text.h"

namespace objsync::odbc {

namespace {

using sdk::ErrorClass;

struct StateClass {
    std::string_view prefix;
    ErrorClass error_class;
};

// Longer prefixes first. ODBC's own states, then PostgreSQL's, which its driver hands on.
constexpr StateClass kStates[] = {
    {"28", ErrorClass::auth},           {"42501", ErrorClass::denied},
    {"HYT", ErrorClass::timeout},       {"57014", ErrorClass::timeout},
    {"55P03", ErrorClass::timeout},     {"53300", ErrorClass::throttled},
    {"08", ErrorClass::unavailable},    {"53", ErrorClass::unavailable},
    {"57P", ErrorClass::unavailable},   {"58", ErrorClass::unavailable},
    {"40", ErrorClass::unavailable},    {"IM", ErrorClass::unavailable},
    {"XX001", ErrorClass::unavailable}, {"3D000", ErrorClass::unavailable},
};

struct NativeClass {
    SQLINTEGER native;
    ErrorClass error_class;
};

// MariaDB and MySQL: numbers that no other driver uses, and the surest sign there is. Their drivers
// say HY000 or 42000 for most of them.
constexpr NativeClass kMariaDb[] = {
    {1045, ErrorClass::auth},        {1698, ErrorClass::auth},
    {1044, ErrorClass::denied},      {1142, ErrorClass::denied},
    {1143, ErrorClass::denied},      {1227, ErrorClass::denied},
    {1370, ErrorClass::denied},      {1040, ErrorClass::throttled},
    {1203, ErrorClass::throttled},   {1226, ErrorClass::throttled},
    {1205, ErrorClass::timeout},     {1969, ErrorClass::timeout},
    {3024, ErrorClass::timeout},     {1317, ErrorClass::timeout},
    {2002, ErrorClass::unavailable}, {2003, ErrorClass::unavailable},
    {2006, ErrorClass::unavailable}, {2013, ErrorClass::unavailable},
    {1053, ErrorClass::unavailable}, {1049, ErrorClass::unavailable},
};

// SQLite; its driver says HY000 for all of them.
constexpr NativeClass kSqlite[] = {
    {3, ErrorClass::denied},       {5, ErrorClass::timeout},      {6, ErrorClass::timeout},
    {10, ErrorClass::unavailable}, {11, ErrorClass::unavailable}, {14, ErrorClass::unavailable},
    {23, ErrorClass::denied},      {26, ErrorClass::unavailable},
};

struct WordClass {
    std::string_view word; // lower case
    ErrorClass error_class;
};

// A refused login comes as 08001 from some drivers; only the words tell.
constexpr WordClass kWords[] = {
    {"authentication failed", ErrorClass::auth},
    {"no password supplied", ErrorClass::auth},
    {"access denied for user", ErrorClass::auth},
    {"too many connections", ErrorClass::throttled},
    {"too many clients", ErrorClass::throttled},
    {"remaining connection slots", ErrorClass::throttled},
    {"permission denied", ErrorClass::denied},
    {"can't open lib", ErrorClass::unavailable},
    {"server closed the connection", ErrorClass::unavailable},
    {"terminating connection", ErrorClass::unavailable},
    {"lost connection", ErrorClass::unavailable},
    {"server has gone away", ErrorClass::unavailable},
    {"database is locked", ErrorClass::timeout},
    {"timeout", ErrorClass::timeout},
};

template <size_t N>
const NativeClass* find(const NativeClass (&table)[N], SQLINTEGER native) {
    const auto* end = table + N;
    const auto* it = std::find_if(table, end, [&](auto& row) { return row.native == native; });
    return it == end ? nullptr : it;
}

std::string code_of(const Diagnostic& first) {
    return first.native == 0 ? first.state : first.state + "/" + std::to_string(first.native);
}

} // namespace

std::vector<Diagnostic> diagnostics(SQLSMALLINT handle_type, SQLHANDLE handle) {
    std::vector<Diagnostic> out;
    std::array<SQLWCHAR, 6> state{};
    std::array<SQLWCHAR, 4096> message{};
    for (SQLSMALLINT i = 1; i <= 8; ++i) {
        SQLINTEGER native = 0;
        SQLSMALLINT length = 0;
        const SQLRETURN result =
            SQLGetDiagRecW(handle_type, handle, i, state.data(), &native, message.data(),
                           static_cast<SQLSMALLINT>(message.size()), &length);
        if (!SQL_SUCCEEDED(result)) break;
        const auto as_text = [](const SQLWCHAR* text, size_t n) {
            return to_utf8({reinterpret_cast<const char16_t*>(text), n});
        };
        const auto cut = std::clamp<size_t>(static_cast<size_t>(std::max<SQLSMALLINT>(length, 0)),
                                            0, message.size() - 1);
        out.push_back({as_text(state.data(), 5), native, as_text(message.data(), cut)});
    }
    return out;
}

ErrorClass classify(const Diagnostic& diagnostic) {
    if (const auto* row = find(kMariaDb, diagnostic.native)) return row->error_class;
    const std::string words = lower(diagnostic.message);
    for (const auto& [word, error_class] : kWords) {
        if (words.find(word) != std::string::npos) return error_class;
    }
    for (const auto& [prefix, error_class] : kStates) {
        if (diagnostic.state.starts_with(prefix)) return error_class;
    }
    if (const auto* row = find(kSqlite, diagnostic.native)) return row->error_class;
    return ErrorClass::bug;
}

DriverError::DriverError(ErrorClass error_class, const std::string& text, const Diagnostic& first)
    : Error(error_class, text, first.state.empty() ? std::string() : code_of(first)),
      state_(first.state),
      native_(first.native) {}

DriverError make_error(const std::string& doing, const std::vector<Diagnostic>& records) {
    if (records.empty()) {
        return {ErrorClass::bug, doing + ": the driver failed without saying why", {}};
    }
    // The first record that tells something decides; drivers put a vague one in front at times.
    ErrorClass error_class = ErrorClass::bug;
    std::string text = doing + ":";
    for (const auto& record : records) {
        if (error_class == ErrorClass::bug) error_class = classify(record);
        text += " " + record.message;
    }
    return {error_class, text + " (SQLSTATE " + records.front().state + ")", records.front()};
}

void require(SQLRETURN result, SQLSMALLINT handle_type, SQLHANDLE handle, const std::string& doing,
             const ReadError& read) {
    if (SQL_SUCCEEDED(result) || result == SQL_NO_DATA) return;
    throw read(doing, diagnostics(handle_type, handle));
}

} // namespace objsync::odbc
