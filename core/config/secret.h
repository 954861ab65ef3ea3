// Where a secret is kept. The text itself is read only when it is needed and never stored here, so
// that a configuration can be shown and logged.
#pragma once

#include <optional>
#include <string>

#include "core/config/node.h"

namespace objsync::config {

struct SecretRef {
    enum class From {
        file,       // { file = "/path" }
        credential, // { credential = "name" }: a file of that name in $CREDENTIALS_DIRECTORY
        env,        // { env = "NAME" }
    };
    From from = From::file;
    std::string where;
    Origin at;
    // Of files: the folder that it must lie in, however its path and links lead there at the time
    // when it is read; whoever may write in the folder gets no other file read. Empty: anywhere.
    std::string beneath = {};
    bool operator==(const SecretRef&) const = default;

    // "file /path", for messages.
    [[nodiscard]] std::string text() const;
};

// Reads the secret now, without one trailing newline. Throws Error{config} that names the place in
// the configuration, never the secret: missing, unreadable, no regular file, empty or too long.
[[nodiscard]] std::string read_secret(const SecretRef& ref);

// What is unsafe about where the secret is kept: a file that everyone can read.
[[nodiscard]] std::optional<std::string> unsafe_secret(const SecretRef& ref);

} // namespace objsync::config
