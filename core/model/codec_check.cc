// Going over an object's bytes without building one: whether they are an object's, as a child is
// trusted with nothing; and what its tags are.
#include "core/base/bytes.h"
#include "core/model/codec.h"
#include "core/model/codec_fields.h"

namespace objsync {

namespace {

using codec::Field;

void check_attribute(ByteReader& r) {
    (void)r.str();
    if (r.u8() != 0) (void)r.str();
}

void check_columns(ByteReader& r, int depth) {
    if (depth > codec::kMaxDepth) throw Error(ErrorKind::corrupt, "columns are nested too deeply");
    for (size_t n = r.count(); n > 0; --n) {
        (void)r.str();
        if (r.varint() > UINT32_MAX)
            throw Error(ErrorKind::corrupt, "a column's ordinal is too large");
        (void)r.str();
        if (r.u8() > 2) throw Error(ErrorKind::corrupt, "a column's nullable is unknown");
        const uint8_t has = r.u8();
        for (const uint8_t text : {codec::kDefault, codec::kComment, codec::kId}) {
            if ((has & text) != 0) (void)r.str();
        }
        if ((has & codec::kAttributes) != 0) {
            for (size_t a = r.count(); a > 0; --a)
                check_attribute(r);
        }
        if ((has & codec::kFields) != 0) check_columns(r, depth + 1);
    }
}

void check_tags(ByteReader& r) {
    for (size_t n = r.count(); n > 0; --n) {
        (void)r.str();
        (void)r.str();
        (void)r.str();
    }
}

[[noreturn]] void unknown_field() {
    throw Error(ErrorKind::corrupt, "an object has an unknown field");
}

void check_stable(std::string_view bytes) {
    ByteReader r(bytes);
    uint8_t last = 0;
    while (!r.done()) {
        const uint8_t number = r.u8();
        const auto field = static_cast<Field>(number);
        // Each once and in order, but for attributes: peek_text counts on it.
        if (number < last || (number == last && field != Field::attribute))
            throw Error(ErrorKind::corrupt, "an object's fields are out of order");
        last = number;
        switch (field) {
            case Field::kind:
            case Field::native_type:
            case Field::platform_id:
            case Field::owner:
            case Field::comment:
            case Field::definition:
                (void)r.str();
                break;
            case Field::created:
                (void)r.zigzag();
                break;
            case Field::columns:
                check_columns(r, 0);
                break;
            case Field::tags:
                check_tags(r);
                break;
            case Field::attribute:
                check_attribute(r);
                break;
            default:
                unknown_field();
        }
    }
}

void check_moving(std::string_view bytes) {
    ByteReader r(bytes);
    while (!r.done()) {
        switch (static_cast<Field>(r.u8())) {
            case Field::stamp:
                (void)r.str();
                break;
            case Field::modified:
                (void)r.zigzag();
                break;
            case Field::volatile_attribute:
                check_attribute(r);
                break;
            default:
                unknown_field();
        }
    }
}

} // namespace

std::vector<TagView> peek_tags(std::string_view stable) {
    std::vector<TagView> tags;
    ByteReader r(stable);
    while (!r.done()) {
        const auto field = static_cast<Field>(r.u8());
        if (field > Field::tags) break;
        switch (field) {
            case Field::created:
                (void)r.zigzag();
                break;
            case Field::columns:
                check_columns(r, 0);
                break;
            case Field::tags:
                for (size_t n = r.count(); n > 0; --n) {
                    const std::string_view column = r.str(), name = r.str(), value = r.str();
                    tags.push_back({column, name, value});
                }
                break;
            default:
                (void)r.str();
        }
    }
    return tags;
}

void check_object(std::string_view stable, std::string_view moving) {
    check_stable(stable);
    check_moving(moving);
}

} // namespace objsync
