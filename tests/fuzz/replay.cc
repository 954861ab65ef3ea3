// Runs a fuzz target over the files and folders it is given, and over random changes of each. The
// same changes each time, so that a failure can be repeated.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz.h"

namespace fs = std::filesystem;

namespace {

constexpr int kChangesOfEach = 3000;

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void run(const std::string& input) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

std::string changed(std::string input, std::mt19937& random) {
    for (size_t n = 1 + random() % 4; n > 0 && !input.empty(); --n) {
        const size_t at = random() % input.size();
        switch (random() % 4) {
            case 0:
                input.resize(at);
                break;
            case 1:
                input.insert(at, 1, static_cast<char>(random()));
                break;
            case 2:
                input.insert(at, input.substr(random() % input.size(), random() % 16));
                break;
            default:
                input[at] = static_cast<char>(random());
                break;
        }
    }
    return input;
}

} // namespace

int main(int argc, char** argv) {
    std::vector<fs::path> files;
    for (int i = 1; i < argc; ++i) {
        if (!fs::is_directory(argv[i])) {
            files.emplace_back(argv[i]);
            continue;
        }
        for (const auto& entry : fs::directory_iterator(argv[i]))
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::mt19937 random(1);
    for (const fs::path& file : files) {
        const std::string input = read_file(file);
        run(input);
        for (int i = 0; i < kChangesOfEach; ++i)
            run(changed(input, random));
    }
    std::printf("%zu inputs, %d changes of each\n", files.size(), kChangesOfEach);
    return files.empty() ? 1 : 0;
}
