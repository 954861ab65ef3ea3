#include <sstream>

#include "daemon/host/describe.h"
#include "daemon/json/writer.h"

namespace objsync::host {

namespace {

const char* type_name(wire::OptionType type) {
    switch (type) {
        case wire::OptionType::string:
            return "string";
        case wire::OptionType::integer:
            return "integer";
        case wire::OptionType::boolean:
            return "boolean";
        case wire::OptionType::duration:
            return "duration";
        case wire::OptionType::secret:
            return "secret";
        case wire::OptionType::list:
            return "list of strings";
        case wire::OptionType::map:
            return "map of strings";
        case wire::OptionType::records:
            return "list of records";
    }
    return "";
}

void print_options(std::ostringstream& out, const std::vector<wire::OptionInfo>& options,
                   const std::string& indent) {
    for (const wire::OptionInfo& o : options) {
        out << indent << o.name << "  (" << type_name(o.type);
        if (o.required) out << ", required";
        if (!o.one_of.empty()) out << ", exactly one of the group '" << o.one_of << "'";
        if (o.default_text) out << ", default " << *o.default_text;
        out << ")\n";
        if (!o.help.empty()) out << indent << "    " << o.help << "\n";
        print_options(out, o.fields, indent + "    ");
    }
}

void write_options(json::Writer& w, const std::vector<wire::OptionInfo>& options) {
    w.begin_array();
    for (const wire::OptionInfo& o : options) {
        w.begin_object().field("name", o.name).field("type", type_name(o.type));
        w.field("required", o.required);
        if (!o.one_of.empty()) w.field("one_of", o.one_of);
        if (o.default_text) w.field("default", *o.default_text);
        w.field("help", o.help);
        if (!o.fields.empty()) write_options(w.key("fields"), o.fields);
        w.end_object();
    }
    w.end_array();
}

} // namespace

std::string description_text(const wire::Description& d) {
    std::ostringstream out;
    out << d.name << " " << d.version << "\n\nLevels, top first:";
    for (const std::string& level : d.levels)
        out << " " << level;
    out << "\nLooks single objects up: " << (d.can_lookup ? "yes" : "no") << "\n\nKinds:\n";
    for (const wire::KindInfo& k : d.kinds) {
        out << "    " << k.name;
        if (k.container) out << ", may have children";
        if (k.source) out << ", a data source";
        if (!k.ns.empty()) out << ", in the namespace '" << k.ns << "'";
        out << "\n";
    }
    out << "\nOptions, for [connection.options]:\n";
    print_options(out, d.options, "    ");
    return out.str();
}

std::string description_json(const wire::Description& d) {
    json::Writer w;
    w.begin_object().field("name", d.name).field("version", d.version);
    w.texts("levels", d.levels);
    w.key("kinds").begin_array();
    for (const wire::KindInfo& k : d.kinds) {
        w.begin_object().field("name", k.name).field("container", k.container);
        w.field("source", k.source).field("namespace", k.ns).end_object();
    }
    w.end_array();
    write_options(w.key("options"), d.options);
    w.field("lookup", d.can_lookup).end_object();
    return w.take();
}

} // namespace objsync::host
