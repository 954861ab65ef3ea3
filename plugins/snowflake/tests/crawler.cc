#include "plugins/snowflake/tests/crawler.h"

namespace objsync::snowflake::scripted {

namespace {

std::string text(const testing::MaybeText& value) {
    return value ? "'" + *value + "'" : "absent";
}

void compare(const char* what, const testing::MaybeText& a, const testing::MaybeText& b,
             std::string& out) {
    if (a && b && a != b) out += std::string(what) + ": " + text(a) + " and " + text(b) + "; ";
}

void compare(const std::map<std::string, testing::Attribute>& a,
             const std::map<std::string, testing::Attribute>& b, std::string& out) {
    for (const auto& [name, attribute] : a) {
        const auto it = b.find(name);
        if (it != b.end() && it->second.value != attribute.value) {
            out += name + ": " + text(attribute.value) + " and " + text(it->second.value) + "; ";
        }
    }
}

// Columns are one whole: within them an absent field is a difference.
void compare(const testing::Column& a, const testing::Column& b, std::string& out) {
    const auto flat = [](const testing::Column& c) {
        std::string all = c.name + " " + std::to_string(c.ordinal) + " " +
                          std::to_string(c.nullable) + " " + text(c.type) + " " +
                          text(c.default_value) + " " + text(c.comment);
        for (const auto& [name, attribute] : c.attributes)
            all += " " + name + "=" + text(attribute.value);
        return all;
    };
    if (flat(a) != flat(b)) out += flat(a) + " and " + flat(b) + "; ";
}

} // namespace

Crawler::Crawler(const objsync_plugin* plugin) : host(plugin) {}

int Crawler::crawl() {
    const int answer = host.crawl();
    CHECK(host.violations() == Texts{});
    return answer;
}

int Crawler::full() {
    host.full = true;
    const int answer = crawl();
    host.full = false;
    return answer;
}

void Crawler::remember() {
    for (const auto& path : host.scope_paths()) {
        for (const auto& object : host.scope(path).objects) {
            if (object.stamp) host.stored_stamps[path][object.name] = *object.stamp;
        }
    }
}

std::string difference(const testing::Object& a, const testing::Object& b) {
    std::string out;
    compare("kind", a.kind, b.kind, out);
    compare("native_type", a.native_type, b.native_type, out);
    compare("owner", a.owner, b.owner, out);
    compare("comment", a.comment, b.comment, out);
    if (a.created_ms != b.created_ms) out += "created; ";
    compare(a.attributes, b.attributes, out);
    if (!a.columns || !b.columns) return out;
    if (a.columns->size() != b.columns->size()) return out + "numbers of columns; ";
    for (size_t i = 0; i < a.columns->size(); ++i)
        compare((*a.columns)[i], (*b.columns)[i], out);
    return out;
}

} // namespace objsync::snowflake::scripted
