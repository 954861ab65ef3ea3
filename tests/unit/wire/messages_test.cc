#include "core/wire/messages.h"

#include <catch2/catch.hpp>
#include <random>

#include "core/wire/description.h"
#include "core/wire/job.h"

using namespace objsync;
using namespace objsync::wire;

namespace {

const Path kPath = {{"db", ""}, {"a/b%c;\xff", "function"}};
const ErrorInfo kError = {ErrorClass::throttled, "HYT00", "slow down", 30'000};

// The payload of the only frame in `bytes`, which has to be of that type.
std::string payload(const std::string& bytes, Type type) {
    FrameDecoder decoder;
    decoder.feed(bytes);
    const auto frame = decoder.next();
    REQUIRE(frame);
    CHECK(frame->type == type);
    CHECK_FALSE(decoder.mid_frame());
    return std::string(frame->payload);
}

template <typename T>
std::string payload_of(const T& message, Type type) {
    std::string bytes;
    encode(bytes, message);
    return payload(bytes, type);
}

Job sample_job() {
    Job job;
    job.mode = Mode::lookup;
    job.plugin_file = "/p/x.so";
    job.connection = "shop";
    job.options = {7, "", "", 0, {{1, "dsn", "text", 0, {}}, {2, "n", "", -5, {}}}};
    job.secrets = {"s1", ""};
    job.include = {"**"};
    job.exclude = {"a", "b"};
    job.targets = {{}, kPath};
    job.full = true;
    job.nothing_stored = true;
    return job;
}

std::string end_payload() {
    std::string bytes;
    encode_scope_end(bytes, {9, Outcome::denied, "role", "m", true, 77, kError});
    return payload(bytes, Type::scope_end);
}

// Every decoder, with a good payload of its own.
struct Sample {
    std::string payload;
    void (*decode)(std::string_view);
};

template <typename T>
void decode_as(std::string_view bytes) {
    (void)decode<T>(bytes);
}

std::vector<Sample> samples() {
    std::string fail;
    encode_fail(fail, kError);
    Description description{"odbc", "1", {"table"}, {{"table", false, true, ""}}, {}, true};
    description.options.push_back({"dsn", OptionType::string, true, "g", "x", "help", {}});
    return {
        {payload_of(Begin{"id", "d", "s", {"db"}}, Type::begin), decode_as<Begin>},
        {payload_of(ScopeBegin{3, kPath}, Type::scope_begin), decode_as<ScopeBegin>},
        {payload_of(ObjectView{1, "ns", "n", "st", "mv"}, Type::object), decode_as<ObjectView>},
        {payload_of(Keep{1, kPath[1], "why"}, Type::keep), decode_as<Keep>},
        {payload_of(Gone{1, kPath[1], "why"}, Type::gone), decode_as<Gone>},
        {end_payload(), decode_as<End>},
        {payload_of(FacetBegin{1, Facet::tags, kPath}, Type::facet_begin), decode_as<FacetBegin>},
        {payload_of(FacetObject{1, kPath, "st"}, Type::facet_object), decode_as<FacetObject>},
        {payload_of(Answer{kPath, Verdict::gone, "", "", "e"}, Type::answer), decode_as<Answer>},
        {payload_of(Report{Severity::ok, "a", "b", "c"}, Type::report), decode_as<Report>},
        {payload(fail, Type::fail), decode_as<ErrorInfo>},
        {payload_of(Log{Level::warning, "t"}, Type::log), decode_as<Log>},
        {payload_of(Count{Counter::bytes, 1u << 30}, Type::count), decode_as<Count>},
        {payload_of(AskStamps{7, kPath[1]}, Type::ask_stamps), decode_as<AskStamps>},
        {payload_of(Done::failed, Type::done), decode_as<Done>},
        {payload_of(sample_job(), Type::job), decode_as<Job>},
        {payload_of(Marker{1, "m"}, Type::marker), decode_as<Marker>},
        {payload_of(Stamps{1, {{kPath[1], "s"}}, true}, Type::stamps), decode_as<Stamps>},
        {payload_of(Secret{"s", "e"}, Type::secret), decode_as<Secret>},
        {payload_of(description, Type::description), decode_as<Description>},
    };
}

} // namespace

TEST_CASE("what the child says of scopes and objects comes back as it was") {
    const auto begin =
        decode<Begin>(payload_of(Begin{"id", "d", "s", {"db", "table"}}, Type::begin));
    CHECK(begin.identity == "id");
    CHECK(begin.driver_version == "d");
    CHECK(begin.server_version == "s");
    CHECK(begin.levels == std::vector<std::string>{"db", "table"});

    const auto scope = decode<ScopeBegin>(payload_of(ScopeBegin{70'000, kPath}, Type::scope_begin));
    CHECK(scope.scope == 70'000);
    CHECK(scope.container == kPath);

    const std::string bytes = payload_of(ObjectView{5, "f", "n", "stable", "mov"}, Type::object);
    const auto object = decode<ObjectView>(bytes);
    CHECK(object.scope == 5);
    CHECK(object.ns == "f");
    CHECK(object.name == "n");
    CHECK(object.stable == "stable");
    CHECK(object.moving == "mov");

    const auto keep = decode<Keep>(payload_of(Keep{1, std::nullopt, "not listed"}, Type::keep));
    CHECK_FALSE(keep.child);
    CHECK(keep.reason == "not listed");
    CHECK(decode<Keep>(payload_of(Keep{1, kPath[1], ""}, Type::keep)).child == kPath[1]);

    const auto gone = decode<Gone>(payload_of(Gone{2, kPath[1], "DROP at 7"}, Type::gone));
    CHECK(gone.scope == 2);
    CHECK(gone.child == kPath[1]);
    CHECK(gone.evidence == "DROP at 7");

    const auto end = decode<End>(end_payload());
    CHECK(end.id == 9);
    CHECK(end.outcome == Outcome::denied);
    CHECK(end.basis == "role");
    CHECK(end.marker == "m");
    CHECK(end.filtered_by_permission);
    CHECK(end.as_of_ms == 77);
    CHECK(end.error == kError);
}

TEST_CASE("facets, answers, reports and small messages come back as they were") {
    const auto facet =
        decode<FacetBegin>(payload_of(FacetBegin{4, Facet::columns, kPath}, Type::facet_begin));
    CHECK(facet.id == 4);
    CHECK(facet.facet == Facet::columns);
    CHECK(facet.container == kPath);
    const auto part =
        decode<FacetObject>(payload_of(FacetObject{4, kPath, "st"}, Type::facet_object));
    CHECK(part.id == 4);
    CHECK(part.object == kPath);
    CHECK(part.stable == "st");
    std::string bytes;
    encode_facet_end(bytes, {4, Outcome::complete, "", std::nullopt, false, -1, {}});
    const auto end = decode<End>(payload(bytes, Type::facet_end));
    CHECK(end.as_of_ms == -1);
    CHECK_FALSE(end.marker);

    const auto answer =
        decode<Answer>(payload_of(Answer{kPath, Verdict::object, "st", "mv", "ev"}, Type::answer));
    CHECK(answer.path == kPath);
    CHECK(answer.verdict == Verdict::object);
    CHECK(answer.stable + answer.moving + answer.evidence == "stmvev");
    const auto report =
        decode<Report>(payload_of(Report{Severity::warning, "a", "b", "c"}, Type::report));
    CHECK(report.severity == Severity::warning);
    CHECK(report.what + report.found + report.what_to_do == "abc");

    bytes.clear();
    encode_fail(bytes, kError);
    CHECK(decode<ErrorInfo>(payload(bytes, Type::fail)) == kError);
    const auto log = decode<Log>(payload_of(Log{Level::error, "t"}, Type::log));
    CHECK(log.level == Level::error);
    CHECK(log.text == "t");
    const auto count = decode<Count>(payload_of(Count{Counter::requests, ~0ull}, Type::count));
    CHECK(count.what == Counter::requests);
    CHECK(count.n == ~0ull);
    const auto ask = decode<AskStamps>(payload_of(AskStamps{7, kPath[1]}, Type::ask_stamps));
    CHECK(ask.scope == 7);
    CHECK(ask.after == kPath[1]);
    CHECK_FALSE(decode<AskStamps>(payload_of(AskStamps{7, {}}, Type::ask_stamps)).after);
    CHECK(decode<Done>(payload_of(Done::cancelled, Type::done)) == Done::cancelled);
    bytes.clear();
    encode_number(bytes, Type::hello, 300);
    CHECK(decode_number(payload(bytes, Type::hello)) == 300);
    bytes.clear();
    encode_text(bytes, Type::progress, "query 3 of 9");
    CHECK(payload(bytes, Type::progress) == "query 3 of 9");
}

TEST_CASE("a job comes back as it was, without the scopes that are done") {
    const Job job = sample_job();
    const auto got = decode<Job>(payload_of(job, Type::job));
    CHECK(got.mode == job.mode);
    CHECK(got.plugin_file == job.plugin_file);
    CHECK(got.connection == job.connection);
    REQUIRE(got.options.items.size() == 2);
    CHECK(got.options.type == 7);
    CHECK(got.options.items[0].name == "dsn");
    CHECK(got.options.items[0].text == "text");
    CHECK(got.options.items[1].integer == -5);
    CHECK(got.secrets == job.secrets);
    CHECK(got.include == job.include);
    CHECK(got.exclude == job.exclude);
    CHECK(got.targets == job.targets);
    CHECK(got.full);
    CHECK(got.nothing_stored);
}

TEST_CASE("any number of done scopes goes before the job, in pages") {
    Job job;
    for (int i = 0; i < 3; ++i)
        job.done_scopes.push_back({{std::string(900'000, 'x'), ""}});
    job.done_scopes.push_back({});
    std::string bytes;
    encode(bytes, job);
    FrameDecoder decoder;
    decoder.feed(bytes);
    std::vector<Path> scopes;
    size_t pages = 0;
    auto frame = decoder.next();
    for (; frame && frame->type == Type::done_scopes; frame = decoder.next()) {
        ++pages;
        for (Path& p : decode<DoneScopes>(frame->payload).scopes)
            scopes.push_back(std::move(p));
    }
    CHECK(pages == 2);
    CHECK(scopes == job.done_scopes);
    REQUIRE(frame);
    CHECK(frame->type == Type::job);
}

TEST_CASE("answers to what a child asks come back as they were") {
    CHECK(decode<Marker>(payload_of(Marker{8, "m"}, Type::marker)).marker == "m");
    CHECK_FALSE(decode<Marker>(payload_of(Marker{8, std::nullopt}, Type::marker)).marker);
    const auto stamps =
        decode<Stamps>(payload_of(Stamps{8, {{kPath[1], "7"}}, false}, Type::stamps));
    CHECK(stamps.scope == 8);
    CHECK(stamps.page == std::vector<StampsEntry>{{kPath[1], "7"}});
    CHECK_FALSE(stamps.last);
    const auto secret = decode<Secret>(payload_of(Secret{std::nullopt, "gone"}, Type::secret));
    CHECK_FALSE(secret.text);
    CHECK(secret.error == "gone");
}

TEST_CASE("a description comes back as it was") {
    Description d{"odbc", "1.2", {"schema", "table"}, {}, {}, true};
    d.kinds = {{"schema", true, false, ""}, {"function", false, true, "function"}};
    OptionInfo field{"token", OptionType::secret, true, "", std::nullopt, "", {}};
    d.options = {{"dsn", OptionType::string, false, "how", "x", "help", {}},
                 {"hosts", OptionType::records, false, "", std::nullopt, "", {field}}};
    CHECK(decode<Description>(payload_of(d, Type::description)) == d);
}

TEST_CASE("names are never empty and hold no NUL") {
    std::string bytes;
    CHECK_THROWS_AS(decode<ObjectView>(payload_of(ObjectView{1, "", "", "", ""}, Type::object)),
                    Error);
    const std::string nul("a\0b", 3);
    CHECK_THROWS_AS(decode<ObjectView>(payload_of(ObjectView{1, "", nul, "", ""}, Type::object)),
                    Error);
    CHECK_THROWS_AS(decode<Gone>(payload_of(Gone{1, {"n", nul}, ""}, Type::gone)), Error);
    CHECK_THROWS_AS(decode<ScopeBegin>(payload_of(ScopeBegin{1, {{"", ""}}}, Type::scope_begin)),
                    Error);
}

TEST_CASE("every message that is cut short or longer than it says is refused") {
    for (const Sample& s : samples()) {
        for (size_t n = 0; n < s.payload.size(); ++n) {
            CHECK_THROWS_AS(s.decode(std::string_view(s.payload).substr(0, n)), Error);
        }
        CHECK_THROWS_AS(s.decode(s.payload + "x"), Error);
    }
}

TEST_CASE("an option nested a thousand deep is refused, not followed") {
    Value deep;
    for (int i = 0; i < 1000; ++i)
        deep.items = {Value(deep)};
    Job job;
    job.options = deep;
    const std::string bytes = payload_of(job, Type::job);
    CHECK_THROWS_AS(decode<Job>(bytes), Error);
}

TEST_CASE("random bytes in any decoder end in a value or in a refusal as corrupt") {
    std::mt19937 random(11);
    const auto all = samples();
    for (int round = 0; round < 20'000; ++round) {
        const Sample& s = all[random() % all.size()];
        std::string bytes = s.payload;
        for (size_t n = 1 + random() % 4; n > 0; --n) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        try {
            s.decode(bytes);
        } catch (const Error& e) {
            CHECK(e.kind() == ErrorKind::corrupt);
        }
    }
}
