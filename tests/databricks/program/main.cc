// fake-databricks [SCRIPT]...: carries out the scripts, prints the URL of its first workspace, and
// then does what each line of standard input says. Every line is answered with what it prints and a
// last line "ok" or "error TEXT". It ends with its standard input.
#include <fstream>
#include <iostream>

#include "tests/databricks/program/commands.h"

using fake_databricks::carry_out;
using fake_databricks::Fake;

namespace {

bool run_script(Fake& fake, const char* file) {
    std::ifstream in(file);
    if (!in) {
        std::cerr << "fake-databricks: " << file << " cannot be read\n";
        return false;
    }
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        try {
            std::cout << carry_out(fake, line);
        } catch (const std::exception& error) {
            std::cerr << file << ":" << number << ": " << error.what() << "\n";
            return false;
        }
    }
    return true;
}

} // namespace

int main(int argc, char** argv) {
    Fake fake;
    for (int i = 1; i < argc; ++i) {
        if (!run_script(fake, argv[i])) return 1;
    }
    std::cout << fake.url() << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        try {
            std::cout << carry_out(fake, line) << "ok" << std::endl;
        } catch (const std::exception& error) {
            std::cout << "error " << error.what() << std::endl;
        }
    }
    return 0;
}
