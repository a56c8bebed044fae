// Tokens that were verified, by their digest, until they end or the provider's keys change. What it
// holds is bounded, and what ends first makes room. Thread safe: a lock held for one look-up, on
// two threads of gRPC's.
#ifndef SERVER_TOKEN_CACHE_H_
#define SERVER_TOKEN_CACHE_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

#include "ledger/ids.h"

namespace registry::server {

class KeySet;
struct VerifiedToken;

class TokenCache {
 public:
  explicit TokenCache(std::size_t max) : max_(max) {}

  // Null unless the token was verified by just these keys. It may have ended since.
  std::shared_ptr<const VerifiedToken> Find(const ledger::Digest& digest,
                                            const std::shared_ptr<const KeySet>& keys) const;

  // Tokens that were verified by other keys are dropped.
  void Add(std::shared_ptr<const VerifiedToken> token, const std::shared_ptr<const KeySet>& keys,
           std::chrono::sys_seconds now);

  std::size_t size() const;

 private:
  struct Hash {
    std::size_t operator()(const ledger::Digest& digest) const;
  };
  struct Tokens {
    std::unordered_map<ledger::Digest, std::shared_ptr<const VerifiedToken>, Hash> by_digest;
    std::set<std::pair<std::chrono::sys_seconds, ledger::Digest>> by_end;
  };

  void DropFirst();

  const std::size_t max_;
  mutable std::mutex mutex_;
  std::shared_ptr<const KeySet> keys_;  // held, so that its address stays its own
  Tokens tokens_;
};

}  // namespace registry::server

#endif  // SERVER_TOKEN_CACHE_H_
