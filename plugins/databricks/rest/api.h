// The REST API of one workspace, or of one open Unity Catalog server.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "plugins/databricks/auth/sign_in.h"
#include "plugins/databricks/rest/sender.h"

namespace objsync::databricks {

class Api { // from any thread
public:
    Api(std::string base, Client& client, sdk::Host& host, Masks& masks, const SenderSettings& pace,
        const SignInSettings& sign_in);

    // `path` begins with "/api/". Each throws ApiError, whose status tells what was answered.
    void get(const std::string& path, const Sender::Accept& accept);
    void post(const std::string& path, const std::string& json, const Sender::Accept& accept);

    [[nodiscard]] const std::string& base() const noexcept { return base_; }
    [[nodiscard]] const char* sign_in_name() const { return sign_in_->name(); }

private:
    void send(Request request, const Sender::Accept& accept);

    std::string base_;
    Sender sender_;
    std::unique_ptr<SignIn> sign_in_;
};

} // namespace objsync::databricks
