#include "plugins/odbc/tests/server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "plugins/sdk/testing/temp_dir.h"

namespace objsync::testing {

namespace {

struct Child {
    pid_t pid;
    int in, out;
};

Child spawn(const std::string& command) {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    const pid_t pid = fork();
    if (pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    return {pid, in[1], out[0]};
}

std::string read_all(int fd) {
    std::string text;
    char buffer[4096];
    for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) > 0;) {
        text.append(buffer, static_cast<size_t>(n));
    }
    return text;
}

// Up to and without an empty line, or to the end.
std::string read_block(int fd) {
    std::string text;
    char c = 0;
    while (!text.ends_with("\n\n") && read(fd, &c, 1) == 1)
        text += c;
    return text;
}

void write_all(int fd, const std::string& text) {
    for (size_t at = 0; at < text.size();) {
        const ssize_t n = write(fd, text.data() + at, text.size() - at);
        if (n < 0) throw std::runtime_error("the client does not read");
        at += static_cast<size_t>(n);
    }
}

} // namespace

Server::Server(const std::string& kind) {
    const Child child = spawn(std::string("exec python3 ") + DATABASES + " serve " + kind);
    pid_ = child.pid;
    in_ = child.in;
    const std::string text = read_block(child.out);
    close(child.out);
    for (size_t at = 0; at < text.size();) {
        const size_t end = text.find('\n', at);
        const std::string line = text.substr(at, end - at);
        const size_t equals = line.find('=');
        if (equals != std::string::npos) facts_[line.substr(0, equals)] = line.substr(equals + 1);
        at = end + 1;
    }
    if (!facts_.empty()) return;
    close(in_);
    waitpid(pid_, nullptr, 0);
    throw std::runtime_error("the " + kind + " server does not start; see above");
}

Server::~Server() {
    close(in_);
    waitpid(pid_, nullptr, 0);
}

std::string Server::client(const std::string& database) const {
    if (fact("kind") == "mariadb") {
        return "exec mariadb --no-defaults --default-character-set=utf8mb4 -uroot -N -B -r -n"
               " --socket=" +
               fact("socket") + " " + database + " 2>&1";
    }
    setenv("PGPASSWORD", fact("password").c_str(), 1);
    return "exec psql -X -q -t -A -v ON_ERROR_STOP=1 -U admin -h " + fact("socket") + " -d " +
           (database.empty() ? "postgres" : database) + " 2>&1";
}

std::string Server::sql(const std::string& script, const std::string& database) const {
    const TempDir dir;
    const std::string file = dir.path() + "/script.sql";
    std::ofstream(file) << script;
    const Child child = spawn(client(database) + " < " + file);
    close(child.in);
    std::string text = read_all(child.out);
    close(child.out);
    int status = 0;
    waitpid(child.pid, &status, 0);
    if (status != 0) throw std::runtime_error("this script failed: " + script + "\n" + text);
    return text;
}

Server::Holder::Holder(const Server& server, const std::string& script,
                       const std::string& database) {
    const Child child = spawn(server.client(database));
    pid_ = child.pid;
    in_ = child.in;
    // The empty line tells that all before it is done.
    write_all(in_, script + "\nSELECT '';\n");
    char c = 0;
    std::string seen;
    while (read(child.out, &c, 1) == 1 && c != '\n')
        seen += c;
    close(child.out);
    if (!seen.empty()) throw std::runtime_error("cannot hold: " + seen);
}

Server::Holder::~Holder() {
    close(in_);
    waitpid(pid_, nullptr, 0);
}

void Server::kill() const {
    ::kill(std::stoi(fact("pid")), SIGKILL);
}

} // namespace objsync::testing
