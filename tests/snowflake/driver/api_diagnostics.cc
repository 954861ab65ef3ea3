#include "tests/snowflake/driver/api.h"

namespace fake_snowflake::driver {

namespace {

// Reading diagnostics leaves none itself, so texts are written without the warning.
struct Quiet {
    Diagnostics diagnostics;
};

const Diagnostics* diagnostics_of(SQLSMALLINT type, SQLHANDLE handle) {
    if (handle == nullptr) return nullptr;
    switch (type) {
        case SQL_HANDLE_ENV:
            return &environment_of(handle)->diagnostics;
        case SQL_HANDLE_DBC:
            return &connection_of(handle)->diagnostics;
        case SQL_HANDLE_STMT:
            return &statement_of(handle)->diagnostics;
        default:
            return nullptr;
    }
}

} // namespace

template <typename Form>
SQLRETURN get_diag_rec(SQLSMALLINT type, SQLHANDLE handle, SQLSMALLINT number,
                       typename Form::Unit* state, SQLINTEGER* native, typename Form::Unit* text,
                       SQLSMALLINT room, SQLSMALLINT* length) {
    const Diagnostics* all = diagnostics_of(type, handle);
    if (all == nullptr) return SQL_INVALID_HANDLE;
    if (number < 1) return SQL_ERROR;
    if (static_cast<size_t>(number) > all->size()) return SQL_NO_DATA;
    const Record& record = (*all)[static_cast<size_t>(number) - 1];
    Quiet quiet;
    (void)give_text<Form, Quiet, SQLSMALLINT>(quiet, record.state, state, 6, nullptr, false);
    if (native != nullptr) *native = record.native;
    return give_text<Form>(quiet, record.text, text, room, length, false);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetDiagRec(SQLSMALLINT type, SQLHANDLE handle, SQLSMALLINT number,
                                             SQLCHAR* state, SQLINTEGER* native, SQLCHAR* text,
                                             SQLSMALLINT room, SQLSMALLINT* length) {
    return get_diag_rec<Narrow>(type, handle, number, state, native, text, room, length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetDiagRecW(SQLSMALLINT type, SQLHANDLE handle,
                                              SQLSMALLINT number, SQLWCHAR* state,
                                              SQLINTEGER* native, SQLWCHAR* text, SQLSMALLINT room,
                                              SQLSMALLINT* length) {
    return get_diag_rec<Wide>(type, handle, number, state, native, text, room, length);
}

template <typename Form>
SQLRETURN get_diag_field(SQLSMALLINT type, SQLHANDLE handle, SQLSMALLINT number, SQLSMALLINT field,
                         SQLPOINTER to, SQLSMALLINT room, SQLSMALLINT* length) {
    const Diagnostics* all = diagnostics_of(type, handle);
    if (all == nullptr) return SQL_INVALID_HANDLE;
    if (field == SQL_DIAG_NUMBER) {
        *static_cast<SQLINTEGER*>(to) = static_cast<SQLINTEGER>(all->size());
        return SQL_SUCCESS;
    }
    if (number < 1) return SQL_ERROR;
    if (static_cast<size_t>(number) > all->size()) return SQL_NO_DATA;
    const Record& record = (*all)[static_cast<size_t>(number) - 1];
    Quiet quiet;
    switch (field) {
        case SQL_DIAG_SQLSTATE:
            return give_text<Form>(quiet, record.state, to, room, length, true);
        case SQL_DIAG_MESSAGE_TEXT:
            return give_text<Form>(quiet, record.text, to, room, length, true);
        case SQL_DIAG_NATIVE:
            *static_cast<SQLINTEGER*>(to) = record.native;
            return SQL_SUCCESS;
        case SQL_DIAG_CLASS_ORIGIN:
        case SQL_DIAG_SUBCLASS_ORIGIN:
            return give_text<Form>(quiet, "ISO 9075", to, room, length, true);
        case SQL_DIAG_CONNECTION_NAME:
        case SQL_DIAG_SERVER_NAME:
            return give_text<Form>(quiet, "", to, room, length, true);
        default:
            return SQL_ERROR;
    }
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetDiagField(SQLSMALLINT type, SQLHANDLE handle,
                                               SQLSMALLINT number, SQLSMALLINT field, SQLPOINTER to,
                                               SQLSMALLINT room, SQLSMALLINT* length) {
    return get_diag_field<Narrow>(type, handle, number, field, to, room, length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetDiagFieldW(SQLSMALLINT type, SQLHANDLE handle,
                                                SQLSMALLINT number, SQLSMALLINT field,
                                                SQLPOINTER to, SQLSMALLINT room,
                                                SQLSMALLINT* length) {
    return get_diag_field<Wide>(type, handle, number, field, to, room, length);
}

} // namespace fake_snowflake::driver
