#include "plugins/databricks/auth/sign_in.h"

#include <mutex>

#include "plugins/databricks/auth/oauth.h"

namespace objsync::databricks {

namespace {

class Anonymous : public SignIn {
public:
    std::string bearer() override { return {}; }
    bool refused(const std::string&) override { return false; }
    const char* name() const override { return "none"; }
};

class PersonalToken : public SignIn {
public:
    PersonalToken(const SignInSettings& settings, sdk::Host& host, Masks& masks)
        : host_(host),
          masks_(masks),
          option_(settings.option_prefix + "token"),
          token_(settings.token) {
        masks_.add(token_);
    }

    std::string bearer() override {
        std::lock_guard lock(mutex_);
        return token_;
    }

    bool refused(const std::string& bearer) override {
        std::lock_guard lock(mutex_);
        if (token_ != bearer) return true; // another thread has read it already
        token_ = read_again(host_, option_, token_);
        masks_.add(token_);
        return token_ != bearer;
    }

    const char* name() const override { return "pat"; }

private:
    sdk::Host& host_;
    Masks& masks_;
    std::string option_;
    std::mutex mutex_;
    std::string token_;
};

} // namespace

std::string read_again(sdk::Host& host, const std::string& option, const std::string& old) {
    try {
        const std::string text = host.secret(option.c_str());
        return text.empty() ? old : text;
    } catch (const sdk::Error&) {
        return old; // what was good a while ago may still be
    }
}

std::unique_ptr<SignIn> make_sign_in(const SignInSettings& settings, const std::string& base,
                                     Sender& sender, sdk::Host& host, Masks& masks) {
    switch (settings.kind) {
        case SignInKind::token:
            return std::make_unique<PersonalToken>(settings, host, masks);
        case SignInKind::machine:
        case SignInKind::federation:
        case SignInKind::azure:
            return std::make_unique<OAuth>(settings, base, sender, host, masks);
        case SignInKind::none:
            break;
    }
    return std::make_unique<Anonymous>();
}

} // namespace objsync::databricks
