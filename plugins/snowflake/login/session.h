// One signed-in connection, set up so that what it lists is what it seems. Used by one thread.
#pragma once

#include <memory>
#include <string>

#include "plugins/snowflake/login/account.h"
#include "plugins/snowflake/login/key_file.h"
#include "plugins/unixodbc/connection.h"
#include "plugins/unixodbc/statement.h"

namespace objsync::snowflake {

class Session {
public:
    // Signs in. Throws sdk::Error that says what to do. The account must outlive it.
    explicit Session(Account& account);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // After the session was lost. Throws sdk::Error, also where it is another account by now.
    void sign_in_again();

    [[nodiscard]] odbc::Connection& connection() noexcept { return *connection_; }
    [[nodiscard]] Account& account() noexcept { return account_; }
    [[nodiscard]] const Context& context() const noexcept { return context_; }

private:
    void sign_in();
    void sign_out() noexcept;
    void set_up();
    void ask_where();

    Account& account_;
    std::unique_ptr<KeyFile> key_; // as long as the connection: the driver may read it again
    std::unique_ptr<odbc::Connection> connection_;
    Context context_;
};

} // namespace objsync::snowflake
