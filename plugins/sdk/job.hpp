// What is to be done: the connection's options and the targets. Valid during the call only.
#pragma once

#include <objsync/plugin.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugins/sdk/error.hpp"
#include "plugins/sdk/path.hpp"
#include "plugins/sdk/text.hpp"

namespace objsync::sdk {

// Options by name. The host has checked them against what the plugin declared, filled in defaults
// and read the secrets. std::nullopt: not given, and without default.
class Options {
public:
    explicit Options(const objsync_value* map) : map_(map) {}

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }

    // Strings and secrets.
    [[nodiscard]] Text text(std::string_view name) const {
        const objsync_value* value = find(name);
        return value ? text_of(value->text) : std::nullopt;
    }
    [[nodiscard]] std::string_view need(std::string_view name) const {
        const Text value = text(name);
        if (!value) throw Error(ErrorClass::bug, "option '" + std::string(name) + "' is not set");
        return *value;
    }
    [[nodiscard]] std::optional<int64_t> integer(std::string_view name) const {
        const objsync_value* value = find(name);
        return value ? std::optional<int64_t>(value->integer) : std::nullopt;
    }
    [[nodiscard]] bool flag(std::string_view name) const { return integer(name).value_or(0) != 0; }
    [[nodiscard]] std::optional<std::chrono::milliseconds> duration(std::string_view name) const {
        const auto ms = integer(name);
        return ms ? std::optional(std::chrono::milliseconds(*ms)) : std::nullopt;
    }

    [[nodiscard]] std::vector<std::string_view> list(std::string_view name) const {
        std::vector<std::string_view> out;
        for_each(name,
                 [&](const objsync_value& v) { out.push_back(text_of(v.text).value_or("")); });
        return out;
    }
    [[nodiscard]] std::vector<std::pair<std::string_view, std::string_view>> map(
        std::string_view name) const {
        std::vector<std::pair<std::string_view, std::string_view>> out;
        for_each(name, [&](const objsync_value& v) {
            out.emplace_back(text_of(v.name).value_or(""), text_of(v.text).value_or(""));
        });
        return out;
    }
    [[nodiscard]] std::vector<Options> records(std::string_view name) const {
        std::vector<Options> out;
        for_each(name, [&](const objsync_value& v) { out.emplace_back(&v); });
        return out;
    }

private:
    // The first element's size is the stride: a newer host may have appended fields.
    static const objsync_value* item(const objsync_value* of, size_t i) {
        const char* first = reinterpret_cast<const char*>(of->items);
        return reinterpret_cast<const objsync_value*>(first + i * of->items->size);
    }
    [[nodiscard]] const objsync_value* find(std::string_view name) const {
        for (size_t i = 0; map_ && i < map_->n_items; ++i) {
            const objsync_value* value = item(map_, i);
            if (text_of(value->name) == name) return value;
        }
        return nullptr;
    }
    template <typename Take>
    void for_each(std::string_view name, Take take) const {
        const objsync_value* value = find(name);
        for (size_t i = 0; value && i < value->n_items; ++i)
            take(*item(value, i));
    }

    const objsync_value* map_;
};

class Job {
public:
    explicit Job(const objsync_job* job) : job_(job) {
        for (size_t i = 0; i < job->n_targets; ++i)
            targets_.emplace_back(job->targets[i]);
    }

    [[nodiscard]] std::string_view connection() const {
        return text_of(job_->connection).value_or("");
    }
    [[nodiscard]] Options options() const { return Options(job_->options); }
    // Empty: everything.
    [[nodiscard]] const std::vector<Path>& targets() const { return targets_; }
    // Ignore stored markers and stamps.
    [[nodiscard]] bool full() const { return (job_->flags & OBJSYNC_JOB_FULL) != 0; }

private:
    const objsync_job* job_;
    std::vector<Path> targets_;
};

} // namespace objsync::sdk
