// The public keys of the offices' identity provider: a JSON Web Key Set (RFC 7517) in a file, which
// is read again while the server runs, so that the provider's keys rotate without a restart.
//
// A key is for one algorithm: the one that it names, or ES256 for a curve and RS256 for RSA when it
// names none. What others use the set for (encryption, other curves and algorithms) is passed over.
// The whole set is refused for what only a mistake puts there: a symmetric or private key, an RSA
// modulus outside 2048 to 4096 bits or with another exponent than 65537, a point beside the curve,
// a key for signatures without a name (`kid`) or with a name that another one has.
#ifndef SERVER_KEY_SET_H_
#define SERVER_KEY_SET_H_

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "cjose/jwk.h"

namespace registry::server {

enum class TokenAlgorithm { kRs256, kPs256, kEs256 };

// "RS256", "PS256", "ES256"; nothing for every other name.
std::optional<TokenAlgorithm> FindTokenAlgorithm(std::string_view name);

// One public key. Safe from any number of threads.
class TokenKey {
 public:
  TokenKey(TokenAlgorithm algorithm, std::size_t signature_bytes, cjose_jwk_t* key)
      : algorithm_(algorithm), signature_bytes_(signature_bytes), key_(key) {}

  TokenAlgorithm algorithm() const { return algorithm_; }
  // Every signature of this key has so many.
  std::size_t signature_bytes() const { return signature_bytes_; }
  // What a compact JWS carries, if its signature is this key's. The caller has made sure that its
  // header names algorithm(): libcjose does what the header says.
  std::optional<std::string> Open(std::string_view compact) const;

 private:
  struct Release {
    void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
  };

  TokenAlgorithm algorithm_;
  std::size_t signature_bytes_;
  std::unique_ptr<cjose_jwk_t, Release> key_;
};

// Immutable.
class KeySet {
 public:
  // INVALID_ARGUMENT says which key is wrong and how; also when there is none for signatures, or
  // more than kMaxTokenKeys of any kind.
  static absl::StatusOr<KeySet> Parse(std::string_view json);

  // Null: unknown.
  const TokenKey* Find(std::string_view kid) const;
  std::size_t size() const { return keys_.size(); }

 private:
  std::map<std::string, TokenKey, std::less<>> keys_;
};

// The file of keys and what it last said. Thread safe.
class KeyFile {
 public:
  // A file that cannot be used is no beginning.
  static absl::StatusOr<std::unique_ptr<KeyFile>> Open(std::string path);

  // Another file, another object: what was verified by these keys is known by their address.
  std::shared_ptr<const KeySet> Current() const;

  // Reads the file again; for the thread of the probe, not for one of gRPC's, since it may wait for
  // a disk. True: other keys are in force from now on. A file that cannot be used is an error, said
  // once for each content, and the keys stay those that were in force. Whoever replaces the file by
  // rename is never read in the middle.
  absl::StatusOr<bool> Refresh();

 private:
  explicit KeyFile(std::string path) : path_(std::move(path)) {}

  const std::string path_;
  std::mutex refreshing_;
  std::optional<std::string> seen_;  // what the last look found, usable or not
  mutable std::mutex mutex_;
  std::shared_ptr<const KeySet> current_;
};

}  // namespace registry::server

#endif  // SERVER_KEY_SET_H_
