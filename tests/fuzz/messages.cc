// Messages by their type, without the frame around them: what decodes encodes again to what
// decodes to the same bytes.
#include <array>
#include <cstdlib>

#include "core/wire/description.h"
#include "core/wire/frame.h"
#include "core/wire/job.h"
#include "tests/fuzz/fuzz.h"

using namespace objsync;
using namespace objsync::wire;

namespace {

template <typename T>
std::string again(std::string_view payload) {
    std::string out;
    encode(out, decode<T>(payload));
    return out;
}

template <typename T>
void round_trip(std::string_view payload) {
    const std::string first = again<T>(payload);
    // Behind the length and the type.
    if (again<T>(std::string_view(first).substr(5)) != first) std::abort();
}

constexpr std::array kTargets = {
    round_trip<Begin>,       round_trip<ScopeBegin>, round_trip<ObjectView>,  round_trip<Keep>,
    round_trip<Gone>,        round_trip<FacetBegin>, round_trip<FacetObject>, round_trip<Answer>,
    round_trip<Report>,      round_trip<Log>,        round_trip<Count>,       round_trip<AskStamps>,
    round_trip<Description>, round_trip<Job>,        round_trip<Marker>,      round_trip<Stamps>,
    round_trip<Secret>,      round_trip<Done>,
};

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    try {
        kTargets[data[0] % kTargets.size()]({reinterpret_cast<const char*>(data) + 1, size - 1});
    } catch (const Error&) {
    }
    return 0;
}
