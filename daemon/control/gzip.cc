#include "daemon/control/gzip.h"

#include <zlib.h>

#include <algorithm>

#include "core/base/text.h"

namespace objsync::control {

namespace {

constexpr size_t kWorthIt = 1024;    // below, the packet is the same
constexpr int kGzipWindow = 15 + 16; // 16: with gzip's frame
constexpr int kMemory = 8;

bool is_zero(std::string_view parameter) {
    if (!parameter.starts_with("q=0")) return false;
    return parameter.find_first_not_of("0.", 2) == std::string_view::npos;
}

} // namespace

bool accepts_gzip(std::string_view accepted) {
    while (!accepted.empty()) {
        const std::string_view item = accepted.substr(0, accepted.find(','));
        accepted.remove_prefix(std::min(accepted.size(), item.size() + 1));
        const size_t semicolon = item.find(';');
        const std::string_view coding = trimmed(item.substr(0, semicolon));
        if (coding != "gzip" && coding != "*") continue;
        return semicolon == std::string_view::npos || !is_zero(trimmed(item.substr(semicolon + 1)));
    }
    return false;
}

void compress(Response& response) {
    if (response.body.size() < kWorthIt || response.stream) return;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return; // as it is, then
    std::string packed(deflateBound(&stream, response.body.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(response.body.data());
    stream.avail_in = static_cast<uInt>(response.body.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int result = deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    if (result != Z_STREAM_END) return;
    response.body = std::move(packed);
    response.headers.emplace_back("Content-Encoding", "gzip");
}

} // namespace objsync::control
