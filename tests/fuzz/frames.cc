// The daemon's way with what comes over the frame socket: cut anywhere, then every payload decoded.
#include <algorithm>

#include "core/wire/description.h"
#include "core/wire/frame.h"
#include "core/wire/messages.h"
#include "tests/fuzz/fuzz.h"

using namespace objsync;
using namespace objsync::wire;

namespace {

void decode_payload(const Frame& f) {
    switch (f.type) {
        case Type::begin:
            (void)decode<Begin>(f.payload);
            break;
        case Type::scope_begin:
            (void)decode<ScopeBegin>(f.payload);
            break;
        case Type::object:
            (void)decode<ObjectView>(f.payload);
            break;
        case Type::keep:
            (void)decode<Keep>(f.payload);
            break;
        case Type::gone:
            (void)decode<Gone>(f.payload);
            break;
        case Type::scope_end:
        case Type::facet_end:
            (void)decode<End>(f.payload);
            break;
        case Type::facet_begin:
            (void)decode<FacetBegin>(f.payload);
            break;
        case Type::facet_object:
            (void)decode<FacetObject>(f.payload);
            break;
        case Type::answer:
            (void)decode<Answer>(f.payload);
            break;
        case Type::report:
            (void)decode<Report>(f.payload);
            break;
        case Type::fail:
            (void)decode<ErrorInfo>(f.payload);
            break;
        case Type::log:
            (void)decode<Log>(f.payload);
            break;
        case Type::count:
            (void)decode<Count>(f.payload);
            break;
        case Type::ask_stamps:
            (void)decode<AskStamps>(f.payload);
            break;
        case Type::description:
            (void)decode<Description>(f.payload);
            break;
        case Type::done:
            (void)decode<Done>(f.payload);
            break;
        default:
            (void)decode_number(f.payload);
            break;
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const size_t step = std::max<size_t>(data[0], 1);
    FrameDecoder decoder;
    try {
        for (size_t at = 0; at < bytes.size(); at += step) {
            decoder.feed(bytes.substr(at, step));
            while (const auto frame = decoder.next()) {
                try {
                    decode_payload(*frame);
                } catch (const Error&) { // the next frame may be good
                }
            }
        }
    } catch (const Error&) {
    }
    return 0;
}
