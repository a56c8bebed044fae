// A person's token: texts that are taken for one, for the header it comes in and for the provider's
// keys; and tokens made of claims, signed, of which it is known whether they are good.
//
// Under test: server/token.cc server/token_cache.cc server/key_set.cc server/strict_json.cc
#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "log/hash.h"
#include "server/strict_json.h"
#include "server/token.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/token_claims.h"
#include "tests/support/token_maker.h"

namespace registry::fuzz {
namespace {

using server::TokenResult;
using server::TokenTime;

const TokenTime kArrival{server::seconds{kTokenNow}};

// The provider's file of keys, and who verifies by it.
class Verifier {
 public:
  Verifier() {
    char folder[] = "/tmp/token_fuzz-XXXXXX";
    Require(mkdtemp(folder) != nullptr, "there is room for a file of keys");
    folder_ = folder;
    const std::string path = folder_ / "keys.json";
    testing::ReplaceFile(path, Provider().Jwks());
    auto opened = server::KeyFile::Open(path);
    Require(opened.ok(), "the provider's keys are read", opened.status().ToString());
    keys_ = *std::move(opened);
    verifier_ = std::make_unique<server::TokenVerifier>(
        server::TokenOptions{path, kTokenIssuer, kTokenAudience}, keys_.get(), 64);
  }
  ~Verifier() { std::filesystem::remove_all(folder_); }
  Verifier(const Verifier&) = delete;
  Verifier& operator=(const Verifier&) = delete;

  TokenResult Verify(std::string_view token, TokenTime now) {
    return verifier_->Verify(token, now);
  }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<server::KeyFile> keys_;
  std::unique_ptr<server::TokenVerifier> verifier_;
};

Verifier& Shared() {
  static Verifier verifier;
  return verifier;
}

std::string Word(const TokenResult& result) {
  const auto* fault = std::get_if<server::TokenFault>(&result);
  return fault == nullptr ? "accepted" : std::string(server::TokenFaultName(*fault));
}

bool Accepted(std::string_view token, TokenTime now = kArrival) {
  return Word(Shared().Verify(token, now)) == "accepted";
}

// Any text is no token: to sign one takes the provider's key.
void CheckAnyText(std::string_view text) {
  const TokenResult result = Shared().Verify(text, kArrival);
  Require(Word(result) != "accepted" && !Word(result).empty(), "no text is a token", text);
}

void CheckHeader(Choices& choices) {
  const std::string header(choices.Rest());
  const std::string_view token = server::BearerToken(header);
  Require(token.empty() || header.ends_with(token), "the token is the end of its header", header);
  Require(server::BearerToken("Bearer " + header) == header, "what follows Bearer is the token");
  CheckAnyText(token);
}

// The second look, by the cache, says what the first one said, until the token ends.
void CheckAgain(const MadeToken& made, const TokenResult& first) {
  const TokenResult again = Shared().Verify(made.text, kArrival);
  Require(Word(again) == Word(first), "a token is answered as it was before", made.text);
  if (!made.good) return;
  const auto& token = *std::get<0>(first);
  Require(token.subject == made.subject && token.issuer == kTokenIssuer,
          "a token says whom its provider means", made.text);
  Require(token.digest == log::Sha256(made.text), "a token is named by its digest", made.text);
  Require(Accepted(made.text, token.expires_at - server::seconds{1}) &&
              !Accepted(made.text, token.expires_at),
          "a token ends to the second", made.text);
  Require(!Accepted(made.text, token.issued_at - server::seconds{31}),
          "a token does not begin before its time", made.text);
}

void CheckChanged(const std::string& token, Choices& choices) {
  std::string text = token;
  const std::size_t at = choices.Number(2) % (token.size() + 1);
  switch (choices.Below(3)) {
    case 0:
      text.insert(at, choices.Take(choices.Below(4) + 1));
      break;
    case 1:
      text.erase(at, choices.Below(4) + 1);
      break;
    default:
      if (at < text.size()) text[at] = static_cast<char>(choices.Byte());
  }
  Require(text == token || !Accepted(text), "no changed token is taken", text);
}

void CheckMade(Choices& choices, Tally& tally) {
  const MadeToken made = MakeToken(choices);
  ++tally.parsed;
  const TokenResult result = Shared().Verify(made.text, kArrival);
  if (Word(result) == "accepted") ++tally.accepted;
  Require((Word(result) == "accepted") == made.good, "a token is taken when all of it is right",
          made.why + ", " + Word(result) + ", " + made.text);
  CheckAgain(made, result);
  CheckChanged(made.text, choices);
}

// The provider's keys with a few bytes changed, or any text.
void CheckKeys(Choices& choices) {
  std::string json = Provider().Jwks();
  for (std::size_t changes = choices.Below(8); changes > 0; --changes) {
    json[choices.Number(2) % json.size()] = static_cast<char>(choices.Byte());
  }
  const auto changed = server::KeySet::Parse(json);
  Require(!changed.ok() || changed->size() > 0, "a key set has a key", json);
  const std::string text(choices.Rest());
  const auto any = server::KeySet::Parse(text);
  Require(!any.ok() || any->size() <= server::kMaxTokenKeys, "a key set has a limit", text);
}

void CheckJson(Choices& choices, Tally& tally) {
  const std::string text(choices.Rest());
  if (const auto bytes = server::DecodeBase64Url(text)) {
    Require(testing::Base64Url(*bytes) == text, "bytes have one spelling in base64url", text);
  }
  const auto object = server::ParseStrictObject(text);
  if (!object) return;
  ++tally.parsed;
  const auto again = server::ParseStrictObject(object->dump());
  Require(again.has_value() && *again == *object, "JSON is read as it is written", text);
}

void Run(std::string_view input, Tally& tally) {
  Choices choices(input);
  switch (choices.Below(8)) {
    case 1:
      return CheckAnyText(choices.Rest());
    case 2:
      return CheckHeader(choices);
    case 3:
      return CheckKeys(choices);
    case 4:
      return CheckJson(choices, tally);
    default:
      return CheckMade(choices, tally);
  }
}

const Registration kRegistration({"token_fuzz", Run});

}  // namespace
}  // namespace registry::fuzz
