// The manual page, made from the parser's own commands and options, so that it says what is there.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace objsync::cli {

// roff with the man macros, section 1.
[[nodiscard]] std::string man_page(const CLI::App& app);

} // namespace objsync::cli
