// HTTP to the daemon: over its Unix socket, or to the address where it listens for others.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/json/value.h"

namespace objsync::cli {

// Exit codes, as --help prints them.
enum Exit : int {
    kOk = 0,
    kFailed = 1,
    kUsage = 2,
    kIncomplete = 3,
    kUnreachable = 4,
    kInterrupted = 130, // by Ctrl-C while it waited, as shells have it
};

// What ends the program, with the texts for people and the code to exit with.
class Failure : public std::runtime_error {
public:
    Failure(int exit_code, const std::string& title, std::string detail_text = "",
            std::string to_do = "", std::vector<std::string> all_mistakes = {})
        : std::runtime_error(title),
          code(exit_code),
          detail(std::move(detail_text)),
          what_to_do(std::move(to_do)),
          mistakes(std::move(all_mistakes)) {}

    int code;
    std::string detail, what_to_do;
    std::vector<std::string> mistakes;
    std::string json; // the daemon's problem details; empty: it did not come from there
};

// Where the daemon is.
struct Address {
    std::string socket;     // used when `url` is empty
    std::string url;        // https://host:port, or http:// to this machine
    std::string token_file; // holds a bearer token; read at each start, never an argument itself
    std::string ca_file;    // whom to trust for https; empty: whom the machine trusts
};

// One connection, kept alive between calls. Not for several threads.
class Client {
public:
    // Throws Failure when the address or the token file cannot be used.
    explicit Client(Address address);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // The JSON text of the answer. Throws Failure for any other status than 2xx.
    [[nodiscard]] std::string get(const std::string& path);
    [[nodiscard]] std::string post(const std::string& path, const std::string& body = "{}");
    [[nodiscard]] std::string put(const std::string& path, const std::string& body);
    [[nodiscard]] std::string remove(const std::string& path);

    // Hands on the body as it comes, line by line without the line end. `on_line` returns false to
    // stop. True: the body came to its end; false: it was cut off, or stopped. Throws Failure as
    // above, also when the daemon cannot be reached.
    bool stream(const std::string& path, const std::function<bool(std::string_view)>& on_line);

    [[nodiscard]] const Address& address() const noexcept { return address_; }

private:
    class Handle;
    std::string request(const char* method, const std::string& path, const std::string* body);
    void prepare(const char* method, const std::string& path, const std::string* body);
    [[nodiscard]] Failure unreachable(const std::string& why) const;

    Address address_;
    std::string token_;
    std::unique_ptr<Handle> handle_;
};

// A path text as people type it -> the end of a URL: what URLs cannot hold is percent-encoded, what
// is encoded already stays.
[[nodiscard]] std::string url_path(std::string_view path_text);
[[nodiscard]] std::string url_value(std::string_view text);

} // namespace objsync::cli
