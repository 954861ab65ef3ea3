// A body that is made piece by piece while it is sent.
#pragma once

#include <string>

namespace objsync::control {

class Reader;

// Used by one thread at a time, always another than the loop's. Each piece is one page of bounded
// size; the next is asked for only when the client has taken all of the one before, so a slow
// client costs a page and never holds a snapshot.
class StreamSource {
public:
    enum class Next {
        more, // at once
        wait, // for new events
        end,
    };
    virtual ~StreamSource() = default;
    // Appends to `out`. Throws Error: the body ends there, broken off.
    virtual Next produce(Reader& reader, std::string& out) = 0;
    // Sent when nothing else was for a while; empty: nothing.
    [[nodiscard]] virtual std::string idle() const { return {}; }
};

} // namespace objsync::control
