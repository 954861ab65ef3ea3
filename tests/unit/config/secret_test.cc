#include "core/config/secret.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "core/base/error.h"
#include "tests/support/temp_dir.h"

using namespace objsync;
using namespace objsync::config;
using Catch::Matchers::Contains;
using From = SecretRef::From;

namespace {
SecretRef ref(From from, const std::string& where) {
    return {from, where, {"x.toml", 7}};
}
} // namespace

TEST_CASE("a secret is read from where it is kept, without one trailing newline") {
    const test::TempDir dir;
    CHECK(read_secret(ref(From::file, dir.write("a", "s3cret\n"))) == "s3cret");
    CHECK(read_secret(ref(From::file, dir.write("b", "s3cret\r\n"))) == "s3cret");
    CHECK(read_secret(ref(From::file, dir.write("c", "two\nlines\n\n"))) == "two\nlines\n");
    setenv("OBJSYNC_TEST_SECRET", "from env", 1);
    CHECK(read_secret(ref(From::env, "OBJSYNC_TEST_SECRET")) == "from env");
    setenv("CREDENTIALS_DIRECTORY", (dir / ".").c_str(), 1);
    CHECK(read_secret(ref(From::credential, "a")) == "s3cret");
    unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_CASE("a secret is read again each time, so that it can rotate") {
    const test::TempDir dir;
    const SecretRef token = ref(From::file, dir.write("token", "old"));
    CHECK(read_secret(token) == "old");
    dir.write("token", "new");
    CHECK(read_secret(token) == "new");
}

TEST_CASE("a secret that cannot be read is an error that names the place in the configuration") {
    const test::TempDir dir;
    const auto why = [](const SecretRef& secret) -> std::string {
        try {
            return "read: " + read_secret(secret);
        } catch (const Error& e) {
            CHECK(e.kind() == ErrorKind::config);
            return e.what();
        }
    };
    CHECK_THAT(
        why(ref(From::file, dir / "none")),
        Contains("x.toml:7: secret from file " + (dir / "none")) && Contains("No such file"));
    CHECK_THAT(why(ref(From::file, dir / ".")), Contains("not a regular file"));
    mkfifo((dir / "pipe").c_str(), 0600);
    CHECK_THAT(why(ref(From::file, dir / "pipe")), Contains("not a regular file"));
    CHECK_THAT(why(ref(From::file, dir.write("empty", "\n"))), Contains("empty"));
    CHECK_THAT(why(ref(From::file, dir.write("huge", std::string((1 << 20) + 1, 'x')))),
               Contains("longer than 1 MiB"));
    CHECK_THAT(why(ref(From::env, "OBJSYNC_TEST_UNSET")), Contains("not set"));
    unsetenv("CREDENTIALS_DIRECTORY");
    CHECK_THAT(why(ref(From::credential, "token")), Contains("LoadCredential=token"));
}

TEST_CASE("a secret file that everyone can read is unsafe") {
    const test::TempDir dir;
    const SecretRef secret = ref(From::file, dir.write("a", "x"));
    chmod(secret.where.c_str(), 0640);
    CHECK_FALSE(unsafe_secret(secret));
    chmod(secret.where.c_str(), 0644);
    REQUIRE(unsafe_secret(secret));
    CHECK_THAT(*unsafe_secret(secret), Contains("chmod o-r"));
}
