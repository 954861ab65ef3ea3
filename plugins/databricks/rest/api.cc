#include "plugins/databricks/rest/api.h"

namespace objsync::databricks {

Api::Api(std::string base, Client& client, sdk::Host& host, Masks& masks,
         const SenderSettings& pace, const SignInSettings& sign_in)
    : base_(std::move(base)),
      sender_(client, host, masks, pace),
      sign_in_(make_sign_in(sign_in, base_, sender_, host, masks)) {}

void Api::get(const std::string& path, const Sender::Accept& accept) {
    send({.url = base_ + path}, accept);
}

void Api::post(const std::string& path, const std::string& json, const Sender::Accept& accept) {
    send({.method = "POST",
          .url = base_ + path,
          .headers = {"Content-Type: application/json"},
          .body = json},
         accept);
}

void Api::send(Request request, const Sender::Accept& accept) {
    request.headers.emplace_back("Accept: application/json");
    const size_t known = request.headers.size();
    for (bool again = false;; again = true) {
        const std::string bearer = sign_in_->bearer(); // its own failure is final
        request.headers.resize(known);
        if (!bearer.empty()) request.headers.push_back("Authorization: Bearer " + bearer);
        try {
            return sender_.send(request, accept);
        } catch (const ApiError& error) {
            // A token may have expired on the way, or been rotated: once with another.
            const bool refused = error.error_class() == sdk::ErrorClass::auth;
            if (!refused || again || !sign_in_->refused(bearer)) throw;
        }
    }
}

} // namespace objsync::databricks
