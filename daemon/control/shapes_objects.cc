#include "daemon/control/shapes.h"

namespace objsync::control::shapes {

const Shape search_body = {
    "SearchRequest",
    {{"limit", Type::integer, "objects of a page, at most 1000; 100 if not given", kAbsent},
     {"cursor", Type::text, "of the page before", kAbsent},
     {"depth", Type::integer,
      "levels below the path, at most 1000; if not given 1, or all with any of those below",
      kAbsent},
     {"removed", Type::boolean, "tombstones instead of what is there", kAbsent},
     {"name", Type::text, "with * for any part: orders, fact_*, *2026*; %2A is a star", kAbsent},
     {"kind", Type::text, "table, view, schema, ...", kAbsent},
     {"state", Type::text, "as it was announced: active or inactive", kAbsent},
     {"presence", Type::text, "present, held, inaccessible or removed", kAbsent},
     {"tag", Type::text,
      "name, or name=value; the platform's, of the object or a column of it, or a local one",
      kAbsent},
     {"changedSince", Type::time, "its newest event was written then or later", kAbsent}}};

const Shape settings = {
    "Settings",
    {{"isActive", Type::boolean, "the status that holds here"},
     {"activateNewChildren", Type::boolean, "whether what is found here becomes active"},
     {"dataOwners", Type::texts, "of here and above; not in lists", kAbsent},
     {"infrastructureAdmins", Type::texts, "of here and above; not in lists", kAbsent}}};

const Shape overrides = {
    "Overrides",
    {{"isActive", Type::boolean, "own status; null: inherited", kNull},
     {"activateNewChildren", Type::boolean, "own setting; null: inherited", kNull},
     {"origin", Type::text, "who set the own status: user or discovery", kAbsent},
     {"dataOwners", Type::texts, "given here; not in lists", kAbsent},
     {"infrastructureAdmins", Type::texts, "given here; not in lists", kAbsent}}};

const Shape settings_change = {
    "SettingsChange",
    {{"isActive", Type::boolean, "null: inherit", kNull | kAbsent},
     {"activateNewChildren", Type::boolean, "of a container; null: inherit", kNull | kAbsent},
     {"dataOwners", Type::texts, "principals; null: none of its own", kNull | kAbsent},
     {"infrastructureAdmins", Type::texts, "principals; null: none of its own", kNull | kAbsent}}};

namespace {

const Shape kind_changes = {"KindChanges",
                            {{"kind", Type::text, "null: not known", kNull},
                             {"activated", Type::integer, "data sources"},
                             {"deactivated", Type::integer}}};

const Shape sampled = {"SampledChange",
                       {{"objectPath", Type::texts},
                        {"kind", Type::text, "null: not known", kNull},
                        {"state", Type::text, "as it would be: active or inactive"}}};

} // namespace

const Shape settings_body = {
    "SettingsRequest",
    {{"settings", Type::object, "what is absent stays as it is", 0, &settings_change}}};

const Shape settings_applied = {
    "SettingsApplied",
    {{"before", Type::object, "", 0, &overrides}, {"after", Type::object, "", 0, &overrides}}};

const Shape settings_preview = {
    "SettingsPreview",
    {{"before", Type::object, "", 0, &overrides},
     {"after", Type::object, "", 0, &overrides},
     {"changes", Type::list, "what would be announced, by kind", 0, &kind_changes},
     {"accepted", Type::integer, "objects below whose status from discovery would be given up"},
     {"sample", Type::list, "the first of what would be announced", 0, &sampled},
     {"token", Type::text, "applies just this, while nothing of it has changed"}}};

const Shape purged = {
    "Purged",
    {{"objectPath", Type::texts}, {"childCount", Type::integer, "what was purged besides"}}};

namespace {

const Shape held = {"Held",
                    {{"cause", Type::text, "why it is missing"},
                     {"since", Type::time, "when it was first missed", kNull},
                     {"run", Type::integer, "that first missed it"},
                     {"confirmedBy", Type::text, "what would confirm that it is gone"}}};

const Shape history = {
    "History",
    {{"events", Type::list, "newest first", 0, &event},
     {"pruned", Type::boolean, "older ones are no longer kept"},
     {"before", Type::integer, "where the next page begins; null: that was all", kNull}}};

// What every object shows, in lists too.
std::vector<Field> object_fields(std::vector<Field> more) {
    std::vector<Field> fields = {
        {"oid", Type::integer, "given once, kept over rename, removal and return"},
        {"parentOid", Type::integer, "0: a connection"},
        {"objectPath", Type::texts, "encoded names, the connection first"},
        {"kind", Type::text, "table, view, schema, ...; connection: the root; null: not known",
         kNull},
        {"isContainer", Type::boolean},
        {"isDataSource", Type::boolean},
        {"state", Type::text, "as it was announced: active or inactive"},
        {"pending", Type::boolean, "a setting is not announced yet"},
        {"presence", Type::text, "present, held, inaccessible or removed"},
        {"changedAt", Type::time, "when its newest event was written"},
        {"settings", Type::object, "what holds", 0, &settings},
        {"overrides", Type::object, "what was set here", 0, &overrides}};
    fields.insert(fields.end(), more.begin(), more.end());
    return fields;
}

constexpr Field kLocalTags = {"localTags", Type::named,
                              "given here, by people or as default; `object` has the platform's"};
constexpr Field kRemovedAt = {"removedAt", Type::time, "of what is removed", kAbsent | kNull};

const Shape listed_object = {"ListedObject", object_fields({kRemovedAt})};

const Shape explained_filter = {
    "ExplainedFilter",
    {{"text", Type::text},
     {"listed", Type::boolean, "in scope", kAbsent},
     {"pattern", Type::text, "that decided", kAbsent},
     {"named", Type::text, "what the pattern names", kAbsent},
     {"mayContain", Type::boolean, "on the way to what is in scope", kAbsent}}};

const Shape explained_status = {"ExplainedStatus",
                                {{"text", Type::text},
                                 {"isActive", Type::boolean},
                                 {"decidedBy", Type::texts, "path of the object that decides"},
                                 {"activateNewChildren", Type::boolean},
                                 {"activateNewDecidedBy", Type::texts},
                                 {"pending", Type::boolean}}};

const Shape explained_presence = {"ExplainedPresence",
                                  {{"text", Type::text},
                                   {"presence", Type::text, "null: never seen", kNull},
                                   {"cause", Type::text, "of what is held", kAbsent},
                                   {"byHand", Type::boolean, "only a person confirms it", kAbsent},
                                   {"heldSince", Type::time, "", kAbsent | kNull},
                                   {"run", Type::integer, "", kAbsent}}};

const Shape explained_listing = {"ExplainedListing",
                                 {{"text", Type::text},
                                  {"container", Type::texts, "whose listing would give it"},
                                  {"outcome", Type::text, "", kAbsent},
                                  {"run", Type::integer, "", kAbsent},
                                  {"endedAt", Type::time, "", kAbsent | kNull},
                                  {"completeAt", Type::time, "", kAbsent | kNull},
                                  {"basis", Type::text, "", kAbsent},
                                  {"error", Type::text, "", kAbsent}}};

} // namespace

const Shape object_page = {"ObjectPage",
                           {{"objects", Type::list, "", 0, &listed_object},
                            {"cursor", Type::text,
                             "of the next page; null: that was all. A page of a search that takes "
                             "long can hold less than was asked for, also nothing",
                             kNull}}};

const Shape object = {
    "Object", object_fields({kRemovedAt,
                             kLocalTags,
                             {"held", Type::object, "its removal waits", kAbsent, &held},
                             {"object", Type::any, "every field that is known"},
                             {"history", Type::object, "if asked for", kAbsent, &history}})};

const Shape exported_object = {
    "ExportedObject",
    object_fields({kLocalTags, {"object", Type::any, "every field that is known"}})};

const Shape explanation = {"Explanation",
                           {{"objectPath", Type::texts},
                            {"known", Type::boolean, "was it ever seen"},
                            {"oid", Type::integer, "", kNull},
                            {"filter", Type::object, "", 0, &explained_filter},
                            {"status", Type::object, "", 0, &explained_status},
                            {"presence", Type::object, "", 0, &explained_presence},
                            {"listing", Type::object, "", 0, &explained_listing},
                            {"events", Type::list, "the newest, newest first", 0, &event}}};

} // namespace objsync::control::shapes
