#include "plugins/snowflake/show/pages.h"

#include "plugins/snowflake/sql/statements.h"

namespace objsync::snowflake {

void Pages::each(const std::function<void(const ShowRows&)>& take) {
    NameSet seen;
    std::string last;
    for (size_t rows = kShowLimit; rows == kShowLimit;) {
        ShowRows page(session_, page_(last), wanted_, names_);
        for (rows = 0; page.next(); ++rows) {
            const std::string_view name = page.name();
            if (!seen.add(name)) {
                throw sdk::Error(sdk::ErrorClass::unavailable,
                                 "'" + std::string(name) +
                                     "' was listed twice: the listing changed while it was read");
            }
            last = name;
            take(page);
        }
        if (rows > kShowLimit) {
            throw sdk::Error(sdk::ErrorClass::bug,
                             "SHOW gave more rows than its LIMIT: " + std::to_string(rows));
        }
        session_.account().host().progress("listing");
    }
}

} // namespace objsync::snowflake
