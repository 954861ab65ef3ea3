// What every fuzz target offers: to libFuzzer as it is, and to replay.cc in the normal test run.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
