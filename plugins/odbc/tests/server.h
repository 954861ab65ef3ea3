// A real database server of the test's own, started by tests/support/databases.py. It goes when
// this object, or the test program, goes.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>

namespace objsync::testing {

class Server {
public:
    // "postgres" or "mariadb". Ends the program with code 77 (skipped) and the reason where the
    // server is not installed.
    explicit Server(const std::string& kind);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] const std::string& fact(const std::string& key) const { return facts_.at(key); }

    // Runs a script through the system's own client as administrator. Throws with its output.
    // Answers what it printed, without headers.
    std::string sql(const std::string& script, const std::string& database = "") const;

    // A client session that holds what it did until release(): for locks.
    class Holder {
    public:
        Holder(const Server& server, const std::string& script, const std::string& database);
        ~Holder();
        Holder(const Holder&) = delete;
        Holder& operator=(const Holder&) = delete;

    private:
        pid_t pid_ = -1;
        int in_ = -1;
    };

    // The server process dies at once and says nothing.
    void kill() const;

private:
    [[nodiscard]] std::string client(const std::string& database) const;

    std::map<std::string, std::string> facts_;
    pid_t pid_ = -1;
    int in_ = -1;
};

} // namespace objsync::testing
