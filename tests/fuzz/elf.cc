// The reader of plugin files, which runs before anything has been trusted.
#include "daemon/host/elf.h"

#include "core/base/error.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    try {
        (void)objsync::host::read_elf({reinterpret_cast<const char*>(data), size}, "x.so");
    } catch (const objsync::Error&) {
    }
    return 0;
}
