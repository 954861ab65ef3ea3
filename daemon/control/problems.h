// Refusals that both the server and the daemon behind it give: the one in a dry run, the other when
// it is meant. Paths are path texts.
#pragma once

#include <string>
#include <vector>

#include "daemon/control/refusal.h"

namespace objsync::control {

// Of a change of settings.
[[nodiscard]] Refusal only_a_tombstone(const std::string& path);
[[nodiscard]] Refusal no_container(const std::string& path);
[[nodiscard]] Refusal state_changed(const std::string& path);
[[nodiscard]] Refusal tag_differs(const std::string& path);

// Of a job that is to be cancelled.
[[nodiscard]] Refusal not_taken_back(const std::string& why);
[[nodiscard]] Refusal crawl_is_over(const std::string& id);

// Of a purge.
[[nodiscard]] Refusal not_a_tombstone(const std::string& path);

// Of a reload.
[[nodiscard]] Refusal wrong_configuration(std::vector<std::string> mistakes);

// Of connections and how they are defined.
[[nodiscard]] Refusal wrong_definition(std::vector<std::string> mistakes);
[[nodiscard]] Refusal wrong_as_defined(const std::string& name, const std::string& why);
[[nodiscard]] Refusal name_taken(const std::string& name);
[[nodiscard]] Refusal of_the_files(const std::string& name, const std::string& place);
[[nodiscard]] Refusal too_many_registered(size_t most);
[[nodiscard]] Refusal connection_changed(const std::string& name);
[[nodiscard]] Refusal removal_under_way(const std::string& name);

// Of local tags.
[[nodiscard]] Refusal too_many_tags(const std::string& path, const std::string& why);

[[nodiscard]] Refusal no_such_object(const std::string& path);
[[nodiscard]] Refusal no_such_connection(const std::string& name); // none is configured
[[nodiscard]] Refusal no_such_token(int64_t id);
[[nodiscard]] Refusal not_kept(); // by the store

} // namespace objsync::control
