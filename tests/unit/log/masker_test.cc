#include "daemon/log/masker.h"

#include <catch2/catch.hpp>

using namespace objsync;

namespace {

Masker masker_of(std::initializer_list<std::string_view> secrets) {
    Masker m;
    for (const std::string_view s : secrets)
        m.add(s);
    return m;
}

} // namespace

TEST_CASE("a secret is masked wherever it stands") {
    const Masker m = masker_of({"s3cret!"});
    CHECK(m.mask("s3cret!") == "***");
    CHECK(m.mask("PWD=s3cret!;UID=as3cret!b") == "PWD=***;UID=a***b");
    CHECK(m.mask("nothing here s3cret") == "nothing here s3cret");
}

TEST_CASE("a secret is masked in its URL-encoded and quoted forms") {
    const Masker m = masker_of({"a b/c'd\"e}f"});
    CHECK(m.mask("x=a%20b%2Fc%27d%22e%7Df&") == "x=***&");
    CHECK(m.mask("x=a+b%2fc%27d%22e%7df&") == "x=***&");
    CHECK(m.mask(R"("a b/c'd\"e}f")") == "\"***\"");
    CHECK(m.mask(R"('a b/c''d"e}f')") == "'***'");
    CHECK(m.mask(R"({a b/c'd"e}}f})") == "{***}");
}

TEST_CASE("of two secrets that begin alike the longer is masked whole") {
    CHECK(masker_of({"pass", "password1"}).mask("password1 pass") == "*** ***");
}

TEST_CASE("each line of a key is masked, and a final newline does not matter") {
    const Masker m = masker_of({"-----BEGIN-----\nMIIEabcdef\n", "token-1\n"});
    CHECK(m.mask("read MIIEabcdef and token-1") == "read *** and ***");
}

TEST_CASE("a very short secret is masked only as a word, an empty one not at all") {
    const Masker m = masker_of({"ab", "", "\n"});
    CHECK(m.mask("PWD=ab;cab ab") == "PWD=***;cab ***");
}

TEST_CASE("of a text that is cut no beginning of a secret is left") {
    const Masker m = masker_of({"s3cret!"});
    CHECK(m.mask_cut("x s3cre") == "x ");
    CHECK(m.mask_cut("x s3cret!") == "x ***");
    CHECK(m.mask_cut("x s") == "x ");
    CHECK(m.mask_cut("done") == "done");
}
