// Attributes of environments and connections.
#include "tests/snowflake/driver/api.h"

namespace fake_snowflake::driver {

namespace {

SQLULEN as_number(SQLPOINTER value) {
    return reinterpret_cast<SQLULEN>(value);
}

void give_number(SQLPOINTER to, SQLUINTEGER value) {
    if (to != nullptr) *static_cast<SQLUINTEGER*>(to) = value;
}

bool is_own_text(SQLINTEGER attribute) {
    return attribute == kConnApplication || attribute == kConnPrivKeyContent ||
           attribute == kConnPrivKeyPassword || attribute == kConnPrivKeyBase64;
}

// Snowflake's own attributes are narrow text in the wide function, too.
std::string own_text(SQLPOINTER value, SQLINTEGER length) {
    const auto* text = static_cast<const char*>(value);
    return length == SQL_NTS ? std::string(text) : std::string(text, static_cast<size_t>(length));
}

} // namespace

OBJSYNC_ODBC SQLRETURN SQL_API SQLSetEnvAttr(SQLHENV handle, SQLINTEGER attribute, SQLPOINTER value,
                                             SQLINTEGER) {
    return guarded(environment_of(handle), [&](Environment& environment) {
        if (attribute == SQL_ATTR_ODBC_VERSION) {
            environment.odbc_version = static_cast<SQLINTEGER>(as_number(value));
        } else if (attribute != SQL_ATTR_OUTPUT_NTS && attribute != SQL_ATTR_CONNECTION_POOLING &&
                   attribute != SQL_ATTR_CP_MATCH) {
            throw own_error("HY092", 10210, "Invalid attribute/option identifier.");
        }
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetEnvAttr(SQLHENV handle, SQLINTEGER attribute, SQLPOINTER value,
                                             SQLINTEGER, SQLINTEGER*) {
    return guarded(environment_of(handle), [&](Environment& environment) {
        if (attribute == SQL_ATTR_ODBC_VERSION) {
            give_number(value, static_cast<SQLUINTEGER>(environment.odbc_version));
        } else if (attribute == SQL_ATTR_OUTPUT_NTS) {
            give_number(value, SQL_TRUE);
        } else {
            throw own_error("HY092", 10210, "Invalid attribute/option identifier.");
        }
        return SQL_SUCCESS;
    });
}

SQLRETURN set_connect_attr(SQLHDBC handle, SQLINTEGER attribute, SQLPOINTER value,
                           SQLINTEGER length) {
    return guarded(connection_of(handle), [&](Connection& connection) {
        if (is_own_text(attribute)) {
            connection.text_attributes[attribute] = own_text(value, length);
            return SQL_SUCCESS;
        }
        switch (attribute) {
            case SQL_ATTR_LOGIN_TIMEOUT: // BehaviorDifferences.yaml #94: no error when too late
                connection.login_timeout_s = as_number(value);
                break;
            case SQL_ATTR_AUTOCOMMIT:
            case SQL_ATTR_CONNECTION_TIMEOUT:
            case SQL_ATTR_ACCESS_MODE:
            case SQL_ATTR_TXN_ISOLATION:
            case SQL_ATTR_METADATA_ID:
            case SQL_ATTR_ANSI_APP:
            case SQL_ATTR_PACKET_SIZE:
            case SQL_ATTR_ODBC_CURSORS:
                break;
            case kConnPrivKey: // an EVP_PKEY* of OpenSSL, which this driver is not made with
            default:
                throw not_implemented();
        }
        return SQL_SUCCESS;
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLSetConnectAttr(SQLHDBC handle, SQLINTEGER attribute,
                                                 SQLPOINTER value, SQLINTEGER length) {
    return set_connect_attr(handle, attribute, value, length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLSetConnectAttrW(SQLHDBC handle, SQLINTEGER attribute,
                                                  SQLPOINTER value, SQLINTEGER length) {
    return set_connect_attr(handle, attribute, value, length);
}

template <typename Form>
SQLRETURN get_connect_attr(SQLHDBC handle, SQLINTEGER attribute, SQLPOINTER value, SQLINTEGER room,
                           SQLINTEGER* length) {
    return guarded(connection_of(handle), [&](Connection& connection) -> SQLRETURN {
        switch (attribute) {
            case SQL_ATTR_AUTOCOMMIT:
                give_number(value, SQL_AUTOCOMMIT_ON);
                return SQL_SUCCESS;
            case SQL_ATTR_LOGIN_TIMEOUT:
                give_number(value, static_cast<SQLUINTEGER>(connection.login_timeout_s));
                return SQL_SUCCESS;
            case SQL_ATTR_CONNECTION_TIMEOUT:
                give_number(value, 0);
                return SQL_SUCCESS;
            case SQL_ATTR_ACCESS_MODE:
                give_number(value, SQL_MODE_READ_WRITE);
                return SQL_SUCCESS;
            case SQL_ATTR_TXN_ISOLATION:
                give_number(value, SQL_TXN_READ_COMMITTED);
                return SQL_SUCCESS;
            case SQL_ATTR_CONNECTION_DEAD: // it speaks HTTP, and finds out when it asks
                give_number(value, SQL_CD_FALSE);
                return SQL_SUCCESS;
            case SQL_ATTR_CURRENT_CATALOG:
                return give_text<Form>(connection, value_of(connection.keywords(), "DATABASE"),
                                       value, room, length, true);
            default:
                throw not_implemented();
        }
    });
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetConnectAttr(SQLHDBC handle, SQLINTEGER attribute,
                                                 SQLPOINTER value, SQLINTEGER room,
                                                 SQLINTEGER* length) {
    return get_connect_attr<Narrow>(handle, attribute, value, room, length);
}

OBJSYNC_ODBC SQLRETURN SQL_API SQLGetConnectAttrW(SQLHDBC handle, SQLINTEGER attribute,
                                                  SQLPOINTER value, SQLINTEGER room,
                                                  SQLINTEGER* length) {
    return get_connect_attr<Wide>(handle, attribute, value, room, length);
}

} // namespace fake_snowflake::driver
