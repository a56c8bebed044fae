// A person's token: a JWT (RFC 7519) that the offices' identity provider signed and that comes with
// each call. This says who the provider says is calling, and no more: which person of the registry
// a subject is, with which powers in which office, stands in the Directory, and whoever asks here
// looks there on every call. So a person whose seat is taken away is refused at once, whatever
// tokens are still valid; a token itself cannot be called back and ends after 15 minutes at most.
//
// Refused are, in this order, with the word that the log and the caller get:
//   TOKEN_SHAPE        not three parts of canonical base64url with strict JSON in them; more than
//                      6,144 bytes; a header that brings its own key or asks for more than we do
//                      (crit, jku, jwk, x5u, x5c, b64, zip, cty, another typ)
//   TOKEN_ALGORITHM    not RS256, PS256 or ES256, or not the one of the key
//   TOKEN_KEY_UNKNOWN  no kid, or none of the provider's present keys
//   TOKEN_SIGNATURE    not signed by that key
//   TOKEN_ISSUER, TOKEN_AUDIENCE   of another provider, for another service
//   TOKEN_SHAPE        no sub of 1 to 255 characters, no exp or iat in whole seconds
//   TOKEN_LIFETIME     more than 15 minutes from iat to exp, or none
//   TOKEN_EXPIRED      now is exp or later, to the second
//   TOKEN_NOT_YET      iat or nbf is more than 30 s ahead
// Neither a token nor its subject belongs into a log.
//
// It waits for nothing, so that it may run on gRPC's own threads. A token that was seen costs a
// hash and a look-up; a new one a verification, which an entitled channel could ask for with every
// call: the figures are in docs/adr/0006-libcjose.md.
#ifndef SERVER_TOKEN_H_
#define SERVER_TOKEN_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "ledger/ids.h"
#include "server/key_set.h"
#include "server/options.h"
#include "server/token_cache.h"

namespace registry::server {

// Whose tokens are taken: empty means nobody's.
struct TokenOptions {
  std::string keys_file;  // the provider's public keys, a JSON Web Key Set
  std::string issuer;     // `iss`, to the byte
  std::string audience;   // what `aud` is or has among others
};

enum class TokenFault {
  kShape,
  kAlgorithm,
  kKeyUnknown,
  kSignature,
  kIssuer,
  kAudience,
  kLifetime,
  kExpired,
  kNotYet,
  kNotLookedAt,  // unknown, and nothing was done to know it; nobody is told
};

// "TOKEN_SHAPE"
std::string_view TokenFaultName(TokenFault fault);

// In whole seconds since 1970, as the claims count.
using TokenTime = std::chrono::sys_seconds;

struct VerifiedToken {
  std::string issuer;
  std::string subject;
  std::string id;  // `jti`; empty: the provider gives none
  TokenTime issued_at;
  TokenTime not_before;
  TokenTime expires_at;
  ledger::Digest digest{};  // SHA-256 of the token: names it where a name must be kept
};

using TokenResult = std::variant<std::shared_ptr<const VerifiedToken>, TokenFault>;

// What follows "Bearer " in the metadatum `authorization`; empty: there is nothing of that form.
std::string_view BearerToken(std::string_view authorization);

// Thread safe.
class TokenVerifier {
 public:
  // `keys` outlives this.
  TokenVerifier(const TokenOptions& options, const KeyFile* keys,
                std::size_t max_cached = kMaxCachedTokens);

  // `now` is the system's clock, rounded down, in a replay too: the provider knows no other.
  // `only_known`: a token that was not verified before is not.
  TokenResult Verify(std::string_view token, TokenTime now, bool only_known = false);

  std::size_t cached() const { return cache_.size(); }

 private:
  const std::string issuer_, audience_;
  const KeyFile* const keys_;
  TokenCache cache_;
};

}  // namespace registry::server

#endif  // SERVER_TOKEN_H_
