#include "server/token_cache.h"

#include <cstring>

#include "server/token.h"

namespace registry::server {

std::size_t TokenCache::Hash::operator()(const ledger::Digest& digest) const {
  std::size_t hash = 0;
  std::memcpy(&hash, digest.data(), sizeof(hash));
  return hash;
}

std::shared_ptr<const VerifiedToken> TokenCache::Find(
    const ledger::Digest& digest, const std::shared_ptr<const KeySet>& keys) const {
  const std::lock_guard lock(mutex_);
  if (keys != keys_) return nullptr;
  const auto found = tokens_.by_digest.find(digest);
  return found == tokens_.by_digest.end() ? nullptr : found->second;
}

void TokenCache::Add(std::shared_ptr<const VerifiedToken> token,
                     const std::shared_ptr<const KeySet>& keys, std::chrono::sys_seconds now) {
  Tokens dropped;  // freed when the lock is not held any more
  const std::lock_guard lock(mutex_);
  if (keys != keys_) {
    std::swap(dropped, tokens_);
    keys_ = keys;
  }
  while (!tokens_.by_end.empty() && tokens_.by_end.begin()->first <= now) DropFirst();
  const ledger::Digest digest = token->digest;
  const auto expires_at = token->expires_at;
  if (!tokens_.by_digest.emplace(digest, std::move(token)).second) return;
  tokens_.by_end.emplace(expires_at, digest);
  if (tokens_.by_digest.size() > max_) DropFirst();
}

std::size_t TokenCache::size() const {
  const std::lock_guard lock(mutex_);
  return tokens_.by_digest.size();
}

void TokenCache::DropFirst() {
  tokens_.by_digest.erase(tokens_.by_end.begin()->second);
  tokens_.by_end.erase(tokens_.by_end.begin());
}

}  // namespace registry::server
