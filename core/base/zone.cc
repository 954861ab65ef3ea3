#include "core/base/zone.h"

#include <date/tz.h>

#include "core/base/error.h"

namespace objsync {

namespace {

const date::time_zone& find_zone(const std::string& zone) {
    try {
        return *date::locate_zone(zone);
    } catch (const std::exception&) {
        throw Error(ErrorKind::config, "unknown time zone \"" + zone + '"');
    }
}

} // namespace

bool zone_exists(const std::string& zone) {
    try {
        find_zone(zone);
        return true;
    } catch (const Error&) {
        return false;
    }
}

std::vector<std::string> zone_names() {
    std::vector<std::string> names;
    for (const auto& zone : date::get_tzdb().zones)
        names.push_back(zone.name());
    return names;
}

int64_t next_time_of_day(const std::string& zone, int64_t minutes, int64_t after_ms) {
    using std::chrono::milliseconds;
    const date::time_zone& where = find_zone(zone);
    const date::sys_time<milliseconds> after{milliseconds(after_ms)};
    // A day before the local one: a zone can skip a whole day, and then two days' moments meet.
    date::local_days day = date::floor<date::days>(where.to_local(after)) - date::days(1);
    for (;; day += date::days(1)) {
        const auto local = day + std::chrono::minutes(minutes);
        const auto moment = where.to_sys(local, date::choose::earliest);
        if (moment > after) {
            return date::floor<milliseconds>(moment).time_since_epoch().count();
        }
    }
}

} // namespace objsync
