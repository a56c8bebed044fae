#include "server/random.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "sys/random.h"

namespace registry::server {
namespace {

// Without randomness nothing may be written: leaves could be guessed.
void Fill(std::uint8_t* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t read = getrandom(bytes, size, 0);
    if (read <= 0) std::abort();
    bytes += read;
    size -= static_cast<std::size_t>(read);
  }
}

}  // namespace

void Salt(std::span<ledger::Request> requests) {
  constexpr std::size_t kSize = sizeof(ledger::Salt);
  std::vector<std::uint8_t> bytes(requests.size() * kSize);
  Fill(bytes.data(), bytes.size());
  auto next = bytes.begin();
  for (ledger::Request& request : requests) {
    std::copy_n(next, kSize, request.salt.begin());
    next += kSize;
  }
}

ledger::RequestId RandomRequestId() {
  ledger::RequestId id{};
  Fill(id.data(), id.size());
  id[6] = static_cast<std::uint8_t>((id[6] & 0x0F) | 0x40);
  id[8] = static_cast<std::uint8_t>((id[8] & 0x3F) | 0x80);
  return id;
}

}  // namespace registry::server
