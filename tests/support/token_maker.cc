#include "tests/support/token_maker.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <utility>
#include <vector>

namespace registry::testing {
namespace {

using Json = nlohmann::json;

constexpr int kScalarBytes = 32;  // of P-256

struct Free {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

void Require(bool good) {
  if (!good) throw std::runtime_error("OpenSSL cannot make what a token needs");
}

// Big-endian: `bytes` of them, or as many as there are.
std::string Bytes(const BIGNUM* number, int bytes = 0) {
  std::string text(static_cast<std::size_t>(bytes > 0 ? bytes : BN_num_bytes(number)), '\0');
  Require(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()),
                       static_cast<int>(text.size())) >= 0);
  return text;
}

std::string Parameter(const EVP_PKEY* key, const char* name, int bytes = 0) {
  BIGNUM* number = nullptr;
  Require(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  const std::unique_ptr<BIGNUM, Free> owned(number);
  return Bytes(number, bytes);
}

// JWS has the two numbers one after another (RFC 7518, 3.4), OpenSSL has them in DER.
std::string TwoNumbers(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<ECDSA_SIG, Free> signature(
      d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())));
  Require(signature != nullptr);
  return Bytes(ECDSA_SIG_get0_r(signature.get()), kScalarBytes) +
         Bytes(ECDSA_SIG_get0_s(signature.get()), kScalarBytes);
}

}  // namespace

struct SigningKey::Key {
  explicit Key(EVP_PKEY* made) : pair(made) { Require(made != nullptr); }
  ~Key() { EVP_PKEY_free(pair); }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;

  EVP_PKEY* const pair;
};

SigningKey::SigningKey(std::string algorithm, std::string kid, unsigned modulus_bits)
    : algorithm_(std::move(algorithm)),
      kid_(std::move(kid)),
      key_(std::make_shared<Key>(algorithm_ == "ES256" ? EVP_EC_gen("P-256")
                                                       : EVP_RSA_gen(modulus_bits))) {}

Json SigningKey::Jwk() const {
  Json jwk = {{"kid", kid_}, {"alg", algorithm_}, {"use", "sig"}};
  if (algorithm_ == "ES256") {
    jwk["kty"] = "EC";
    jwk["crv"] = "P-256";
    jwk["x"] = Base64Url(Parameter(key_->pair, OSSL_PKEY_PARAM_EC_PUB_X, kScalarBytes));
    jwk["y"] = Base64Url(Parameter(key_->pair, OSSL_PKEY_PARAM_EC_PUB_Y, kScalarBytes));
  } else {
    jwk["kty"] = "RSA";
    jwk["n"] = Base64Url(Parameter(key_->pair, OSSL_PKEY_PARAM_RSA_N));
    jwk["e"] = Base64Url(Parameter(key_->pair, OSSL_PKEY_PARAM_RSA_E));
  }
  return jwk;
}

std::string SigningKey::PublicPem() const {
  const std::unique_ptr<BIO, Free> memory(BIO_new(BIO_s_mem()));
  Require(PEM_write_bio_PUBKEY(memory.get(), key_->pair) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string SigningKey::Sign(std::string_view text, std::string_view algorithm) const {
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;  // the context's own
  Require(EVP_DigestSignInit(context.get(), &key_context, EVP_sha256(), nullptr, key_->pair) == 1);
  if (algorithm == "PS256" && algorithm_ != "ES256") {
    Require(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1);
    Require(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) == 1);
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  Require(EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1);
  std::string signature(size, '\0');
  Require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                         bytes, text.size()) == 1);
  signature.resize(size);
  return algorithm_ == "ES256" ? TwoNumbers(signature) : signature;
}

std::string Base64Url(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  unsigned waiting = 0, bits = 0;
  for (const char c : bytes) {
    waiting = (waiting << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) text += kDigits[(waiting >> (bits - 6)) & 63];
  }
  if (bits > 0) text += kDigits[(waiting << (6 - bits)) & 63];
  return text;
}

std::string JwksOf(std::initializer_list<const SigningKey*> keys) {
  Json list = Json::array();
  for (const SigningKey* key : keys) list.push_back(key->Jwk());
  return Json{{"keys", list}}.dump();
}

void ReplaceFile(const std::string& path, std::string_view text) {
  const std::string next = path + ".new";
  std::ofstream file(next, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file || std::rename(next.c_str(), path.c_str()) != 0) {
    throw std::runtime_error("cannot write " + path);
  }
}

std::string SignCompact(const SigningKey& key, std::string_view header, std::string_view claims,
                        std::string_view algorithm) {
  const std::string text = Base64Url(header) + "." + Base64Url(claims);
  return text + "." + Base64Url(key.Sign(text, algorithm));
}

std::string SignCompact(const SigningKey& key, const Json& header, const Json& claims) {
  return SignCompact(key, header.dump(), claims.dump(), key.algorithm());
}

Json HeaderOf(const SigningKey& key) {
  return {{"alg", key.algorithm()}, {"kid", key.kid()}, {"typ", "JWT"}};
}

TokenMaker::TokenMaker(std::string issuer, std::string audience)
    : issuer_(std::move(issuer)), audience_(std::move(audience)), key_("ES256", "dev-1") {}

std::string TokenMaker::Sign(std::string_view subject, std::chrono::seconds lifetime,
                             const Json& overrides) const {
  using std::chrono::seconds;
  const auto now = std::chrono::floor<seconds>(std::chrono::system_clock::now());
  const std::int64_t issued_at = now.time_since_epoch().count();
  Json claims = {{"iss", issuer_},
                 {"sub", std::string(subject)},
                 {"aud", audience_},
                 {"iat", issued_at},
                 {"exp", issued_at + lifetime.count()}};
  if (overrides.is_object()) claims.merge_patch(overrides);
  return SignCompact(key_, HeaderOf(key_), claims);
}

}  // namespace registry::testing
