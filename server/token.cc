#include "server/token.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "log/hash.h"
#include "server/shape.h"
#include "server/strict_json.h"

namespace registry::server {
namespace {

using Json = nlohmann::json;

template <typename T>
using OrFault = std::variant<T, TokenFault>;

constexpr std::uint64_t kLastSecond = 253'402'300'799;  // 9999-12-31T23:59:59Z

// A header with one of these has another key looked up, or more understood, than ours.
constexpr auto kRefusedMembers =
    std::to_array<const char*>({"crit", "jku", "jwk", "x5u", "x5c", "b64", "zip", "enc", "cty"});

struct Parts {
  std::string_view header, claims, signature;
};

// A third dot would be in the signature, and is no digit of base64url.
std::optional<Parts> Split(std::string_view token) {
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1),
               token.substr(second + 1)};
}

std::optional<Json> DecodeObject(std::string_view part) {
  const auto bytes = DecodeBase64Url(part);
  return bytes ? ParseStrictObject(*bytes) : std::nullopt;
}

// Tokens of other kinds that the same provider signs name themselves (RFC 8725, 3.11).
bool IsAccessToken(const Json& header) {
  if (!header.contains("typ")) return true;
  const std::string* type = FindText(header, "typ");
  return type != nullptr &&
         (absl::EqualsIgnoreCase(*type, "JWT") || absl::EqualsIgnoreCase(*type, "at+jwt") ||
          absl::EqualsIgnoreCase(*type, "application/at+jwt"));
}

// The key is chosen by its name alone, and the header's algorithm has to be the key's: the header
// is the caller's word and decides nothing.
OrFault<const TokenKey*> ChooseKey(const Json& header, const KeySet& keys) {
  const auto is_in = [&](const char* name) { return header.contains(name); };
  if (std::ranges::any_of(kRefusedMembers, is_in)) return TokenFault::kShape;
  if (!IsAccessToken(header)) return TokenFault::kShape;
  const std::string* name = FindText(header, "alg");
  const auto algorithm = name == nullptr ? std::nullopt : FindTokenAlgorithm(*name);
  if (!algorithm) return TokenFault::kAlgorithm;
  const std::string* kid = FindText(header, "kid");
  const TokenKey* key = kid == nullptr ? nullptr : keys.Find(*kid);
  if (key == nullptr) return TokenFault::kKeyUnknown;
  if (key->algorithm() != *algorithm) return TokenFault::kAlgorithm;
  return key;
}

// What the token carries, once its signature is one of the provider's.
OrFault<std::string> Open(std::string_view token, const KeySet& keys) {
  const auto parts = Split(token);
  if (!parts) return TokenFault::kShape;
  const auto header = DecodeObject(parts->header);
  if (!header || !DecodeBase64Url(parts->claims)) return TokenFault::kShape;
  const auto chosen = ChooseKey(*header, keys);
  if (const auto* fault = std::get_if<TokenFault>(&chosen)) return *fault;
  const TokenKey& key = *std::get<const TokenKey*>(chosen);
  const auto signature = DecodeBase64Url(parts->signature);
  if (!signature) return TokenFault::kShape;
  if (signature->size() != key.signature_bytes()) return TokenFault::kSignature;
  auto carried = key.Open(token);
  if (!carried) return TokenFault::kSignature;
  return *std::move(carried);
}

bool HasAudience(const Json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) return false;
  if (found->is_string()) return found->get_ref<const std::string&>() == audience;
  return found->is_array() &&
         std::all_of(found->begin(), found->end(),
                     [](const Json& one) { return one.is_string(); }) &&
         std::find(found->begin(), found->end(), Json(audience)) != found->end();
}

// JSON's texts are UTF-8 already; no control characters, and so no NUL.
bool IsText(const std::string* text) {
  if (text == nullptr) return false;
  Shape shape;
  shape.Text("", *text, 1, kMaxTokenText);
  return shape.ok();
}

std::optional<TokenTime> Time(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number_unsigned()) return std::nullopt;
  const auto count = found->get<std::uint64_t>();
  if (count > kLastSecond) return std::nullopt;
  return TokenTime(seconds(static_cast<std::int64_t>(count)));
}

OrFault<VerifiedToken> ReadClaims(std::string_view text, const std::string& issuer,
                                  const std::string& audience) {
  const auto claims = ParseStrictObject(text);
  if (!claims) return TokenFault::kShape;
  const std::string* by = FindText(*claims, "iss");
  if (by == nullptr || *by != issuer || issuer.empty()) return TokenFault::kIssuer;
  if (!HasAudience(*claims, audience) || audience.empty()) return TokenFault::kAudience;

  const std::string* subject = FindText(*claims, "sub");
  const std::string* id = FindText(*claims, "jti");
  const auto issued_at = Time(*claims, "iat");
  const auto expires_at = Time(*claims, "exp");
  const auto not_before = claims->contains("nbf") ? Time(*claims, "nbf") : issued_at;
  if (!IsText(subject) || !issued_at || !expires_at || !not_before) return TokenFault::kShape;
  if (claims->contains("jti") && !IsText(id)) return TokenFault::kShape;

  const seconds lifetime = *expires_at - *issued_at;
  if (lifetime <= seconds::zero() || lifetime > kMaxTokenLifetime) return TokenFault::kLifetime;
  return VerifiedToken{.issuer = issuer,
                       .subject = *subject,
                       .id = id == nullptr ? "" : *id,
                       .issued_at = *issued_at,
                       .not_before = *not_before,
                       .expires_at = *expires_at};
}

// Asked of every call, since a clock may also be set back.
std::optional<TokenFault> OutOfTime(const VerifiedToken& token, TokenTime now) {
  if (now >= token.expires_at) return TokenFault::kExpired;
  if (std::max(token.issued_at, token.not_before) > now + kTokenLeeway) return TokenFault::kNotYet;
  return std::nullopt;
}

}  // namespace

std::string_view TokenFaultName(TokenFault fault) {
  switch (fault) {
    case TokenFault::kShape:
      return "TOKEN_SHAPE";
    case TokenFault::kAlgorithm:
      return "TOKEN_ALGORITHM";
    case TokenFault::kKeyUnknown:
      return "TOKEN_KEY_UNKNOWN";
    case TokenFault::kSignature:
      return "TOKEN_SIGNATURE";
    case TokenFault::kIssuer:
      return "TOKEN_ISSUER";
    case TokenFault::kAudience:
      return "TOKEN_AUDIENCE";
    case TokenFault::kLifetime:
      return "TOKEN_LIFETIME";
    case TokenFault::kExpired:
      return "TOKEN_EXPIRED";
    case TokenFault::kNotYet:
      return "TOKEN_NOT_YET";
    case TokenFault::kNotLookedAt:
      return "CALL_RATE_EXCEEDED";
  }
  return "";
}

std::string_view BearerToken(std::string_view authorization) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string scheme(authorization.substr(0, kScheme.size()));
  if (!absl::EqualsIgnoreCase(scheme, std::string(kScheme))) return {};
  return authorization.substr(kScheme.size());
}

TokenVerifier::TokenVerifier(const TokenOptions& options, const KeyFile* keys,
                             std::size_t max_cached)
    : issuer_(options.issuer), audience_(options.audience), keys_(keys), cache_(max_cached) {}

TokenResult TokenVerifier::Verify(std::string_view token, TokenTime now, bool only_known) {
  if (token.size() > kMaxTokenBytes) return TokenFault::kShape;
  const std::shared_ptr<const KeySet> keys = keys_->Current();
  const ledger::Digest digest = log::Sha256(token);
  if (auto known = cache_.Find(digest, keys)) {
    if (const auto fault = OutOfTime(*known, now)) return *fault;
    return known;
  }
  if (only_known) return TokenFault::kNotLookedAt;
  auto opened = Open(token, *keys);
  if (const auto* fault = std::get_if<TokenFault>(&opened)) return *fault;
  auto read = ReadClaims(std::get<std::string>(opened), issuer_, audience_);
  if (const auto* fault = std::get_if<TokenFault>(&read)) return *fault;
  auto& claims = std::get<VerifiedToken>(read);
  if (const auto fault = OutOfTime(claims, now)) return *fault;
  claims.digest = digest;
  const auto verified = std::make_shared<const VerifiedToken>(std::move(claims));
  cache_.Add(verified, keys, now);
  return verified;
}

}  // namespace registry::server
