#include "daemon/control/problems.h"

namespace objsync::control {

Refusal only_a_tombstone(const std::string& path) {
    return {Refusal::Kind::conflict,
            "It is not there any more",
            path + " was removed; its own settings come back when it does",
            "set what is above it, or DELETE /data/object/{path} to forget it",
            {}};
}

Refusal no_container(const std::string& path) {
    return {
        Refusal::Kind::invalid,
        "The request cannot be taken",
        "\"activateNewChildren\": nothing can be found below " + path + ", which is no container",
        "set it at what it lies in",
        {}};
}

Refusal state_changed(const std::string& path) {
    return {Refusal::Kind::conflict,
            "It is not as it was previewed",
            "objects at or below " + path +
                ", or their settings, have changed since; or the token "
                "is of another request",
            "look at it again with dryRun=true, and use the token of that",
            {}};
}

Refusal tag_differs(const std::string& path) {
    return {Refusal::Kind::unmatched,
            "Its settings are others now",
            "what is set at " + path + " is not what If-Match names",
            "read it again with GET /data/object/{path}, and use the ETag of that",
            {}};
}

Refusal not_taken_back(const std::string& why) {
    return {Refusal::Kind::conflict, "It cannot be taken back", why, "", {}};
}

Refusal crawl_is_over(const std::string& id) {
    return {Refusal::Kind::conflict, "It cannot be cancelled", "crawl " + id + " is over", "", {}};
}

Refusal not_a_tombstone(const std::string& path) {
    return {Refusal::Kind::conflict,
            "It is there",
            path + " is not removed: the next crawl would find it again",
            "leave it out of what is crawled, with a pattern in `exclude` of its connection; or "
            "set it inactive",
            {}};
}

Refusal wrong_configuration(std::vector<std::string> mistakes) {
    return {Refusal::Kind::conflict, "The configuration is wrong",
            "it was not taken; the one before stays in force",
            "mend what is listed and reload again", std::move(mistakes)};
}

Refusal wrong_definition(std::vector<std::string> mistakes) {
    return {Refusal::Kind::invalid, "The connection is wrong as it is defined",
            "nothing was changed", "mend what is listed", std::move(mistakes)};
}

Refusal wrong_as_defined(const std::string& name, const std::string& why) {
    return {Refusal::Kind::conflict,
            "The connection cannot be crawled",
            "connection '" + name + "': " + why,
            "change it with PUT /data/connection/{key}, or mend what it names and reload",
            {}};
}

// Whose it is, or was, is not for everyone to know.
Refusal name_taken(const std::string& name) {
    return {Refusal::Kind::conflict,
            "The name is taken",
            "a connection '" + name + "' is there, or was",
            "choose another connectionKey, or ask a governor",
            {}};
}

Refusal of_the_files(const std::string& name, const std::string& place) {
    return {Refusal::Kind::conflict,
            "The connection is one of the files",
            "connection '" + name + "' is configured at " + place,
            "change it there, or take it out, and reload",
            {}};
}

Refusal too_many_registered(size_t most) {
    return {Refusal::Kind::conflict,
            "There are too many connections",
            std::to_string(most) + " are registered, which is the most there can be",
            "remove some that are not needed",
            {}};
}

Refusal connection_changed(const std::string& name) {
    return {Refusal::Kind::conflict,
            "It is not as it was previewed",
            "objects of connection '" + name +
                "', or their settings, have changed since; or the token is of another one",
            "look at GET /data/connection/{key}/removal again, and use the token of that",
            {}};
}

Refusal removal_under_way(const std::string& name) {
    return {Refusal::Kind::conflict,
            "It is being removed",
            "connection '" + name + "' was removed, and its objects are still coming to their end",
            "wait until objsyncctl runs shows that run as done",
            {}};
}

Refusal too_many_tags(const std::string& path, const std::string& why) {
    return {Refusal::Kind::conflict,
            "There are too many tags",
            path + ": " + why,
            "take some away in the same request",
            {}};
}

Refusal no_such_object(const std::string& path) {
    return {Refusal::Kind::not_found,
            "No such object",
            "nothing is known at " + path,
            "objsyncctl explain " + path + " says why",
            {}};
}

Refusal no_such_connection(const std::string& name) {
    return {Refusal::Kind::not_found,
            "No such connection",
            "no connection '" + name + "' is configured",
            "objsyncctl connections lists them",
            {}};
}

Refusal not_kept() {
    return {Refusal::Kind::failed,
            "It was not kept",
            "the store could not be written; nothing was changed",
            "the daemon's log has more",
            {}};
}

Refusal no_such_token(int64_t id) {
    return {Refusal::Kind::not_found,
            "No such token",
            "there is no token " + std::to_string(id),
            "objsyncctl token list has them",
            {}};
}

} // namespace objsync::control
