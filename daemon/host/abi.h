// Reading what a plugin passes, without trust: sizes, null pointers, lengths. What cannot be taken
// is thrown as Refused, which the host's functions turn into OBJSYNC_REFUSED and a logged reason.
#pragma once

#include <objsync/plugin.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace objsync::host {

inline constexpr size_t kMaxString = 1u << 20;
inline constexpr size_t kMaxObject = 32u << 20;
inline constexpr size_t kMaxWord = 255; // kinds and namespaces
inline constexpr size_t kMaxStride = 4096;

struct Refused {
    std::string why;
};

// What a struct had in version 1.0: a plugin's may be longer, but not shorter. Fields are only
// appended, so the end of the last one of 1.0 never moves.
#define OBJSYNC_SIZE_UP_TO(type, last) (offsetof(type, last) + sizeof(type::last))
template <typename T>
inline constexpr size_t kLeast = 0;
template <>
inline constexpr size_t kLeast<objsync_kind> = OBJSYNC_SIZE_UP_TO(objsync_kind, name_space);
template <>
inline constexpr size_t kLeast<objsync_option> = OBJSYNC_SIZE_UP_TO(objsync_option, n_fields);
template <>
inline constexpr size_t kLeast<objsync_description> = OBJSYNC_SIZE_UP_TO(objsync_description,
                                                                         n_options);
template <>
inline constexpr size_t kLeast<objsync_source> = OBJSYNC_SIZE_UP_TO(objsync_source, n_levels);
template <>
inline constexpr size_t kLeast<objsync_attribute> = OBJSYNC_SIZE_UP_TO(objsync_attribute,
                                                                       is_volatile);
template <>
inline constexpr size_t kLeast<objsync_column> = OBJSYNC_SIZE_UP_TO(objsync_column, n_fields);
template <>
inline constexpr size_t kLeast<objsync_tag> = OBJSYNC_SIZE_UP_TO(objsync_tag, value);
template <>
inline constexpr size_t kLeast<objsync_object> = OBJSYNC_SIZE_UP_TO(objsync_object, n_attributes);
template <>
inline constexpr size_t kLeast<objsync_error> = OBJSYNC_SIZE_UP_TO(objsync_error, retry_after_ms);
template <>
inline constexpr size_t kLeast<objsync_end> = OBJSYNC_SIZE_UP_TO(objsync_end, error);
template <>
inline constexpr size_t kLeast<objsync_plugin> = OBJSYNC_SIZE_UP_TO(objsync_plugin, lookup);
#undef OBJSYNC_SIZE_UP_TO

template <typename T>
const T& checked(const T* item, const char* what) {
    if (item == nullptr) throw Refused{std::string(what) + " is NULL"};
    if (item->size < kLeast<T>) {
        throw Refused{std::string(what) + ".size is " + std::to_string(item->size) +
                      "; set it to sizeof the struct, which is at least " +
                      std::to_string(kLeast<T>)};
    }
    return *item;
}

// An array whose stride is the size of its first element.
template <typename T>
class Items {
public:
    Items(const T* first, size_t n, const char* what) : n_(n) {
        if (n == 0) return;
        stride_ = checked(first, what).size;
        if (stride_ > kMaxStride || stride_ % alignof(T) != 0) {
            throw Refused{std::string(what) + ".size is " + std::to_string(stride_) +
                          ", which is not the size of such a struct"};
        }
        first_ = reinterpret_cast<const char*>(first);
    }

    [[nodiscard]] size_t size() const noexcept { return n_; }
    const T& operator[](size_t i) const {
        return *reinterpret_cast<const T*>(first_ + i * stride_);
    }

private:
    const char* first_ = nullptr;
    size_t n_ = 0;
    size_t stride_ = 0;
};

inline bool present(objsync_str s) {
    return s.data != nullptr;
}

// Absent reads as empty.
inline std::string_view view(objsync_str s) {
    if (s.data == nullptr) {
        if (s.len != 0) throw Refused{"a string has a length but no data"};
        return {};
    }
    return {s.data, s.len};
}

// A short word in a C string; NULL reads as empty.
inline std::string_view word(const char* s, const char* what) {
    if (s == nullptr) return {};
    const size_t n = strnlen(s, kMaxWord + 1);
    if (n > kMaxWord) {
        throw Refused{std::string(what) + " is longer than " + std::to_string(kMaxWord) + " bytes"};
    }
    return {s, n};
}

inline bool has_time(int64_t ms) {
    return ms != OBJSYNC_NO_TIME && ms != 0;
}

} // namespace objsync::host
