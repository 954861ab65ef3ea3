#include "core/wire/frame.h"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace objsync;
using namespace objsync::wire;

namespace {

struct Taken {
    Type type;
    std::string payload;
    bool operator==(const Taken&) const = default;
};

std::vector<Taken> take_all(FrameDecoder& decoder) {
    std::vector<Taken> out;
    while (auto frame = decoder.next())
        out.push_back({frame->type, std::string(frame->payload)});
    return out;
}

std::string header(uint32_t length) {
    std::string s;
    for (int i = 0; i < 4; ++i)
        s.push_back(static_cast<char>(length >> (8 * i) & 0xff));
    return s;
}

const std::vector<Taken> kFrames = {
    {Type::hello, "\x01"}, {Type::progress, ""}, {Type::object, std::string(70'000, 'x')},
    {Type::done, "z"},     {Type::job, "job"},
};

std::string bytes_of(const std::vector<Taken>& frames) {
    std::string out;
    for (const Taken& f : frames)
        append_frame(out, f.type, f.payload);
    return out;
}

} // namespace

TEST_CASE("frames come out as they went in, however the bytes are cut") {
    const std::string bytes = bytes_of(kFrames);
    for (const size_t step : {size_t{1}, size_t{3}, size_t{4096}, bytes.size()}) {
        FrameDecoder decoder;
        std::vector<Taken> taken;
        for (size_t at = 0; at < bytes.size(); at += step) {
            decoder.feed(std::string_view(bytes).substr(at, step));
            for (Taken& t : take_all(decoder))
                taken.push_back(std::move(t));
        }
        CHECK(taken == kFrames);
        CHECK_FALSE(decoder.mid_frame());
    }
}

TEST_CASE("a frame that is cut short at the end of input is seen as such at every byte") {
    const std::string bytes = bytes_of({{Type::progress, "abc"}});
    for (size_t n = 1; n < bytes.size(); ++n) {
        FrameDecoder decoder;
        decoder.feed(std::string_view(bytes).substr(0, n));
        CHECK_FALSE(decoder.next());
        CHECK(decoder.mid_frame());
    }
}

TEST_CASE("a length of zero is refused") {
    FrameDecoder decoder;
    decoder.feed(header(0));
    CHECK_THROWS_WITH(decoder.next(), "a frame of length 0");
}

TEST_CASE("a length of 2 GiB is refused before any of it came") {
    FrameDecoder decoder;
    decoder.feed(header(1u << 31));
    CHECK_THROWS_WITH(decoder.next(), Catch::Contains("2147483648"));
}

TEST_CASE("the largest length is taken and one more is refused") {
    FrameDecoder good;
    good.feed(header(kMaxFrame) + "\x01");
    CHECK_FALSE(good.next());
    FrameDecoder bad;
    bad.feed(header(kMaxFrame + 1));
    CHECK_THROWS_AS(bad.next(), Error);
}

TEST_CASE("an unknown type is refused as soon as its byte came") {
    for (const int type : {0, 22, 63, 70, 255}) {
        FrameDecoder decoder;
        decoder.feed(header(1000) + static_cast<char>(type));
        CHECK_THROWS_WITH(decoder.next(), Catch::Contains(std::to_string(type)));
    }
}

TEST_CASE("good frames before garbage are still handed out") {
    FrameDecoder decoder;
    decoder.feed(bytes_of({{Type::progress, "a"}}) + header(0));
    CHECK(decoder.next()->payload == "a");
    CHECK_THROWS_AS(decoder.next(), Error);
}

TEST_CASE("a message above the limit is refused and leaves the output as it was") {
    std::string out = "before";
    const std::string large(kMaxFrame, 'x');
    CHECK_THROWS_AS(append_frame(out, Type::object, large), Error);
    CHECK(out == "before");
}

TEST_CASE("random bytes end in frames, a refusal or the wish for more") {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes = round % 2 == 0 ? bytes_of({{Type::progress, "abc"}}) : "";
        for (size_t n = random() % 40; n > 0; --n)
            bytes.push_back(static_cast<char>(random()));
        FrameDecoder decoder;
        try {
            decoder.feed(bytes);
            const size_t frames = take_all(decoder).size();
            CHECK(frames <= bytes.size() / 5);
        } catch (const Error& e) {
            CHECK(e.kind() == ErrorKind::input);
        }
    }
}
