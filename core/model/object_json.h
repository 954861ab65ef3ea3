// An object's byte form (codec.h) as JSON, straight from the bytes: a first crawl renders millions.
#pragma once

#include <string>
#include <string_view>

namespace objsync::json {

// A JSON object with every field that is known, volatile ones too. Throws Error{corrupt}.
void put_object(std::string& out, std::string_view stable, std::string_view moving);

// From what encode_columns and encode_tags write. Throw Error{corrupt}.
void put_columns(std::string& out, std::string_view bytes);
void put_tags(std::string& out, std::string_view bytes);

} // namespace objsync::json
