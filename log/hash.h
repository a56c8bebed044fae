// SHA-256 by OpenSSL.
#ifndef LOG_HASH_H_
#define LOG_HASH_H_

#include <cstdint>
#include <string_view>

#include "ledger/ids.h"

namespace registry::log {

// The algorithm that is stored beside every hash; SM3 will be the next number.
enum class HashAlgorithm : std::int16_t { kSha256 = 1 };

ledger::Digest Sha256(std::string_view bytes);

}  // namespace registry::log

#endif  // LOG_HASH_H_
