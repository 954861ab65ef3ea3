#include "daemon/control/access.h"

#include <gnutls/crypto.h>
#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "core/base/error.h"

namespace objsync::control {

namespace {

constexpr std::string_view kTokenPrefix =
    "objsync_"; // so that a leaked one is known for what it is
constexpr size_t kTokenBytes = 32;
constexpr size_t kMaxGroups = 65536; // of the kernel

std::string sha256(std::string_view text) {
    std::string hash(32, '\0');
    if (gnutls_hash_fast(GNUTLS_DIG_SHA256, text.data(), text.size(), hash.data()) != 0)
        throw Error(ErrorKind::bug, "GnuTLS has no SHA-256");
    return hash;
}

// A number stands for itself.
template <typename Id, typename LookUp>
std::optional<Id> id_of(const std::string& name, LookUp look_up) {
    Id number = 0;
    const char* end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data(), end, number);
    if (error == std::errc() && stop == end) return number;
    return look_up(name.c_str());
}

std::optional<uid_t> user_id(const std::string& name) {
    return id_of<uid_t>(name, [](const char* text) -> std::optional<uid_t> {
        const passwd* user = ::getpwnam(text);
        return user != nullptr ? std::optional(user->pw_uid) : std::nullopt;
    });
}

std::optional<gid_t> group_id(const std::string& name) {
    return id_of<gid_t>(name, [](const char* text) -> std::optional<gid_t> {
        const group* found = ::getgrnam(text);
        return found != nullptr ? std::optional(found->gr_gid) : std::nullopt;
    });
}

void add_principal(Caller& caller, const std::string& principal) {
    auto& all = caller.principals;
    if (std::find(all.begin(), all.end(), principal) == all.end()) all.push_back(principal);
    if (caller.principal.empty()) caller.principal = principal;
}

} // namespace

int64_t wall_now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::optional<Peer> peer_of(int fd) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
    if (size != sizeof credentials || credentials.pid == 0) return std::nullopt; // no Unix socket
    Peer peer{credentials.uid, {}};
    std::vector<gid_t> groups(64);
    for (;;) {
        size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
        if (::getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0) {
            groups.resize(size / sizeof(gid_t));
            peer.groups = std::move(groups);
            break;
        }
        if (errno != ERANGE || groups.size() >= kMaxGroups) break;
        groups.resize(groups.size() * 4);
    }
    peer.groups.push_back(credentials.gid);
    return peer;
}

NewToken make_token() {
    unsigned char bytes[kTokenBytes];
    if (gnutls_rnd(GNUTLS_RND_KEY, bytes, sizeof bytes) != 0)
        throw Error(ErrorKind::retry, "no random bytes for a token");
    NewToken token{std::string(kTokenPrefix), {}};
    for (const unsigned char b : bytes) {
        token.text += "0123456789abcdef"[b >> 4];
        token.text += "0123456789abcdef"[b & 15];
    }
    token.hash = sha256(token.text);
    return token;
}

std::vector<std::string> Access::set_callers(const std::vector<config::CallerConfig>& callers) {
    std::vector<std::string> unknown;
    rules_.clear();
    for (const config::CallerConfig& caller : callers) {
        Rule rule{{}, {}, caller.name, caller.governance, caller.create_data_source};
        const bool by_user = !caller.user.empty();
        if (by_user) {
            rule.uid = user_id(caller.user);
        } else {
            rule.gid = group_id(caller.group);
        }
        if (rule.uid || rule.gid) {
            rules_.push_back(std::move(rule));
        } else {
            unknown.push_back(caller.at.text() + ": the system knows no " +
                              (by_user ? "user \"" + caller.user : "group \"" + caller.group) +
                              "\"; \"" + caller.name + "\" is nobody until the next reload");
        }
    }
    return unknown;
}

Caller Access::of_peer(const Peer& peer) const {
    Caller caller;
    caller.via = "uid " + std::to_string(peer.uid);
    for (const bool by_user : {true, false}) { // a user's own name before that of a group
        for (const Rule& rule : rules_) {
            const auto& groups = peer.groups;
            const bool same = by_user ? rule.uid == peer.uid
                                      : rule.gid && std::find(groups.begin(), groups.end(),
                                                              *rule.gid) != groups.end();
            if (!same) continue;
            add_principal(caller, rule.principal);
            caller.governor = caller.governor || rule.governor;
            caller.may_create = caller.may_create || rule.may_create;
        }
    }
    if (peer.uid == 0 || peer.uid == ::geteuid()) {
        caller.governor = true;
        if (!caller.known()) caller.principal = peer.uid == 0 ? "root" : "daemon";
    }
    return caller;
}

std::optional<Caller> Access::of_token(std::string_view text, int64_t now_ms) {
    // Looked up by the hash of 256 random bits: how long that takes tells nothing of them.
    const auto found = tokens_.find(sha256(text));
    if (found == tokens_.end()) return std::nullopt;
    store::TokenRow& token = found->second;
    if (token.expires_at && *token.expires_at <= now_ms) return std::nullopt;
    token.last_used = now_ms;
    used_[token.id] = now_ms;
    Caller caller;
    caller.via = "token " + std::to_string(token.id);
    caller.token = token.id;
    add_principal(caller, token.principal);
    caller.governor = (token.permissions & store::kGovernance) != 0;
    caller.may_create = (token.permissions & store::kCreateDataSource) != 0;
    return caller;
}

bool Access::still(const Caller& caller, const std::optional<Peer>& peer, int64_t now_ms) const {
    if (caller.token == 0) return peer && of_peer(*peer) == caller;
    return std::any_of(tokens_.begin(), tokens_.end(), [&](const auto& entry) {
        const store::TokenRow& token = entry.second;
        return token.id == caller.token && (!token.expires_at || *token.expires_at > now_ms);
    });
}

void Access::add(store::TokenRow token) {
    tokens_.insert_or_assign(token.hash, std::move(token));
}

void Access::remove(int64_t id) {
    std::erase_if(tokens_, [id](const auto& entry) { return entry.second.id == id; });
    used_.erase(id);
}

std::vector<store::TokenRow> Access::tokens() const {
    std::vector<store::TokenRow> rows;
    for (const auto& [hash, token] : tokens_)
        rows.push_back(token);
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    return rows;
}

std::vector<std::pair<int64_t, int64_t>> Access::take_used() {
    std::vector<std::pair<int64_t, int64_t>> used(used_.begin(), used_.end());
    used_.clear();
    return used;
}

} // namespace objsync::control
