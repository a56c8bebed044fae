// The participant whose name a certificate bears: texts alone, no connection.
#ifndef SERVER_CERTIFICATE_NAME_H_
#define SERVER_CERTIFICATE_NAME_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace registry::server {

// "spiffe://registry.example/participant/authority-13"
inline constexpr std::string_view kParticipantUri = "spiffe://registry.example/participant/";

// `uris`: every URI among a certificate's subject alternative names. Nothing unless there is
// exactly one, kParticipantUri and a participant's name.
std::optional<std::string> NameInUris(std::span<const std::string_view> uris);

}  // namespace registry::server

#endif  // SERVER_CERTIFICATE_NAME_H_
