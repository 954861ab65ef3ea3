// One crawl while it lists: takes what the child says, in any order, and writes presence with its
// events at once. Absence is only noted here; decide.h concludes. One thread, inside the caller's
// transaction. After an exception the run must be dropped with `abandon_run`.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/sync/open_scope.h"
#include "core/sync/request.h"
#include "core/sync/world.h"
#include "core/wire/job.h"
#include "core/wire/messages.h"

namespace objsync::sync {

class Run {
public:
    Run(World& world, RunRequest request, int64_t id, int64_t now_ms);

    [[nodiscard]] int64_t id() const noexcept { return id_; }
    [[nodiscard]] int64_t begun_ms() const noexcept { return begun_ms_; }
    [[nodiscard]] const RunRequest& request() const noexcept { return request_; }
    [[nodiscard]] store::ConnectionRow& conn() { return *world_.ledger.find(conn_); }

    // The source's identity. False: it differs from the stored one; the run must fail, and
    // `refusal()` says what to do. Nothing may be listed before this.
    [[nodiscard]] bool begin(const wire::Begin& begin);
    [[nodiscard]] const std::string& refusal() const noexcept { return refusal_; }

    // Any frame of a crawl but log, count, progress, hello and done. Unknown scopes and other
    // broken rules throw Error{input}: the child is to be stopped.
    void frame(const wire::Frame& frame, int64_t now_ms);

    // Whether there was anything below the connection when the run began.
    [[nodiscard]] bool found_nothing() const noexcept { return found_nothing_; }
    [[nodiscard]] std::optional<std::string> stored_marker(uint32_t scope);
    // Pages of stored children with their stamps, in a full crawl without; `after` is the last one.
    [[nodiscard]] std::vector<wire::StampsEntry> stored_stamps(uint32_t scope, const Segment& after,
                                                               size_t limit);

    // The child is gone: what is open has failed. The run may go on in another child.
    void child_lost(const wire::ErrorInfo& error, int64_t now_ms);
    // Containers whose scopes need not be listed again by a next child.
    [[nodiscard]] const std::vector<Path>& ended_scopes() const noexcept { return ended_paths_; }

    // Containers that were seen (or are the target) and whose scope never ended: `skipped`.
    void note_unvisited(int64_t now_ms);

    // Throttled or unavailable scopes: worth another try alone.
    [[nodiscard]] const std::vector<ScopeFailure>& retryable() const noexcept { return retryable_; }
    [[nodiscard]] int64_t objects() const noexcept { return objects_; }
    [[nodiscard]] int64_t scopes() const noexcept { return scopes_ended_; }
    [[nodiscard]] bool all_complete() const noexcept { return incomplete_ == 0; }
    [[nodiscard]] bool any_ended() const noexcept { return scopes_ended_ > 0; }
    [[nodiscard]] bool saw(int64_t oid) const {
        return seen_.contains(oid) || renewed_.contains(oid);
    }
    // Saw it, and not only in a listing that began before `since_ms`: against a listing that began
    // then, this is a word. Parents are asked of the store.
    [[nodiscard]] bool vouches(int64_t oid, int64_t since_ms) const;
    // Containers whose listing has ended since the last call, for `supersede` of other runs.
    [[nodiscard]] std::vector<std::pair<int64_t, int64_t>> take_ended();
    // Another run began to list this container later, and has ended: its listing wins.
    void supersede(int64_t container, int64_t begun_ms);
    // What an operator should know, for the log; taken once.
    [[nodiscard]] std::vector<std::string> take_warnings();

private:
    friend class Decider;

    void scope_begin(const wire::ScopeBegin& m, int64_t now_ms);
    void object(const wire::ObjectView& m, int64_t now_ms);
    void keep(const wire::Keep& m, int64_t now_ms);
    void gone(const wire::Gone& m, int64_t now_ms);
    void platform_says_gone(int64_t oid);
    void make_inaccessible(int64_t oid, int64_t now_ms);
    void scope_end(const wire::End& m, int64_t now_ms);
    void facet_object(const wire::FacetObject& m, int64_t now_ms);
    void facet_end(const wire::End& m, int64_t now_ms);
    void answer(const wire::Answer& m, int64_t now_ms);

    void warn(const std::string& text);
    void warn_of_shared_id(std::string_view id, const Path& path);
    // Listing one child: listing.cc
    void list(int64_t parent, const Path& parent_path, Inherited inherited,
              const wire::ObjectView& m, std::string* trouble, int64_t now_ms);
    bool list_first(const OpenScope& scope, const wire::ObjectView& m, int64_t now_ms);
    void note_new(int64_t oid, int64_t flags);
    void list_container(int64_t oid, const wire::ObjectView& m);
    void list_known(int64_t oid, const Path& path, Inherited inherited, const wire::ObjectView& m,
                    std::string* trouble, int64_t now_ms);
    void list_new(int64_t parent, const Path& path, Inherited inherited, const wire::ObjectView& m,
                  std::string* trouble, int64_t now_ms);
    void park(int64_t oid, int64_t parent, const wire::ObjectView& m, std::string* trouble);
    void mark_present(store::ObjectRow& row, const Path& path, bool active, int64_t now_ms);

    // Places: place.cc
    [[nodiscard]] int64_t find_place(const Path& path); // 0: not known
    // Makes what is implied by a listing or answer from `proved_ms`.
    int64_t make_place(const Path& path, int64_t proved_ms, int64_t now_ms);
    // Brings `container`, `stored_path` and `inherited` up to date; may find the scope superseded.
    void ensure_container(OpenScope& scope, int64_t now_ms);
    void visit(OpenScope& scope); // once in a run, and not after a listing that began later
    [[nodiscard]] bool below_renewed(int64_t oid);
    void expect(int64_t oid) { expected_.insert(oid); }

    // Ends: ends.cc
    void conclude_complete(OpenScope& scope, const wire::End& m, const std::string& basis,
                           int64_t now_ms);
    void record_scope(const OpenScope& scope, const wire::End& m, const std::string& basis,
                      int64_t now_ms);
    void record(const Path& path, uint8_t facet, wire::Outcome outcome, int64_t objects,
                const wire::End& m, const std::string& basis, int64_t now_ms);
    void void_markers_above();
    OpenScope& open(uint32_t scope);

    [[nodiscard]] Cause cause(int64_t now_ms) { return {&conn(), id_, now_ms}; }

    World& world_;
    RunRequest request_;
    int64_t conn_ = 0, root_ = 0, id_ = 0;
    int64_t begun_ms_ = 0;
    bool begun_ = false, found_nothing_ = false;
    std::string refusal_;

    std::map<uint32_t, OpenScope> open_;
    std::map<uint32_t, OpenFacet> facets_;
    OidSet seen_;    // listed in this run under its stored key, or proved present otherwise
    OidSet renewed_; // its name was listed, with an id that nobody knows
    OidSet listed_;  // given by a listing: a second time shows unstable paging
    std::vector<std::pair<int64_t, int64_t>> ended_now_; // container, begun: to tell other runs
    std::set<int64_t> expected_;                     // containers that need a scope of their own
    std::unordered_map<int64_t, int64_t> visited_;   // containers, and when their listing began
    std::unordered_map<int64_t, int64_t> proved_at_; // the newest listing that implied them
    std::vector<Path> answered_, ended_paths_;
    std::vector<Path> never_was_;      // asked for, gone, and not in the store either
    std::vector<Path> below_done_;     // unchanged_below: nothing below needs a visit
    std::vector<Path> unproved_paths_; // listings that ended otherwise than well, or never began
    std::vector<ScopeFailure> retryable_;
    std::vector<std::string> warnings_;
    bool any_parked_ = false;
    int64_t objects_ = 0, scopes_ended_ = 0, incomplete_ = 0;
};

} // namespace objsync::sync
