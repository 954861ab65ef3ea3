// Scopes and facet passes: the part of Host that opens, fills and ends listings.
#include "daemon/host/abi.h"
#include "daemon/host/handle.h"
#include "daemon/host/host.h"
#include "daemon/host/object_encoder.h"

namespace objsync::host {

namespace {

unsigned parts_of(wire::Facet facet) {
    switch (facet) {
        case wire::Facet::columns:
            return kColumns;
        case wire::Facet::tags:
            return kTags;
        case wire::Facet::definition:
            return kDefinition;
    }
    return 0;
}

bool proves_something(wire::Outcome outcome) {
    return outcome == wire::Outcome::complete || outcome == wire::Outcome::unchanged ||
           outcome == wire::Outcome::unchanged_below;
}

} // namespace

Host::Open& Host::open(uint32_t id, bool facet) {
    const auto it = open_.find(id);
    if (it == open_.end() || it->second.facet.has_value() != facet) {
        throw Refused{"the listing is not open: it was ended before, or never begun"};
    }
    return it->second;
}

std::string Host::Open::key() const {
    return std::to_string(facet ? static_cast<int>(*facet) : 0) + container;
}

// 0: not wanted.
uint32_t Host::add_open(const char* function, const Path& path, std::optional<wire::Facet> facet) {
    require(wire::Mode::crawl, function);
    if (!begun_) throw Refused{"begin() comes first: it says what the plugin is connected to"};
    Open made{encode_path(path), facet, ""};
    if (!selection_.visits(made.container)) return 0;
    if (!facet && selection_.done(made.container)) return 0;
    if (!busy_.insert(made.key()).second) {
        throw Refused{"'" + made.container + "' is being listed already"};
    }
    open_.emplace(++last_id_, std::move(made));
    return last_id_;
}

int Host::scope_begin(const objsync_path* container, objsync_scope** out) {
    if (out == nullptr) throw Refused{"there is no place for the scope: the pointer is NULL"};
    *out = nullptr;
    const Path path = read_path(container);
    const std::lock_guard lock(mutex_);
    const uint32_t id = add_open("scope_begin()", path, std::nullopt);
    if (id == 0) return OBJSYNC_SKIP;
    encode(output_.buffer(), wire::ScopeBegin{id, path});
    // At once: should the listing crash, the daemon knows which it was, and goes on with the
    // others.
    output_.flush();
    *out = make_scope(id);
    return OBJSYNC_OK;
}

int Host::facet_begin(const objsync_path* container, uint32_t facet, objsync_facet** out) {
    if (out == nullptr) throw Refused{"there is no place for the facet: the pointer is NULL"};
    *out = nullptr;
    if (facet < OBJSYNC_FACET_COLUMNS || facet > OBJSYNC_FACET_DEFINITION) {
        throw Refused{"the facet is " + std::to_string(facet) + ", which is none"};
    }
    const Path path = read_path(container);
    const auto which = static_cast<wire::Facet>(facet);
    const std::lock_guard lock(mutex_);
    const uint32_t id = add_open("facet_begin()", path, which);
    if (id == 0) return OBJSYNC_SKIP;
    encode(output_.buffer(), wire::FacetBegin{id, which, path});
    output_.flush();
    *out = make_facet(id);
    return OBJSYNC_OK;
}

int Host::facet_object(objsync_facet* facet, const objsync_path* path, const objsync_object* part) {
    const uint32_t id = facet_id(facet);
    ObjectEncoder encoder;
    try {
        wire::FacetObject m{id, read_path(path), ""};
        const std::string text = encode_path(m.object);
        checked(part, "the part");
        const std::lock_guard lock(mutex_);
        const Open& in = open(id, true);
        if (!selection_.wants(text, may_contain(*part))) return OBJSYNC_OK;
        encoder.encode(*part, parts_of(*in.facet));
        m.stable = encoder.stable();
        warn_of_left_out(text, encoder.warnings());
        encode(output_.buffer(), m);
        output_.written();
        return OBJSYNC_OK;
    } catch (const Refused& r) {
        add_flaw(id, true, r.why);
        throw;
    }
}

// Takes mutex_, which an exception has given back.
void Host::add_flaw(uint32_t id, bool facet, const std::string& why) {
    const std::lock_guard lock(mutex_);
    const auto it = open_.find(id);
    if (it == open_.end() || it->second.facet.has_value() != facet) return;
    if (it->second.flaw.empty()) it->second.flaw = why;
}

int Host::keep(objsync_scope* scope, objsync_str name, const char* ns, objsync_str reason) {
    wire::Keep m;
    m.scope = scope_id(scope);
    if (present(name)) m.child = read_segment(name, ns);
    const std::lock_guard lock(mutex_);
    (void)open(m.scope, false);
    m.reason = masked(reason);
    encode(output_.buffer(), m);
    output_.written();
    return OBJSYNC_OK;
}

int Host::gone(objsync_scope* scope, objsync_str name, const char* ns, objsync_str evidence) {
    wire::Gone m;
    m.scope = scope_id(scope);
    m.child = read_segment(name, ns);
    const std::lock_guard lock(mutex_);
    (void)open(m.scope, false);
    m.evidence = masked(evidence);
    encode(output_.buffer(), m);
    output_.written();
    return OBJSYNC_OK;
}

std::optional<std::string> Host::ask(wire::Type reply,
                                     const std::function<void(std::string&)>& write) {
    const std::lock_guard one(ask_mutex_);
    {
        const std::lock_guard lock(mutex_);
        if (finished_) throw Refused{"the plugin has returned already"};
        write(output_.buffer());
        output_.flush();
    }
    return answers_.wait(reply);
}

int Host::stored_marker(objsync_scope* scope, TakeMarker take, void* user) {
    const uint32_t id = scope_id(scope);
    if (take == nullptr) throw Refused{"there is nothing to call: `take` is NULL"};
    std::optional<std::string> marker;
    // A full crawl is one that ignores markers, whatever the plugin makes of its flag.
    if (!job_.full && !job_.nothing_stored) {
        const auto reply = ask(wire::Type::marker, [&](std::string& out) {
            (void)open(id, false);
            wire::encode_number(out, wire::Type::ask_marker, id);
        });
        if (!reply) return OBJSYNC_CANCELLED;
        marker = wire::decode<wire::Marker>(*reply).marker;
    }
    take(user, marker ? objsync_str{marker->data(), marker->size()} : objsync_str{nullptr, 0});
    return OBJSYNC_OK;
}

int Host::stored_stamps(objsync_scope* scope, TakeStamp take, void* user) {
    const uint32_t id = scope_id(scope);
    if (take == nullptr) throw Refused{"there is nothing to call: `take` is NULL"};
    if (job_.nothing_stored) {
        const std::lock_guard lock(mutex_);
        (void)open(id, false);
        return OBJSYNC_OK;
    }
    wire::Stamps page;
    page.last = false;
    for (wire::AskStamps question{id, std::nullopt}; !page.last;) {
        const auto reply = ask(wire::Type::stamps, [&](std::string& out) {
            (void)open(id, false);
            encode(out, question);
        });
        if (!reply) return OBJSYNC_CANCELLED;
        page = wire::decode<wire::Stamps>(*reply);
        for (const wire::StampsEntry& e : page.page) {
            // A full crawl is one that ignores stamps, whatever the plugin makes of its flag.
            const bool has_stamp = !e.stamp.empty() && !job_.full;
            take(user, {e.child.name.data(), e.child.name.size()},
                 {e.child.ns.data(), e.child.ns.size()},
                 has_stamp ? objsync_str{e.stamp.data(), e.stamp.size()} : objsync_str{nullptr, 0});
        }
        if (page.page.empty()) break;
        question.after = page.page.back().child;
    }
    return OBJSYNC_OK;
}

int Host::secret(const char* option, TakeMarker take, void* user) {
    const std::string name(word(option, "the option"));
    if (take == nullptr) throw Refused{"there is nothing to call: `take` is NULL"};
    const auto reply = ask(wire::Type::secret, [&](std::string& out) {
        wire::encode_text(out, wire::Type::ask_secret, name);
    });
    if (!reply) return OBJSYNC_CANCELLED;
    const auto secret = wire::decode<wire::Secret>(*reply);
    if (!secret.text) throw Refused{"the secret '" + name + "' cannot be read: " + secret.error};
    {
        const std::lock_guard lock(mutex_);
        masker_.add(*secret.text);
    }
    take(user, {secret.text->data(), secret.text->size()});
    return OBJSYNC_OK;
}

wire::End Host::read_end(uint32_t id, const Open& open, const objsync_end* end) {
    checked(end, "the end");
    if (end->outcome < OBJSYNC_COMPLETE || end->outcome > OBJSYNC_SCOPE_FAILED) {
        throw Refused{"the outcome is " + std::to_string(end->outcome) + ", which is none"};
    }
    wire::End m;
    m.id = id;
    m.outcome = static_cast<wire::Outcome>(end->outcome);
    m.basis = masked(end->basis);
    if (present(end->marker)) m.marker = cut_text(view(end->marker));
    m.filtered_by_permission = end->filtered_by_permission != 0;
    m.as_of_ms = end->as_of_ms;
    m.error = read_error(end->error);
    if (!open.flaw.empty() && proves_something(m.outcome)) {
        m.outcome = wire::Outcome::partial;
        m.marker.reset();
        m.error = {wire::ErrorClass::bug, "", "something in it was refused: " + open.flaw, 0};
    }
    return m;
}

void Host::fail_open(uint32_t id, const Open& open, const std::string& why) {
    wire::End m;
    m.id = id;
    m.outcome = wire::Outcome::failed;
    m.error = {wire::ErrorClass::bug, "", why, 0};
    auto& out = output_.buffer();
    open.facet ? wire::encode_facet_end(out, m) : wire::encode_scope_end(out, m);
}

int Host::end(uint32_t id, bool facet, const objsync_end* end) {
    const std::lock_guard lock(mutex_);
    const Open ended = std::move(open(id, facet));
    open_.erase(id);
    busy_.erase(ended.key());
    try {
        const wire::End m = read_end(id, ended, end);
        auto& out = output_.buffer();
        facet ? wire::encode_facet_end(out, m) : wire::encode_scope_end(out, m);
    } catch (const Refused& r) {
        fail_open(id, ended, "its end was refused: " + r.why);
        output_.flush();
        throw;
    }
    output_.flush();
    return OBJSYNC_OK;
}

int Host::scope_end(objsync_scope* scope, const objsync_end* with) {
    return end(scope_id(scope), false, with);
}

int Host::facet_end(objsync_facet* facet, const objsync_end* with) {
    return end(facet_id(facet), true, with);
}

} // namespace objsync::host
