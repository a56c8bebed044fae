// Keys that every server of a store derives alike from its first record: known to nobody who cannot
// read the journal whole, and the same after every restart.
#ifndef SERVER_SECRET_H_
#define SERVER_SECRET_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/ids.h"
#include "storage/pool.h"

namespace registry::server {

// HMAC-SHA256 (RFC 2104); the key is at most 64 bytes.
ledger::Digest Hmac(std::string_view key, std::string_view bytes);

// The store's keys, each under its label.
class StoreSecret {
 public:
  // FAILED_PRECONDITION: the store is empty.
  static absl::StatusOr<StoreSecret> Read(storage::ReaderPool* pool);

  std::string Key(std::string_view label) const;

 private:
  explicit StoreSecret(std::string first_record) : first_record_(std::move(first_record)) {}

  std::string first_record_;  // salt and hash of its leaf
};

inline constexpr std::string_view kPageTokenLabel = "page tokens";

// Tells that a person comes a second time, without the registry knowing the number of the person's
// identity document: a digest of it under the store's key.
class IdentityDigester {
 public:
  IdentityDigester() = default;
  explicit IdentityDigester(const StoreSecret& secret) : key_(secret.Key("identity numbers")) {}

  // Letters and digits count, small or capital; nothing between them does.
  ledger::Digest Of(std::string_view number) const;

 private:
  std::string key_;
};

}  // namespace registry::server

#endif  // SERVER_SECRET_H_
