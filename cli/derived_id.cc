#include "cli/derived_id.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "cli/sha256.h"
#include "client/uuid.h"

namespace registry::cli {

std::string DerivedRequestId(std::string_view run, std::string_view kind, std::string_view key) {
  Sha256 hash;
  for (const std::string_view part : {run, kind, key}) {
    hash.Add(part);
    hash.Add("\n");
  }
  const Sha256Digest digest = hash.Finish();
  std::array<std::uint8_t, 16> bytes{};
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return client::UuidV8(bytes);
}

}  // namespace registry::cli
