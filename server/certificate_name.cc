#include "server/certificate_name.h"

#include "server/options.h"
#include "server/shape.h"

namespace registry::server {

std::optional<std::string> NameInUris(std::span<const std::string_view> uris) {
  if (uris.size() != 1 || !uris.front().starts_with(kParticipantUri)) return std::nullopt;
  Shape shape;
  std::string name =
      shape.Name("", std::string(uris.front().substr(kParticipantUri.size())), kMaxParticipantName);
  if (!shape.ok()) return std::nullopt;
  return name;
}

}  // namespace registry::server
