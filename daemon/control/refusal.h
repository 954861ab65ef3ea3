// How the daemon says no, and how it answers at all.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace objsync::control {

// Why something was not done. Texts are for people: what is wrong, where, and what to do.
struct Refusal {
    enum class Kind {
        invalid,     // 400: the request cannot be taken as it is
        not_found,   // 404
        gone,        // 410: it was there once, and the caller has to start over
        conflict,    // 409: not in this state, or what was previewed has changed
        unavailable, // 503: not now; trying again later may help
        failed,      // 500: it was tried
        forbidden,   // 403
        unmatched,   // 412: what If-Match names is not what is there now
        not_built,   // 501
    };
    Kind kind = Kind::failed;
    std::string title;      // short, the same for every case of its sort
    std::string detail;     // this case
    std::string what_to_do; // empty: nothing known
    // Every one, with file:line or the path of the member.
    std::vector<std::string> mistakes;
};

// Called exactly once, on the loop thread, also from within the call that asked.
template <typename T>
using Reply = std::function<void(std::variant<T, Refusal>)>;

struct Done {};

} // namespace objsync::control
