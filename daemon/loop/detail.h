// For the .cc files of this folder only: libuv, and how its callbacks find back to our objects.
#pragma once

#include <uv.h>

#include <string>

#include "core/base/error.h"
#include "daemon/loop/handle.h"

namespace objsync {

// A handle that failed to initialise must not be closed, so it is owned only after `init`.
template <typename T, typename Owner, typename Init>
Handle<T> open_handle(const char* what, Owner* owner, Init init) {
    auto raw = std::make_unique<T>();
    if (const int rc = init(raw.get()); rc != 0) {
        throw Error(ErrorKind::retry, std::string(what) + ": " + uv_strerror(rc));
    }
    raw->data = owner;
    return Handle<T>(raw.release());
}

// Null once the owner is gone and the handle is only waiting to be closed.
template <typename Owner, typename T>
Owner* owner_of(const T* handle) {
    return static_cast<Owner*>(handle->data);
}

} // namespace objsync
