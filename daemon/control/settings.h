// Settings as answers and the audit log have them.
#pragma once

#include <string>

#include "core/store/own_settings.h"
#include "daemon/control/http.h"
#include "daemon/json/writer.h"

namespace objsync::control {

// Of a request, as its shape has been checked. Throws Refused: what is no principal.
[[nodiscard]] store::SettingsChange settings_change(const json::Value& settings);

// As a value. `owners`: null leaves them out, as lists do.
void write_overrides(json::Writer& w, store::Own own, store::Origin origin,
                     store::ActivateNew activate_new, const store::Owners* owners);
void write_overrides(json::Writer& w, const store::OwnSettings& settings);
// The same as a text, for the audit log.
[[nodiscard]] std::string settings_json(const store::OwnSettings& settings);

// The header ETag, which If-Match of a later change may name.
void set_tag(Response& response, const store::OwnSettings& settings);

} // namespace objsync::control
