#include "core/sync/run.h"

#include <utility>

#include "core/sync/merge.h"

namespace objsync::sync {

using store::ObjectRow;
using store::Presence;
using store::Statement;

namespace {

std::string lines_of(const std::vector<Path>& paths) {
    std::string text;
    for (const Path& path : paths)
        text += encode_path(path) + "\n";
    return text;
}

} // namespace

Run::Run(World& world, RunRequest request, int64_t id, int64_t now_ms)
    : world_(world), request_(std::move(request)), id_(id), begun_ms_(now_ms) {
    store::ConnectionRow* row = world_.ledger.find(request_.connection);
    if (row == nullptr || row->root == 0)
        throw Error(ErrorKind::bug, "connection '" + request_.connection + "' is not in the store");
    conn_ = row->id;
    root_ = row->root;
    found_nothing_ = !world_.objects.has_live_child(root_);
    Statement insert(world_.db,
                     "INSERT INTO run (id, conn, why, targets, is_full, state, started_at, "
                     "versions) VALUES (?,?,?,?,?,?,?,?)");
    insert.bind(id_, conn_, request_.why, lines_of(request_.targets), request_.full,
                static_cast<int>(store::RunState::listing), now_ms, request_.plugin_version);
    insert.run();
    Teller(world_, cause(now_ms)).note(EventType::crawl_started, "{}");
    if (request_.targets.empty()) expect(root_);
    for (const Path& target : request_.targets) {
        const int64_t oid = find_place(target);
        if (oid != 0 && world_.objects.read(oid)->is_container()) expect(oid);
    }
}

bool Run::begin(const wire::Begin& begin) {
    store::ConnectionRow& c = conn();
    begun_ = true;
    Statement versions(world_.db, "UPDATE run SET versions = ? WHERE id = ?");
    const std::string text = "plugin " + request_.plugin_version + ", driver " +
                             begin.driver_version + ", server " + begin.server_version;
    versions.bind(text, id_);
    versions.run();
    if (begin.identity.empty()) {
        refusal_ = "the plugin did not say which source it is connected to";
        return false;
    }
    if (!c.identity) {
        c.identity = begin.identity;
    } else if (*c.identity != begin.identity) {
        c.refused_identity = begin.identity;
        world_.ledger.save(c);
        refusal_ =
            "connected to another source than before: it was '" + *c.identity + "', now it is '" +
            begin.identity +
            "'. Nothing was compared. If this is meant, run: " + "objsyncctl connection accept " +
            c.name;
        return false;
    }
    c.refused_identity.reset();
    world_.ledger.save(c);
    return true;
}

OpenScope& Run::open(uint32_t scope) {
    const auto it = open_.find(scope);
    if (it == open_.end())
        throw Error(ErrorKind::input,
                    "the child speaks of scope " + std::to_string(scope) + ", which is not open");
    return it->second;
}

void Run::frame(const wire::Frame& frame, int64_t now_ms) {
    if (!begun_ || !refusal_.empty())
        throw Error(ErrorKind::input, "the child lists before it said what it is connected to");
    using wire::Type;
    switch (frame.type) {
        case Type::object: {
            const auto m = wire::decode<wire::ObjectView>(frame.payload);
            object(m, now_ms);
            break;
        }
        case Type::scope_begin:
            scope_begin(wire::decode<wire::ScopeBegin>(frame.payload), now_ms);
            break;
        case Type::keep:
            keep(wire::decode<wire::Keep>(frame.payload), now_ms);
            break;
        case Type::gone:
            gone(wire::decode<wire::Gone>(frame.payload), now_ms);
            break;
        case Type::scope_end:
            scope_end(wire::decode<wire::End>(frame.payload), now_ms);
            break;
        case Type::facet_begin: {
            auto m = wire::decode<wire::FacetBegin>(frame.payload);
            OpenFacet facet;
            facet.facet = m.facet;
            facet.path = std::move(m.container);
            if (!facets_.emplace(m.id, std::move(facet)).second)
                throw Error(ErrorKind::input, "the child begins a facet pass twice");
            break;
        }
        case Type::facet_object:
            facet_object(wire::decode<wire::FacetObject>(frame.payload), now_ms);
            break;
        case Type::facet_end:
            facet_end(wire::decode<wire::End>(frame.payload), now_ms);
            break;
        case Type::answer:
            answer(wire::decode<wire::Answer>(frame.payload), now_ms);
            break;
        default:
            throw Error(ErrorKind::input, "the child sent a frame that does not belong in a crawl");
    }
}

void Run::scope_begin(const wire::ScopeBegin& m, int64_t now_ms) {
    OpenScope scope;
    scope.path = m.container;
    scope.begun_ms = now_ms;
    scope.container = find_place(m.container);
    if (scope.container != 0) visit(scope);
    if (!open_.emplace(m.scope, std::move(scope)).second)
        throw Error(ErrorKind::input,
                    "the child begins scope " + std::to_string(m.scope) + " twice");
}

void Run::object(const wire::ObjectView& m, int64_t now_ms) {
    OpenScope& scope = open(m.scope);
    if (scope.superseded) return;
    ensure_container(scope, now_ms);
    if (scope.superseded) return;
    ++scope.objects;
    if (scope.was_empty && list_first(scope, m, now_ms)) return;
    list(scope.container, scope.stored_path, scope.inherited, m, &scope.trouble, now_ms);
}

void Run::keep(const wire::Keep& m, int64_t now_ms) {
    OpenScope& scope = open(m.scope);
    if (scope.superseded) return;
    if (!m.child) {
        scope.keep_all = true;
        return;
    }
    if (scope.container == 0) return;
    const auto head = world_.objects.find(scope.container, m.child->ns, m.child->name);
    if (!head) return;
    scope.kept.insert(head->oid);
    make_inaccessible(head->oid, now_ms);
}

void Run::make_inaccessible(int64_t oid, int64_t now_ms) {
    ObjectRow row = *world_.objects.read(oid);
    const bool doubted = row.presence == Presence::present || row.presence == Presence::held;
    if (!doubted || seen_.contains(oid)) return;
    const bool active = inherited_from(world_, oid).active;
    Teller(world_, cause(now_ms))
        .presence(row, world_.objects.path_of(oid), active, Presence::inaccessible);
    world_.objects.update(row);
    // Not gone, says the plugin: what counted towards its removal counts no more.
    Statement drop(world_.db, "DELETE FROM held WHERE oid = ?");
    drop.bind(oid);
    drop.run();
}

void Run::gone(const wire::Gone& m, int64_t now_ms) {
    OpenScope& scope = open(m.scope);
    (void)now_ms;
    if (scope.container == 0 || scope.superseded) return;
    if (const auto head = world_.objects.find(scope.container, m.child.ns, m.child.name))
        platform_says_gone(head->oid);
}

void Run::platform_says_gone(int64_t oid) {
    Statement insert(world_.db,
                     "INSERT OR REPLACE INTO missing (run, oid, cause, new_basis, by_platform) "
                     "VALUES (?, ?, ?, 0, 1)");
    insert.bind(id_, oid, static_cast<int>(store::Cause::dropped));
    insert.run();
}

void Run::answer(const wire::Answer& m, int64_t now_ms) {
    if (m.path.empty())
        throw Error(ErrorKind::input, "the child answers for the connection itself");
    answered_.push_back(m.path);
    const int64_t known = find_place(m.path);
    switch (m.verdict) {
        case wire::Verdict::object: {
            const std::string text = encode_path(m.path);
            if (!request_.filter.listed(text) && !request_.filter.may_contain(text)) {
                wire::End end;
                end.error.text = "the filter of the connection excludes it";
                record(m.path, 0, wire::Outcome::skipped, 0, end, "", now_ms);
                break;
            }
            const Path parent_path(m.path.begin(), m.path.end() - 1);
            const int64_t parent = make_place(parent_path, now_ms, now_ms);
            wire::ObjectView view;
            view.ns = m.path.back().ns;
            view.name = m.path.back().name;
            view.stable = m.stable;
            view.moving = m.moving;
            std::string trouble;
            list(parent, world_.objects.path_of(parent), inherited_from(world_, parent), view,
                 &trouble, now_ms);
            break;
        }
        case wire::Verdict::gone:
            if (known != 0)
                platform_says_gone(known);
            else
                never_was_.push_back(m.path);
            break;
        case wire::Verdict::denied:
            if (known != 0) make_inaccessible(known, now_ms);
            break;
        case wire::Verdict::unknown: {
            wire::End end;
            end.error.text = m.evidence.empty() ? "the platform could not tell" : m.evidence;
            record(m.path, 0, wire::Outcome::failed, 0, end, "", now_ms);
            break;
        }
    }
}

void Run::warn(const std::string& text) {
    constexpr size_t kEnough = 100; // a source that lies does it a million times
    if (warnings_.size() < kEnough) warnings_.push_back(text);
}

void Run::warn_of_shared_id(std::string_view id, const Path& path) {
    warn("platform id '" + std::string(id) + "' stands at two objects, one of them " +
         path_text(conn().name, path) + ": it is not used to recognise renames there");
}

std::vector<std::string> Run::take_warnings() {
    return std::exchange(warnings_, {});
}

} // namespace objsync::sync
