// The bytes of what a child says. Encoders append a whole frame to `out`; decoders throw
// Error{corrupt}, and what they return keeps the rules of its type: enumerators are known ones,
// names are neither empty nor with NUL. Views point into the payload they were decoded from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/wire/frame.h"
#include "core/wire/values.h"

namespace objsync::wire {

void encode(std::string& out, const Begin& m);
void encode(std::string& out, const ScopeBegin& m);
void encode(std::string& out, const ObjectView& m);
void encode(std::string& out, const Keep& m);
void encode(std::string& out, const Gone& m);
void encode_scope_end(std::string& out, const End& m);
void encode(std::string& out, const FacetBegin& m);
void encode(std::string& out, const FacetObject& m);
void encode_facet_end(std::string& out, const End& m);
void encode(std::string& out, const Answer& m);
void encode(std::string& out, const Report& m);
void encode_fail(std::string& out, const ErrorInfo& m);
void encode(std::string& out, const Log& m);
void encode(std::string& out, const Count& m);
void encode(std::string& out, const AskStamps& m);
void encode(std::string& out, Done m);

// hello: the protocol number; ask_marker: the scope. No other types.
void encode_number(std::string& out, Type type, uint64_t n);
[[nodiscard]] uint64_t decode_number(std::string_view payload);
// progress: what is going on; ask_secret: the option; cancel: empty. The payload is the text.
void encode_text(std::string& out, Type type, std::string_view text);

template <typename T>
[[nodiscard]] T decode(std::string_view payload);
template <>
Begin decode<Begin>(std::string_view payload);
template <>
ScopeBegin decode<ScopeBegin>(std::string_view payload);
template <>
ObjectView decode<ObjectView>(std::string_view payload);
template <>
Keep decode<Keep>(std::string_view payload);
template <>
Gone decode<Gone>(std::string_view payload);
template <>
End decode<End>(std::string_view payload);
template <>
FacetBegin decode<FacetBegin>(std::string_view payload);
template <>
FacetObject decode<FacetObject>(std::string_view payload);
template <>
Answer decode<Answer>(std::string_view payload);
template <>
Report decode<Report>(std::string_view payload);
template <>
ErrorInfo decode<ErrorInfo>(std::string_view payload);
template <>
Log decode<Log>(std::string_view payload);
template <>
Count decode<Count>(std::string_view payload);
template <>
AskStamps decode<AskStamps>(std::string_view payload);
template <>
Done decode<Done>(std::string_view payload);

} // namespace objsync::wire
