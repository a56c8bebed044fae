// JSON that somebody else wrote, read strictly: what two readers could understand in two ways is
// refused.
#ifndef SERVER_STRICT_JSON_H_
#define SERVER_STRICT_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace registry::server {

// The one object that the text is, in valid UTF-8, no member named twice, at most 16 deep.
std::optional<nlohmann::json> ParseStrictObject(std::string_view text);

// A member of that name that is a text, or null.
const std::string* FindText(const nlohmann::json& object, const char* name);

// base64url without padding (RFC 7515), in the one form that writes these bytes.
std::optional<std::string> DecodeBase64Url(std::string_view text);

}  // namespace registry::server

#endif  // SERVER_STRICT_JSON_H_
