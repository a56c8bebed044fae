#include "log/request_id.h"

#include <algorithm>
#include <cstdint>

#include "log/hash.h"

namespace registry::log {

ledger::RequestId RequestIdOf(std::string_view what) {
  const ledger::Digest digest = Sha256(what);
  ledger::RequestId id{};
  std::copy_n(digest.begin(), id.size(), id.begin());
  id[6] = static_cast<std::uint8_t>((id[6] & 0x0F) | 0x80);
  id[8] = static_cast<std::uint8_t>((id[8] & 0x3F) | 0x80);
  return id;
}

}  // namespace registry::log
