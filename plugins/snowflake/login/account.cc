#include "plugins/snowflake/login/account.h"

#include <thread>
#include <vector>

namespace objsync::snowflake {

Account::Account(sdk::Host& host, const sdk::Job& job)
    : host_(host), settings_(job.options()), on_cancel_(host, [this] { cancel_all(); }) {}

SignIn Account::sign_in() {
    const std::lock_guard lock(mutex_);
    SignIn& known = settings_.sign_in;
    if (signed_in_before_) {
        try {
            known.secret() = host_.secret(known.secret_option());
        } catch (const sdk::Error&) {
            // Whoever renews the file may be at it; the secret of before may still do.
            host_.warning("option '" + std::string(known.secret_option()) +
                          "' cannot be read again; the secret of before is used");
        }
    }
    signed_in_before_ = true;
    return known;
}

void Account::opened(odbc::Connection& connection) {
    const std::lock_guard lock(mutex_);
    open_.insert(&connection);
}

void Account::closing(odbc::Connection& connection) {
    const std::lock_guard lock(mutex_);
    open_.erase(&connection);
}

// All at once: one that does not hear must not keep the others waiting.
void Account::cancel_all() {
    const std::lock_guard lock(mutex_);
    std::vector<std::thread> cancelling;
    for (odbc::Connection* connection : open_)
        cancelling.emplace_back([connection] { connection->cancel(); });
    for (auto& thread : cancelling)
        thread.join();
}

} // namespace objsync::snowflake
