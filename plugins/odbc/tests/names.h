// Names that break careless crawlers.
#pragma once

#include <string>
#include <vector>

namespace objsync::testing {

// All may stand in one schema of SQLite. 128 bytes; wide; beyond the basic plane; patterns of
// ODBC's catalog calls beside names they match; case twins have a test of their own.
inline std::vector<std::string> trap_names() {
    return {"plain",
            "with space",
            "dot.ted",
            "sla/sh",
            "back\\slash",
            "es\\%cape",
            "quote\"d",
            "apo'strophe",
            "back`tick",
            "per%cent",
            "perXcent",
            "under_score",
            "underXscore",
            "semi;colon",
            "[bracket]",
            "{brace}",
            "new\nline",
            "%",
            "_",
            "?",
            "select",
            "\xC3\xBC"
            "ber",
            "\xE6\xBC\xA2\xE5\xAD\x97",
            std::string(60, 'n')};
}

// The name between a system's quotes, doubled inside.
inline std::string quoted(const std::string& name, char quote) {
    std::string out(1, quote);
    for (const char c : name)
        out.append(c == quote ? 2 : 1, c);
    return out + quote;
}

} // namespace objsync::testing
