// Objects and events as short texts, so that tests read like stories.
//   "t1 #7 kind=view owner=bob columns=a:int,b:text tags=pii @size=big rows=5"
// The first word is the path text of a segment; with a "/" at its end a folder, else a table (or a
// function in the namespace "function"). "#x" is the platform id, "@n=v" an attribute, "rows" a
// volatile one, "kind=-" leaves the kind out.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/event.h"
#include "core/model/object.h"
#include "core/model/path.h"
#include "core/wire/description.h"

namespace objsync::test {

// The object, its name and namespace in it.
[[nodiscard]] Object thing(std::string_view text);

// What the plugin of the stories declares.
[[nodiscard]] const std::map<std::string, wire::KindInfo>& story_kinds();

// "renamed db/old -> db/new", "removed db/t dropped", "changed db/t owner: "a" -> "b"".
[[nodiscard]] std::string story(const Event& event);

[[nodiscard]] std::vector<std::string> words_of(std::string_view text, char separator);

} // namespace objsync::test
