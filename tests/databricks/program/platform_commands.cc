// What shapes the platform around the metastore: workspaces, sign-ins, limits, faults.
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>

#include "tests/databricks/program/commands.h"

namespace fake_databricks {

namespace {

std::string text_of_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw LineError(file + " cannot be read");
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string workspace(Fake& fake, Line& line) {
    WorkspaceOptions options;
    options.id = line.integer(1, "number");
    options.open_server = line.take("open") == "true";
    options.knows_metastore = line.take("metastore") != "false";
    options.base_path = line.take("path");
    options.token_endpoint = line.take("token_endpoint");
    options.discovery = line.take("discovery") != "false";
    if (line.has("certificate")) {
        options.tls.certificate = text_of_file(line.take("certificate"));
        options.tls.key = text_of_file(line.take("key"));
    }
    return fake.add_workspace(options) + "\n";
}

std::string token(Fake& fake, Line& line) {
    fake.sign_ins.token(line.word(1, "token"), line.word(2, "principal"));
    return {};
}

std::string revoke_token(Fake& fake, Line& line) {
    fake.sign_ins.revoke(line.word(1, "token"));
    return {};
}

std::string client(Fake& fake, Line& line) {
    fake.sign_ins.client(line.word(1, "id"), line.word(2, "secret"), line.word(3, "principal"));
    return {};
}

std::string federated(Fake& fake, Line& line) {
    fake.sign_ins.federated(line.word(1, "subject token"), line.take("client_id"),
                            line.word(2, "principal"));
    return {};
}

std::string entra(Fake& fake, Line& line) {
    if (line.words.size() == 1) return fake.entra_url() + "\n";
    fake.sign_ins.entra(line.word(1, "tenant"), line.word(2, "id"), line.word(3, "secret"),
                        line.word(4, "principal"));
    return {};
}

std::string expire(Fake& fake, Line&) {
    fake.sign_ins.expire();
    return {};
}

std::string given(Fake& fake, Line&) {
    return std::to_string(fake.sign_ins.given()) + "\n";
}

std::string behave(Fake& fake, Line& line) {
    fake.settings.set([&](Behaviour& b) {
        const auto number = [&](const char* name, auto& to) {
            if (line.has(name))
                to = static_cast<std::remove_reference_t<decltype(to)>>(
                    to_integer(line.take(name), name));
        };
        number("catalogs_page", b.catalogs_page);
        number("schemas_page", b.schemas_page);
        number("tables_page", b.tables_page);
        number("others_page", b.others_page);
        number("empty_page_every", b.empty_page_every);
        number("unpaged_most", b.unpaged_most);
        number("per_second", b.per_second);
        number("concurrent", b.concurrent);
        if (line.has("latency_ms"))
            b.latency = Millis(to_integer(line.take("latency_ms"), "latency_ms"));
        if (line.has("retry_after")) {
            const std::string seconds = line.take("retry_after");
            b.retry_after = seconds.empty()
                                ? std::nullopt
                                : std::optional(static_cast<int>(to_integer(seconds, "seconds")));
        }
        if (line.has("order"))
            b.order = line.take("order") == "shuffled" ? Order::shuffled : Order::by_name;
        if (line.has("paging"))
            b.paging = line.take("paging") == "by_offset" ? Paging::by_offset : Paging::by_key;
        if (line.has("expired_is_403")) b.expired_is_403 = line.take("expired_is_403") == "true";
    });
    return {};
}

std::string warehouse(Fake& fake, Line& line) {
    Warehouse made;
    if (line.has("polls"))
        made.polls_until_done = static_cast<int>(to_integer(line.take("polls"), "polls"));
    if (line.has("rows_of_chunk"))
        made.rows_of_chunk =
            static_cast<size_t>(to_integer(line.take("rows_of_chunk"), "rows_of_chunk"));
    if (line.has("inline_most"))
        made.inline_most = static_cast<size_t>(to_integer(line.take("inline_most"), "inline_most"));
    if (line.has("user")) made.users.insert(line.take("user"));
    fake.warehouses.add(line.word(1, "id"), made);
    return {};
}

// Where a fault acts, taken out of the line.
struct Where {
    std::string match;
    int times, skip;

    explicit Where(Line& line) : match(line.word(1, "match")) {
        times = line.has("times") ? static_cast<int>(to_integer(line.take("times"), "times"))
                                  : INT32_MAX;
        skip = line.has("skip") ? static_cast<int>(to_integer(line.take("skip"), "skip")) : 0;
    }
};

std::string fault(Fake& fake, Line& line) {
    const Where where(line);
    const std::string& kind = line.word(2, "kind");
    Reply reply;
    if (kind == "status") {
        std::optional<int> after;
        if (line.has("retry_after"))
            after = static_cast<int>(to_integer(line.take("retry_after"), "retry_after"));
        reply =
            Faults::status(static_cast<int>(line.integer(3, "status")), line.word(4, "error code"),
                           line.words.size() > 5 ? line.words[5] : "no", after);
    } else if (kind == "html") {
        reply = Faults::html();
    } else if (kind == "redirect") {
        reply.status = 302;
        reply.headers.emplace_back("Location", line.word(3, "URL"));
    } else if (kind == "body") {
        reply.body = line.word(3, "body");
    } else if (kind == "drop") {
        reply.drop = true;
    } else if (kind == "hang") {
        reply.hang = true;
    } else if (kind == "cut") {
        fake.faults.cut(where.match, static_cast<size_t>(line.integer(3, "bytes")), where.times,
                        where.skip);
        return {};
    } else if (kind == "truncate") {
        const auto size = static_cast<size_t>(line.integer(3, "bytes"));
        fake.faults.change(
            where.match,
            [size](Reply& r) {
                if (r.body.size() > size) r.body.resize(size);
            },
            where.times, where.skip);
        return {};
    } else if (kind == "trickle") {
        const auto bytes = static_cast<size_t>(line.integer(3, "bytes"));
        const Millis pause(line.integer(4, "milliseconds"));
        fake.faults.change(
            where.match,
            [=](Reply& r) {
                r.trickle = bytes;
                r.pause = pause;
            },
            where.times, where.skip);
        return {};
    } else if (kind == "replace") {
        fake.faults.replace(where.match, line.word(3, "what"), line.word(4, "by what"), where.times,
                            where.skip);
        return {};
    } else {
        throw LineError("'" + kind + "' is no fault");
    }
    fake.faults.answer(where.match, std::move(reply), where.times, where.skip);
    return {};
}

std::string before(Fake& fake, Line& line) {
    const Where where(line);
    const std::string command = line.word(2, "command");
    fake.faults.before(
        where.match, [&fake, command] { static_cast<void>(carry_out(fake, command)); }, where.times,
        where.skip);
    return {};
}

std::string heal(Fake& fake, Line&) {
    fake.faults.clear();
    fake.release();
    return {};
}

std::string requests(Fake& fake, Line& line) {
    if (line.words.size() == 1) return std::to_string(fake.log.total()) + "\n";
    std::string out;
    for (const Asked& one : fake.log.matching(line.words[1])) {
        out += std::to_string(one.status) + " " + one.request.method + " " + one.request.target;
        if (line.words.size() > 2) out += "\t" + one.request.header(line.words[2]);
        out += "\n";
    }
    return out;
}

std::string forget(Fake& fake, Line&) {
    fake.log.forget();
    return {};
}

// One line for each body of the catalog API: what a client had to parse.
std::string record(Fake& fake, Line& line) {
    struct Recording {
        std::mutex mutex;
        std::ofstream file;
    };
    auto to = std::make_shared<Recording>();
    to->file.open(line.word(1, "file"), std::ios::binary);
    if (!to->file) throw LineError(line.words[1] + " cannot be written");
    fake.faults.change("/unity-catalog/", [to](Reply& reply) {
        const std::lock_guard lock(to->mutex);
        to->file << reply.body << '\n' << std::flush;
    });
    return {};
}

std::string connections(Fake& fake, Line&) {
    return std::to_string(fake.connections()) + "\n";
}

constexpr Command kCommands[] = {
    {"workspace",
     "workspace NUMBER [open=true] [metastore=false] [path=/uc] [certificate=FILE key=FILE] "
     "[discovery=false] [token_endpoint=URL]: prints its URL",
     workspace},
    {"token", "token TOKEN PRINCIPAL", token},
    {"revoke-token", "revoke-token TOKEN", revoke_token},
    {"client", "client ID SECRET PRINCIPAL", client},
    {"federated", "federated SUBJECT-TOKEN PRINCIPAL [client_id=]", federated},
    {"entra", "entra [TENANT ID SECRET PRINCIPAL]: without, prints its URL", entra},
    {"expire", "expire: all tokens given so far", expire},
    {"given", "given: prints how many tokens were given", given},
    {"behave",
     "behave [catalogs_page=] [schemas_page=] [tables_page=] [others_page=] [empty_page_every=] "
     "[unpaged_most=] [per_second=] [concurrent=] [latency_ms=] [retry_after=] "
     "[order=by_name|shuffled] [paging=by_key|by_offset] [expired_is_403=true]",
     behave},
    {"warehouse", "warehouse ID [polls=] [rows_of_chunk=] [inline_most=] [user=]", warehouse},
    {"fault",
     "fault MATCH status STATUS CODE [MESSAGE] [retry_after=] | html | redirect URL | body TEXT | "
     "drop | hang | cut BYTES | truncate BYTES | trickle BYTES MS | replace WHAT BY, each with "
     "[times=] [skip=]",
     fault},
    {"before", "before MATCH \"COMMAND\" [times=] [skip=]", before},
    {"heal", "heal: no faults any more, and what hangs is let go", heal},
    {"requests", "requests [MATCH [HEADER]]: prints their number, or those that match", requests},
    {"forget", "forget: the requests so far", forget},
    {"record", "record FILE: the bodies of the catalog API, a line each, until `heal`", record},
    {"connections", "connections: prints their number", connections},
};

} // namespace

const Command* find_platform_command(const std::string& name) {
    for (const Command& command : kCommands) {
        if (name == command.name) return &command;
    }
    return nullptr;
}

std::string platform_usage() {
    std::string out;
    for (const Command& command : kCommands)
        out += std::string(command.usage) + "\n";
    return out;
}

} // namespace fake_databricks
