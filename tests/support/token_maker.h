// An identity provider in small: key pairs, the set of public keys that a server reads, and signed
// tokens. By OpenSSL alone, so that it has nothing in common with what verifies them.
#ifndef TESTS_SUPPORT_TOKEN_MAKER_H_
#define TESTS_SUPPORT_TOKEN_MAKER_H_

#include <chrono>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace registry::testing {

// A key pair, made anew, with its name and the algorithm that it is for.
class SigningKey {
 public:
  // `algorithm`: "ES256" (P-256), "RS256" or "PS256" (RSA of `modulus_bits`).
  SigningKey(std::string algorithm, std::string kid, unsigned modulus_bits = 2'048);

  const std::string& algorithm() const { return algorithm_; }
  const std::string& kid() const { return kid_; }
  // The public key: a JSON Web Key, and PEM.
  nlohmann::json Jwk() const;
  std::string PublicPem() const;
  // The signature of a text as JWS has it. An RSA key signs by PS256 or else by RS256, P-256 by
  // ES256, whatever is asked for.
  std::string Sign(std::string_view text, std::string_view algorithm) const;
  std::string Sign(std::string_view text) const { return Sign(text, algorithm_); }

 private:
  struct Key;

  std::string algorithm_, kid_;
  std::shared_ptr<Key> key_;
};

std::string Base64Url(std::string_view bytes);

// {"keys":[...]}
std::string JwksOf(std::initializer_list<const SigningKey*> keys);

// What a server reads while it runs is replaced whole.
void ReplaceFile(const std::string& path, std::string_view text);

// A compact JWS of these very texts, signed by the key; `algorithm` is how, whatever the header
// says.
std::string SignCompact(const SigningKey& key, std::string_view header, std::string_view claims,
                        std::string_view algorithm);
std::string SignCompact(const SigningKey& key, const nlohmann::json& header,
                        const nlohmann::json& claims);

// {"alg","kid","typ"} as it should be.
nlohmann::json HeaderOf(const SigningKey& key);

// One provider with one ES256 key that issues to one audience:
//
//   TokenMaker maker("https://identity.registry.example", "carbon-registry");
//   maker.WriteJwks(folder + "/token-keys.json");   // registryd --token-keys
//   context.AddMetadata("authorization", "Bearer " + maker.Sign("staff-1"));
class TokenMaker {
 public:
  TokenMaker(std::string issuer, std::string audience);

  const SigningKey& key() const { return key_; }
  std::string Jwks() const { return JwksOf({&key_}); }
  void WriteJwks(const std::string& path) const { ReplaceFile(path, Jwks()); }

  // A token that is valid from now on for `lifetime`. `overrides` is an object of claims that
  // replace these or, when null, remove them.
  std::string Sign(std::string_view subject,
                   std::chrono::seconds lifetime = std::chrono::minutes(10),
                   const nlohmann::json& overrides = {}) const;

 private:
  const std::string issuer_, audience_;
  const SigningKey key_;
};

}  // namespace registry::testing

#endif  // TESTS_SUPPORT_TOKEN_MAKER_H_
