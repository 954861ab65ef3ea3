// An object's bytes, as the store and a child give them: what decodes encodes to a fixed point.
#include <algorithm>
#include <cstdlib>

#include "core/base/error.h"
#include "core/model/codec.h"
#include "tests/fuzz/fuzz.h"

using namespace objsync;

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const size_t split = std::min<size_t>(data[0], bytes.size());
    std::string stable;
    std::string moving;
    try {
        Object object;
        decode_object(bytes.substr(split), bytes.substr(0, split), object);
        encode_object(object, stable, moving);
    } catch (const Error&) {
        return 0;
    }
    Object again;
    decode_object(stable, moving, again);
    std::string stable_again;
    std::string moving_again;
    encode_object(again, stable_again, moving_again);
    if (stable_again != stable || moving_again != moving) std::abort();
    return 0;
}
