// fake-snowflake [SCRIPT]...: carries out the scripts, prints the port of its server, and then does
// what each line of standard input says. Every line is answered with what it prints and a last line
// "ok" or "error TEXT". It ends with its standard input.
#include <fstream>
#include <iostream>

#include "tests/snowflake/program/commands.h"

using fake_snowflake::Account;
using fake_snowflake::Commands;
using fake_snowflake::Server;

namespace {

bool run_script(Commands& commands, const char* file) {
    std::ifstream in(file);
    if (!in) {
        std::cerr << "fake-snowflake: " << file << " cannot be read\n";
        return false;
    }
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        try {
            std::cout << commands.run(line);
        } catch (const std::exception& error) {
            std::cerr << file << ":" << number << ": " << error.what() << "\n";
            return false;
        }
    }
    return true;
}

std::string one_line(std::string text) {
    for (char& c : text) {
        if (c == '\n') c = ' ';
    }
    return text;
}

} // namespace

int main(int argc, char** argv) {
    Account account;
    Server server(account);
    Commands commands(account, server);
    for (int i = 1; i < argc; ++i) {
        if (!run_script(commands, argv[i])) return 1;
    }
    std::cout << server.port() << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        try {
            std::cout << commands.run(line) << "ok" << std::endl;
        } catch (const std::exception& error) {
            std::cout << "error " << one_line(error.what()) << std::endl;
        }
    }
    return 0;
}
