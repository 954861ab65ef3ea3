// Whom the daemon knows: peers of the Unix socket by the configuration, and bearer tokens. Loop
// thread only.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/config.h"
#include "core/store/access.h"
#include "daemon/control/caller.h"

namespace objsync::control {

// Milliseconds since the Unix epoch.
[[nodiscard]] int64_t wall_now_ms();

// The process at the other end of a Unix socket, as the kernel tells it.
struct Peer {
    uid_t uid = 0;
    std::vector<gid_t> groups; // all of them
};
[[nodiscard]] std::optional<Peer> peer_of(int fd);

struct NewToken {
    std::string text; // for the caller, once
    std::string hash; // for the store
};
[[nodiscard]] NewToken make_token();

class Access {
public:
    // Names of users and groups are looked up now, once. A name that the system does not know
    // matches nobody; returns what to tell about it, a text each.
    std::vector<std::string> set_callers(const std::vector<config::CallerConfig>& callers);
    // Root and the daemon's own user are governors, whatever the configuration says.
    [[nodiscard]] Caller of_peer(const Peer& peer) const;

    // nullopt: unknown, revoked or expired.
    [[nodiscard]] std::optional<Caller> of_token(std::string_view text, int64_t now_ms);
    // Whether who asked once would be taken for the same now. `peer`: of its connection, if any.
    [[nodiscard]] bool still(const Caller& caller, const std::optional<Peer>& peer,
                             int64_t now_ms) const;
    void add(store::TokenRow token);
    void remove(int64_t id);
    [[nodiscard]] std::vector<store::TokenRow> tokens() const;
    // Tokens used since the last call, with when.
    [[nodiscard]] std::vector<std::pair<int64_t, int64_t>> take_used();

private:
    struct Rule {
        std::optional<uid_t> uid;
        std::optional<gid_t> gid;
        std::string principal;
        bool governor = false, may_create = false;
    };
    std::vector<Rule> rules_;
    std::map<std::string, store::TokenRow> tokens_; // by hash
    std::map<int64_t, int64_t> used_;
};

} // namespace objsync::control
