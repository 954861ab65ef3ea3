#include "core/sync/compare.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/model/path.h"

namespace objsync::sync {

namespace {

void merge_text(const char* field, std::optional<std::string>& stored,
                const std::optional<std::string>& listed, std::vector<Change>& changes) {
    if (!listed || stored == listed) return;
    Change change{field, std::nullopt, json_text(*listed)};
    if (stored) change.old = json_text(*stored);
    changes.push_back(std::move(change));
    stored = listed;
}

// Columns by name; empty when a name stands twice, which some platforms allow.
std::map<std::string_view, const Column*> by_name(const std::vector<Column>& columns) {
    std::map<std::string_view, const Column*> map;
    for (const Column& c : columns) {
        if (!map.emplace(c.name, &c).second) return {};
    }
    return map;
}

void compare_columns(const std::vector<Column>& stored, const std::vector<Column>& listed,
                     std::vector<Change>& changes) {
    const auto before = by_name(stored);
    const auto after = by_name(listed);
    if (before.size() != stored.size() || after.size() != listed.size()) {
        changes.push_back({"columns", json_columns(stored), json_columns(listed)});
        return;
    }
    for (const Column& c : stored) {
        if (after.count(c.name) == 0)
            changes.push_back({"columns." + encode_name(c.name), json_column(c), std::nullopt});
    }
    for (const Column& c : listed) {
        const auto it = before.find(c.name);
        if (it != before.end() && *it->second == c) continue;
        Change change{"columns." + encode_name(c.name), std::nullopt, json_column(c)};
        if (it != before.end()) change.old = json_column(*it->second);
        changes.push_back(std::move(change));
    }
}

void merge_columns(std::optional<std::vector<Column>>& stored,
                   const std::optional<std::vector<Column>>& listed, std::vector<Change>& changes) {
    if (!listed || stored == listed) return;
    if (stored)
        compare_columns(*stored, *listed, changes);
    else
        changes.push_back({"columns", std::nullopt, json_columns(*listed)});
    stored = listed;
}

void merge_tags(std::optional<std::vector<Tag>>& stored,
                const std::optional<std::vector<Tag>>& listed, std::vector<Change>& changes) {
    if (!listed || stored == listed) return;
    Change change{"tags", std::nullopt, json_tags(*listed)};
    if (stored) change.old = json_tags(*stored);
    changes.push_back(std::move(change));
    stored = listed;
}

// `changes` is null for volatile attributes.
void merge_attributes(std::vector<Attribute>& stored, const std::vector<Attribute>& listed,
                      std::vector<Change>* changes) {
    for (const Attribute& a : listed) {
        auto it = std::lower_bound(
            stored.begin(), stored.end(), a,
            [](const Attribute& x, const Attribute& y) { return x.name < y.name; });
        const bool known = it != stored.end() && it->name == a.name;
        if (known && it->value == a.value) continue;
        // That there is none is news only where there was one.
        const bool news = a.value || (known && it->value);
        if (changes != nullptr && news) {
            Change change{"attributes." + encode_name(a.name), std::nullopt, std::nullopt};
            if (known && it->value) change.old = json_text(*it->value);
            if (a.value) change.now = json_text(*a.value);
            changes->push_back(std::move(change));
        }
        if (known)
            it->value = a.value;
        else
            stored.insert(it, a);
    }
}

} // namespace

Comparison compare(const Object& stored, const Object& listed) {
    Comparison result{stored, {}};
    Object& m = result.merged;
    auto& changes = result.changes;
    merge_text("kind", m.kind, listed.kind, changes);
    merge_text("native_type", m.native_type, listed.native_type, changes);
    merge_text("platform_id", m.platform_id, listed.platform_id, changes);
    merge_text("owner", m.owner, listed.owner, changes);
    merge_text("comment", m.comment, listed.comment, changes);
    if (listed.created_ms && m.created_ms != listed.created_ms) {
        Change change{"created", std::nullopt, json_time(*listed.created_ms)};
        if (m.created_ms) change.old = json_time(*m.created_ms);
        changes.push_back(std::move(change));
        m.created_ms = listed.created_ms;
    }
    merge_text("definition", m.definition, listed.definition, changes);
    merge_columns(m.columns, listed.columns, changes);
    merge_tags(m.tags, listed.tags, changes);
    merge_attributes(m.attributes, listed.attributes, &changes);

    if (listed.stamp) m.stamp = listed.stamp;
    if (listed.modified_ms) m.modified_ms = listed.modified_ms;
    merge_attributes(m.volatile_attributes, listed.volatile_attributes, nullptr);
    return result;
}

} // namespace objsync::sync
