#include "server/key_set.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <fstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "cjose/jws.h"
#include "openssl/err.h"
#include "server/options.h"
#include "server/strict_json.h"

namespace registry::server {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMinModulusBits = 2'048, kMaxModulusBits = 4'096;
constexpr std::size_t kCoordinateBytes = 32;  // of P-256
constexpr std::string_view kExponent = "AQAB";

struct ReleaseJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};

// Some refusals of libcjose leave OpenSSL's errors in the thread's queue, where TLS would take them
// for those of the connection that the thread serves next.
struct NoErrorsLeft {
  NoErrorsLeft() = default;
  ~NoErrorsLeft() { ERR_clear_error(); }
  NoErrorsLeft(const NoErrorsLeft&) = delete;
  NoErrorsLeft& operator=(const NoErrorsLeft&) = delete;
};

bool IsText(const Json& key, const char* name, std::string_view text) {
  const std::string* value = FindText(key, name);
  return value != nullptr && *value == text;
}

// Whether somebody has published what can sign.
bool HasSecret(const Json& key) {
  constexpr auto kSecrets = std::to_array<const char*>({"d", "p", "q", "dp", "dq", "qi", "oth"});
  return IsText(key, "kty", "oct") || key.contains("k") ||
         std::ranges::any_of(kSecrets, [&](const char* name) { return key.contains(name); });
}

bool AllowsVerify(const Json& key) {
  if (key.contains("use") && !IsText(key, "use", "sig")) return false;
  const auto operations = key.find("key_ops");
  if (operations == key.end()) return true;
  return std::find(operations->begin(), operations->end(), Json("verify")) != operations->end();
}

// The algorithm of a key that is of use here, or nothing.
std::optional<TokenAlgorithm> AlgorithmOf(const Json& key) {
  if (!AllowsVerify(key)) return std::nullopt;
  const bool rsa = IsText(key, "kty", "RSA");
  const bool p256 = IsText(key, "kty", "EC") && IsText(key, "crv", "P-256");
  if (!rsa && !p256) return std::nullopt;
  if (!key.contains("alg")) return rsa ? TokenAlgorithm::kRs256 : TokenAlgorithm::kEs256;
  const std::string* name = FindText(key, "alg");
  if (name == nullptr) return std::nullopt;
  const auto algorithm = FindTokenAlgorithm(*name);
  if (algorithm && p256 != (*algorithm == TokenAlgorithm::kEs256)) return std::nullopt;
  return algorithm;
}

std::optional<std::string> Number(const Json& key, const char* name) {
  const std::string* text = FindText(key, name);
  return text == nullptr ? std::nullopt : DecodeBase64Url(*text);
}

std::size_t Bits(std::string_view number) {
  number.remove_prefix(std::min(number.find_first_not_of('\0'), number.size()));
  if (number.empty()) return 0;
  return number.size() * 8 -
         static_cast<std::size_t>(std::countl_zero(static_cast<std::uint8_t>(number.front())));
}

// libcjose gets what was looked at, and nothing else of the key.
absl::StatusOr<TokenKey> Import(TokenAlgorithm algorithm, std::size_t signature_bytes,
                                const Json& parts) {
  const NoErrorsLeft after;
  const std::string text = parts.dump();
  cjose_err error{};
  cjose_jwk_t* const key = cjose_jwk_import(text.data(), text.size(), &error);
  if (key == nullptr) return absl::InvalidArgumentError("its numbers are no key");
  return TokenKey(algorithm, signature_bytes, key);
}

absl::StatusOr<TokenKey> ReadKey(TokenAlgorithm algorithm, const Json& key) {
  if (algorithm == TokenAlgorithm::kEs256) {
    const auto x = Number(key, "x"), y = Number(key, "y");
    if (!x || !y || x->size() != kCoordinateBytes || y->size() != kCoordinateBytes) {
      return absl::InvalidArgumentError("its coordinates are not 32 bytes each");
    }
    return Import(algorithm, 2 * kCoordinateBytes,
                  {{"kty", "EC"}, {"crv", "P-256"}, {"x", key["x"]}, {"y", key["y"]}});
  }
  const auto modulus = Number(key, "n");
  const std::size_t bits = modulus ? Bits(*modulus) : 0;
  if (bits < kMinModulusBits || bits > kMaxModulusBits) {
    return absl::InvalidArgumentError(absl::StrCat("its modulus has ", bits, " bits instead of ",
                                                   kMinModulusBits, " to ", kMaxModulusBits));
  }
  if (!IsText(key, "e", kExponent)) {
    return absl::InvalidArgumentError("its exponent is not 65537");
  }
  return Import(algorithm, (bits + 7) / 8, {{"kty", "RSA"}, {"n", key["n"]}, {"e", key["e"]}});
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(kMaxTokenKeyFileBytes + 1, '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) && !file.eof()) {
    return absl::NotFoundError("the file of token keys cannot be read");
  }
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

}  // namespace

std::optional<TokenAlgorithm> FindTokenAlgorithm(std::string_view name) {
  if (name == "RS256") return TokenAlgorithm::kRs256;
  if (name == "PS256") return TokenAlgorithm::kPs256;
  if (name == "ES256") return TokenAlgorithm::kEs256;
  return std::nullopt;
}

std::optional<std::string> TokenKey::Open(std::string_view compact) const {
  const NoErrorsLeft after;
  cjose_err error{};
  const std::unique_ptr<cjose_jws_t, ReleaseJws> jws(
      cjose_jws_import(compact.data(), compact.size(), &error));
  if (jws == nullptr || !cjose_jws_verify(jws.get(), key_.get(), &error)) return std::nullopt;
  std::uint8_t* bytes = nullptr;  // the JWS's own
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &error)) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(bytes), size);
}

absl::StatusOr<KeySet> KeySet::Parse(std::string_view json) {
  if (json.size() > kMaxTokenKeyFileBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("the token keys are more than ", kMaxTokenKeyFileBytes, " bytes"));
  }
  const auto parsed = ParseStrictObject(json);
  const auto list = parsed ? parsed->find("keys") : Json::const_iterator();
  if (!parsed || list == parsed->end() || !list->is_array() || list->size() > kMaxTokenKeys) {
    return absl::InvalidArgumentError(
        absl::StrCat("the token keys are no JSON Web Key Set of at most ", kMaxTokenKeys));
  }
  KeySet set;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Json& key = (*list)[i];
    const auto wrong = [&](const std::string& how) {
      return absl::InvalidArgumentError(absl::StrCat("token key ", i + 1, ": ", how));
    };
    if (!key.is_object()) return wrong("it is no object");
    if (HasSecret(key)) return wrong("it is a symmetric or private key; the set is to be public");
    const auto algorithm = AlgorithmOf(key);
    if (!algorithm) continue;
    const std::string* kid = FindText(key, "kid");
    if (kid == nullptr || kid->empty() || kid->size() > kMaxTokenText)
      return wrong("it has no kid");
    auto read = ReadKey(*algorithm, key);
    if (!read.ok()) return wrong(std::string(read.status().message()));
    if (!set.keys_.emplace(*kid, *std::move(read)).second) return wrong("its kid is taken");
  }
  if (set.keys_.empty()) {
    return absl::InvalidArgumentError("the token keys have none for RS256, PS256 or ES256");
  }
  return set;
}

const TokenKey* KeySet::Find(std::string_view kid) const {
  const auto found = keys_.find(kid);
  return found == keys_.end() ? nullptr : &found->second;
}

absl::StatusOr<std::unique_ptr<KeyFile>> KeyFile::Open(std::string path) {
  std::unique_ptr<KeyFile> file(new KeyFile(std::move(path)));
  if (auto read = file->Refresh(); !read.ok()) return read.status();
  return file;
}

std::shared_ptr<const KeySet> KeyFile::Current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

absl::StatusOr<bool> KeyFile::Refresh() {
  const std::lock_guard alone(refreshing_);
  const auto bytes = ReadFile(path_);
  std::optional<std::string> found;
  if (bytes.ok()) found = *bytes;
  // The beginning has keys or fails, so "nothing seen" is news only after there was something.
  if (found == seen_ && Current() != nullptr) return false;
  seen_ = std::move(found);
  if (!seen_) return bytes.status();
  auto read = KeySet::Parse(*seen_);
  if (!read.ok()) return read.status();
  auto next = std::make_shared<const KeySet>(*std::move(read));
  const std::lock_guard lock(mutex_);
  current_ = std::move(next);
  return true;
}

}  // namespace registry::server
