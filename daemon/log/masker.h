// Replaces secrets in text by "***", also where they were URL-encoded, quoted for JSON, SQL or an
// ODBC connection string, or appear line by line. Not thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace objsync {

class Masker {
public:
    // Empty secrets are ignored. One of fewer than four bytes is masked only where it stands as a
    // word of its own: elsewhere it would make every text unreadable, and so give itself away.
    void add(std::string_view secret);

    [[nodiscard]] std::string mask(std::string_view text) const;

    // For a text that goes on but is cut here: what may be the beginning of a secret is cut too.
    [[nodiscard]] std::string mask_cut(std::string_view text) const;

private:
    struct Form {
        std::string text;
        bool word = false;
    };

    void add_forms(std::string_view secret);
    void add_form(std::string form);
    [[nodiscard]] size_t match(std::string_view text, size_t at) const;

    std::vector<Form> forms_;                                  // longest first
    std::vector<bool> starts_ = std::vector<bool>(256, false); // first bytes of forms_
};

} // namespace objsync
