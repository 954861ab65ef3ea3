// Secrets that must not stand in any text: those of the options and the tokens got for them.
#pragma once

#include <mutex>
#include <string>
#include <vector>

namespace objsync::databricks {

class Masks { // from any thread
public:
    void add(const std::string& secret) {
        if (secret.size() < 4) return; // would hide words, and is no secret
        std::lock_guard lock(mutex_);
        for (const auto& known : secrets_) {
            if (known == secret) return;
        }
        if (secrets_.size() == kMost) secrets_.erase(secrets_.begin() + kMost / 2);
        secrets_.push_back(secret);
    }

    [[nodiscard]] std::string apply(std::string text) const {
        std::lock_guard lock(mutex_);
        for (const auto& secret : secrets_) {
            for (size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += 3)
                text.replace(at, secret.size(), "***");
        }
        return text;
    }

private:
    static constexpr size_t kMost = 64; // tokens renewed each hour for days must not pile up
    mutable std::mutex mutex_;
    std::vector<std::string> secrets_;
};

} // namespace objsync::databricks
