#include "daemon/control/gate.h"

#include <algorithm>

#include "daemon/control/call.h"
#include "daemon/control/jobs.h"
#include "daemon/control/render.h"

namespace objsync::control {

namespace {

constexpr size_t kMaxKnown = 10'000;

// From the nearest known object up to the connection's root. A tombstone counts: what it was given
// is its own still.
std::vector<query::ObjectRow> known_chain(Reader& reader, const Target& target) {
    const auto connection = reader.tree.connection(target.connection);
    if (!connection) return {};
    for (Path path = target.path;; path.pop_back()) {
        if (const auto row = reader.tree.resolve(*connection, path, true))
            return reader.tree.ancestry(*row);
        if (path.empty()) return {};
    }
}

// What the request is about. An empty path names nothing: lists then show what may be seen.
std::optional<Target> target_of(const Call& call) {
    switch (call.route.names) {
        case Names::nothing:
            break;
        case Names::path:
            if (call.request.target.empty()) break;
            return parse_target(call.request.target);
        case Names::connection:
            return Target{call.request.target, {}};
        case Names::body:
            return parse_target(body_text(call.body(), "path"));
        case Names::job: // admit_by_job() looks for it
            break;
    }
    return std::nullopt;
}

Refused unknown_caller(const Caller& caller) {
    return forbidden(
        "the daemon does not know " + (caller.via.empty() ? "who asks" : caller.via) +
        "; a [[caller]] section of the configuration, or a token, says who may do what");
}

void decide(const std::shared_ptr<Call>& call, const Rights& rights, const std::string& what) {
    call->rights = rights;
    switch (may(call->caller, call->route.needs, rights)) {
        case Verdict::yes:
            call->route.handler(*call);
            return;
        case Verdict::hidden:
            throw hidden(what);
        case Verdict::no:
            break;
    }
    throw forbidden(call->caller.principal + " may not do this at " + what);
}

// What a job is about stands in the store.
void admit_by_job(const std::shared_ptr<Call>& call) {
    const std::string& text = call->request.target;
    const auto id = parse_job_id(text);
    if (!id) throw no_such_job(text);
    std::optional<CrawlProgress> crawl;
    if (!id->settings) crawl = call->commands().crawl_progress(id->number);
    call->look([caller = call->caller, id = *id, crawl](Reader& reader) -> Call::Next {
        const auto target = target_of_job(reader, id, crawl);
        if (!target) throw no_such_job(id.text());
        const std::string what = path_text(target->connection, target->path);
        return [rights = rights_at(reader, caller, *target), id, what](Call& c) {
            c.rights = rights;
            if (may(c.caller, c.route.needs, rights) != Verdict::yes) throw no_such_job(id.text());
            if (c.audit) c.audit->about(id.text() + " of " + what);
            c.route.handler(c);
        };
    });
}

} // namespace

Refused hidden(const std::string& path) {
    return Refused(Refusal::Kind::not_found, "Not found",
                   "nothing is known at " + path + ", or it is not for this caller to read");
}

Refused forbidden(const std::string& detail) {
    return Refused(Refusal::Kind::forbidden, "Not allowed", detail);
}

Rights rights_at(Reader& reader, const Caller& caller, const Target& target) {
    if (caller.governor) return {true, true};
    const store::Roles roles =
        reader.owners.roles_of(caller.principals, known_chain(reader, target));
    return {roles.data_owner || roles.infrastructure_admin, roles.infrastructure_admin};
}

Verdict may(const Caller& caller, Needs needs, const Rights& rights) {
    const auto verdict = [](bool yes) { return yes ? Verdict::yes : Verdict::no; };
    if (needs == Needs::nothing || caller.governor) return Verdict::yes;
    switch (needs) {
        case Needs::nothing:
        case Needs::known:
            return verdict(caller.known());
        case Needs::create:
            return verdict(caller.may_create);
        case Needs::governance:
            return Verdict::no;
        case Needs::read:
        case Needs::own:
            return rights.own ? Verdict::yes : Verdict::hidden;
        case Needs::admin:
            return rights.admin ? Verdict::yes : rights.own ? Verdict::no : Verdict::hidden;
    }
    return Verdict::hidden;
}

void admit(const std::shared_ptr<Call>& call) {
    const Caller& caller = call->caller;
    const Needs needs = call->route.needs;
    if (needs != Needs::nothing && !caller.known()) throw unknown_caller(caller);
    if (call->route.names == Names::job) {
        admit_by_job(call);
        return;
    }
    const bool at_target = needs == Needs::read || needs == Needs::own || needs == Needs::admin;
    const auto target = at_target ? target_of(*call) : std::nullopt;
    if (call->audit && target && call->route.names == Names::body)
        call->audit->about(path_text(target->connection, target->path));
    if (caller.governor || !target) {
        // Without a target a list is asked for, of which a handler shows what may be seen.
        const bool list = at_target && !caller.governor;
        const Needs asked = list && needs == Needs::read ? Needs::known : needs;
        const std::string what(call->route.pattern);
        if (may(caller, asked, {}) != Verdict::yes)
            throw forbidden(caller.principal + " may not do this");
        call->rights = {caller.governor, caller.governor};
        call->route.handler(*call);
        return;
    }
    const std::string what = path_text(target->connection, target->path);
    call->look([caller, target = *target, what](Reader& reader) {
        const Rights rights = rights_at(reader, caller, target);
        return [rights, what](Call& c) { decide(c.shared_from_this(), rights, what); };
    });
}

Sight::Sight(Reader& reader, const Caller& caller) : reader_(reader), everything_(caller.governor) {
    if (everything_) return;
    for (const store::Grant& grant : reader.owners.grants(caller.principals))
        granted_.insert(grant.oid);
}

bool Sight::sees(int64_t oid) {
    if (everything_) return true;
    if (granted_.empty() || oid == 0) return false;
    if (granted_.count(oid) != 0) return true;
    const auto before = known_.find(oid);
    if (before != known_.end()) return before->second;
    const auto row = reader_.tree.object(oid);
    const bool seen = row && sees(row->parent);
    if (known_.size() < kMaxKnown) known_.emplace(oid, seen);
    return seen;
}

bool Sight::sees_root_of(int64_t conn) {
    if (everything_) return true;
    const auto connection = reader_.tree.connection(conn);
    return connection && sees(connection->root);
}

bool Sight::sees(const Target& target) {
    if (everything_) return true;
    for (const query::ObjectRow& row : known_chain(reader_, target)) {
        if (granted_.count(row.oid) != 0) return true;
    }
    return false;
}

bool Sight::sees(const query::RunRow& run) {
    if (sees_root_of(run.conn)) return true;
    const auto connection = reader_.tree.connection(run.conn);
    if (!connection || run.targets.empty()) return false;
    std::string_view targets = run.targets;
    while (!targets.empty()) {
        const std::string_view line = targets.substr(0, targets.find('\n'));
        if (!sees(Target{connection->name, decode_path(line)})) return false;
        targets.remove_prefix(std::min(targets.size(), line.size() + 1));
    }
    return true;
}

std::vector<int64_t> Sight::tops() const {
    std::vector<int64_t> tops(granted_.begin(), granted_.end());
    std::sort(tops.begin(), tops.end());
    return tops;
}

std::vector<query::ObjectRow> tops_for(Reader& reader, const Caller& caller) {
    std::vector<query::ObjectRow> tops;
    const Sight sight(reader, caller);
    if (sight.everything()) {
        for (const query::ConnectionRow& row : reader.tree.connections()) {
            if (auto root = reader.tree.object(row.root)) tops.push_back(std::move(*root));
        }
        return tops;
    }
    for (const int64_t oid : sight.tops()) {
        auto top = reader.tree.object(oid);
        if (top && top->presence != store::Presence::removed) tops.push_back(std::move(*top));
    }
    return tops;
}

} // namespace objsync::control
