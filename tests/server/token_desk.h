// A verifier of tokens with its file of keys, and keys that are made once for all cases.
#ifndef TESTS_SERVER_TOKEN_DESK_H_
#define TESTS_SERVER_TOKEN_DESK_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "server/token.h"
#include "tests/sim/temporary_folder.h"
#include "tests/support/token_maker.h"

namespace registry::testing {

inline constexpr char kIssuer[] = "https://identity.registry.example";
inline constexpr char kAudience[] = "carbon-registry";
inline constexpr std::int64_t kNowSeconds = 1'795'564'800;  // 2026-11-25
inline constexpr server::TokenTime kNow{std::chrono::seconds(kNowSeconds)};

inline const SigningKey& EsKey() {
  static const SigningKey key("ES256", "es");
  return key;
}
inline const SigningKey& RsKey() {
  static const SigningKey key("RS256", "rs");
  return key;
}
inline const SigningKey& PsKey() {
  static const SigningKey key("PS256", "ps");
  return key;
}

// What is accepted at kNow.
inline nlohmann::json GoodClaims() {
  return {{"iss", kIssuer},
          {"sub", "staff-1"},
          {"aud", kAudience},
          {"iat", kNowSeconds - 60},
          {"exp", kNowSeconds + 540}};
}

inline std::string GoodToken(const SigningKey& key) {
  return SignCompact(key, HeaderOf(key), GoodClaims());
}

// A good token of this key with other claims; null removes one.
inline std::string TokenWith(const nlohmann::json& claims, const SigningKey& key = EsKey()) {
  nlohmann::json all = GoodClaims();
  all.merge_patch(claims);
  return SignCompact(key, HeaderOf(key), all);
}

class TokenDesk {
 public:
  explicit TokenDesk(std::initializer_list<const SigningKey*> keys,
                     std::size_t max_cached = server::kMaxCachedTokens)
      : file_((folder_.path() / "token-keys.json").string()) {
    ReplaceFile(file_, JwksOf(keys));
    keys_ = server::KeyFile::Open(file_).value();
    verifier_ = std::make_unique<server::TokenVerifier>(
        server::TokenOptions{file_, kIssuer, kAudience}, keys_.get(), max_cached);
  }

  // "accepted", or the word of the fault.
  std::string Verify(std::string_view token, server::TokenTime now = kNow) const {
    const server::TokenResult result = verifier_->Verify(token, now);
    const auto* fault = std::get_if<server::TokenFault>(&result);
    return fault == nullptr ? "accepted" : std::string(server::TokenFaultName(*fault));
  }

  // What the token says; the test ends when it is refused.
  std::shared_ptr<const server::VerifiedToken> Read(std::string_view token) const {
    return std::get<std::shared_ptr<const server::VerifiedToken>>(verifier_->Verify(token, kNow));
  }

  const std::string& file() const { return file_; }
  server::KeyFile& keys() const { return *keys_; }
  std::size_t cached() const { return verifier_->cached(); }

 private:
  sim::testing::TemporaryFolder folder_;
  const std::string file_;
  std::unique_ptr<server::KeyFile> keys_;
  std::unique_ptr<server::TokenVerifier> verifier_;
};

}  // namespace registry::testing

#endif  // TESTS_SERVER_TOKEN_DESK_H_
