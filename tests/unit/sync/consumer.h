// What a consumer of the events knows, who never sees the store: objects by oid, their paths,
// fields and whether they are data sources. Events that contradict what it knows are collected.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/model/event.h"
#include "core/store/sqlite.h"

namespace objsync::test {

class Consumer {
public:
    void take(const Event& event);
    // Contradictions so far, and differences to what the store holds. Empty: all is well.
    [[nodiscard]] std::vector<std::string> compare(store::Database& db);
    // A field as JSON; empty if it is not known.
    [[nodiscard]] std::string field(int64_t oid, const std::string& name) const;

private:
    struct Known {
        Path path;
        int64_t parent = 0;
        bool live = true;
        bool announced = false;
        std::string presence = "\"present\"";
        std::string local_tags = "{}";             // as JSON
        std::map<std::string, std::string> fields; // as JSON; columns one by one
    };

    void complain(const Event& event, const std::string& what);
    void apply_changes(Known& known, const Event& event);
    void expect_parent(const Event& event);

    std::map<int64_t, Known> objects_;
    int64_t last_seq_ = 0;
    std::vector<std::string> complaints_;
};

} // namespace objsync::test
