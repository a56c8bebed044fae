// SHA-256 by OpenSSL. Safe from any number of threads.
#ifndef LOG_HASH_H_
#define LOG_HASH_H_

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "ledger/ids.h"

namespace registry::log {

// The algorithm that is stored beside every hash; SM3 will be the next number.
enum class HashAlgorithm : std::int16_t { kSha256 = 1 };

ledger::Digest Sha256(std::string_view bytes);

// Of the parts one after another, as if they were one text.
ledger::Digest Sha256OfParts(std::initializer_list<std::string_view> parts);

}  // namespace registry::log

#endif  // LOG_HASH_H_
