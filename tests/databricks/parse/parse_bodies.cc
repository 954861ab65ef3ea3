// parse-bodies FILE: the processor time that simdjson needs to parse each line of the file, as a
// client with one parser does. Reading the file is not counted.
#include <simdjson.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>

namespace {

double cpu_now() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

} // namespace

int main(int argc, char** argv) {
    std::ifstream in(argc == 2 ? argv[1] : "", std::ios::binary);
    if (!in) {
        std::fprintf(stderr, "usage: parse-bodies FILE\n");
        return 2;
    }
    simdjson::dom::parser parser;
    size_t bodies = 0, bytes = 0;
    double seconds = 0;
    for (std::string body; std::getline(in, body); ++bodies) {
        const size_t size = body.size();
        body.reserve(size + simdjson::SIMDJSON_PADDING);
        const double begun = cpu_now();
        const auto error = parser.parse(body.data(), size, false).error();
        seconds += cpu_now() - begun;
        bytes += size;
        if (error != simdjson::SUCCESS) {
            std::fprintf(stderr, "body %zu: %s\n", bodies + 1, simdjson::error_message(error));
            return 1;
        }
    }
    std::printf("bodies %zu bytes %zu cpu_s %.3f\n", bodies, bytes, seconds);
    return 0;
}
