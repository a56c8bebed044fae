#include "tests/fuzz/token_claims.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

namespace registry::fuzz {
namespace {

using Json = nlohmann::json;
using testing::SigningKey;

std::int64_t Offset(Choices& choices) { return static_cast<std::int8_t>(choices.Byte()); }

std::string SomeText(Choices& choices) {
  std::string text(choices.Take(choices.Byte()));
  for (char& c : text) c = static_cast<char>(c & 0x7F);
  return text;
}

bool IsPlain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c != 0x7F; });
}

// A token on its way: its parts, the key, and whether it is good so far.
struct Draft {
  const SigningKey* key = nullptr;
  Json header, claims;
  std::string raw_claims;  // instead of them, unless empty
  bool signature_left_out = false;
  MadeToken made;

  void Wrong(const std::string& why) {
    made.good = false;
    made.why = why;
  }
  void Wrong(bool is_wrong, const std::string& why) {
    made.why = why;
    made.good = made.good && !is_wrong;
  }
};

// Issued a little before or after the arrival, for up to a quarter of an hour and more.
void SetTimes(Draft& draft, Choices& choices) {
  const std::int64_t issued = kTokenNow + Offset(choices);
  const std::int64_t expires = issued + 300 + 6 * Offset(choices);
  draft.claims["iat"] = issued;
  draft.claims["exp"] = expires;
  const std::int64_t lifetime = expires - issued;
  bool in_time = issued <= kTokenNow + 30 && expires > kTokenNow && lifetime > 0 && lifetime <= 900;
  if (choices.Below(4) == 3) {
    const std::int64_t from = kTokenNow + Offset(choices);
    draft.claims["nbf"] = from;
    in_time = in_time && from <= kTokenNow + 30;
  }
  if (!in_time) draft.Wrong("times");
}

void ChangeHeader(Draft& draft, std::size_t change, Choices& choices) {
  constexpr const char* kMembers[] = {"crit", "jku", "jwk", "x5u", "x5c", "b64", "zip", "cty"};
  constexpr const char* kAlgorithms[] = {"none", "HS256", "RS512", "es256",
                                         "",     "ES256", "RS256", "PS256"};
  constexpr const char* kTypes[] = {"JWT", "at+jwt", "dpop+jwt", "logout+jwt"};
  const std::size_t which = choices.Below(8);
  switch (change) {
    case 0:
      draft.header["alg"] = kAlgorithms[which];
      draft.signature_left_out = which == 0;
      return draft.Wrong(draft.key->algorithm() != kAlgorithms[which], "algorithm");
    case 1:
      draft.header["kid"] = which == 0 ? Json(7) : Json("e2");
      return draft.Wrong("kid");
    case 2:
      draft.header.erase(which % 2 == 0 ? "kid" : "alg");
      return draft.Wrong("no kid or algorithm");
    case 3:
      draft.header[kMembers[which]] = which == 0 ? Json::array({"exp"}) : Json("x");
      return draft.Wrong("header asks for more");
    case 4:
      draft.header["typ"] = kTypes[which % 4];
      return draft.Wrong(which % 4 > 1, "typ");
    default:
      draft.key = &Provider().stranger;
      draft.header = testing::HeaderOf(*draft.key);
      return draft.Wrong("signed by a stranger");
  }
}

void ChangeClaims(Draft& draft, std::size_t change, Choices& choices) {
  constexpr const char* kNeeded[] = {"iss", "aud", "sub", "iat", "exp"};
  const char* const needed = kNeeded[choices.Below(5)];
  switch (change) {
    case 0: {
      const std::string text = SomeText(choices);
      const bool issuer = choices.Below(2) == 0;
      draft.claims[issuer ? "iss" : "aud"] = text;
      return draft.Wrong(text != (issuer ? kTokenIssuer : kTokenAudience), "issuer or audience");
    }
    case 1:
      draft.claims["aud"] = Json::array({"other", kTokenAudience});
      if (choices.Below(2) == 1) draft.claims["aud"].push_back(7);
      return draft.Wrong(draft.claims["aud"].size() == 3, "a list of audiences");
    case 2: {
      const std::string subject = SomeText(choices);
      draft.claims["sub"] = draft.made.subject = subject;
      return draft.Wrong(subject.empty() || !IsPlain(subject), "subject");
    }
    case 3:
      draft.claims.erase(needed);
      return draft.Wrong(std::string("no ") + needed);
    case 4: {
      const Json others[] = {Json(nullptr), Json(-1), Json(1.5), Json::object()};
      draft.claims[needed] = others[choices.Below(std::size(others))];
      return draft.Wrong(std::string("another type of ") + needed);
    }
    case 5:
      draft.raw_claims = std::string("{\"") + needed + "\":1," + draft.claims.dump().substr(1);
      return draft.Wrong("a claim twice");
    case 6:
      draft.raw_claims = draft.claims.dump() + (choices.Below(2) == 0 ? "{}" : "\x01");
      return draft.Wrong("something after the claims");
    default:
      draft.claims["x-" + SomeText(choices)] = SomeText(choices);
      draft.made.why = "one claim more";
  }
}

}  // namespace

const TokenProvider& Provider() {
  static const TokenProvider provider;
  return provider;
}

MadeToken MakeToken(Choices& choices) {
  const SigningKey* const keys[] = {&Provider().es256, &Provider().rs256, &Provider().ps256};
  // A signature by RSA takes ten times as long.
  const std::size_t which = choices.Byte();
  Draft draft;
  draft.key = which < 250 ? keys[0] : keys[which % 3];
  draft.header = testing::HeaderOf(*draft.key);
  draft.made.subject = "staff-1";
  draft.claims = {{"iss", kTokenIssuer}, {"aud", kTokenAudience}, {"sub", draft.made.subject}};
  SetTimes(draft, choices);
  const std::size_t change = choices.Below(32);
  if (change > 0 && change < 7) ChangeHeader(draft, change - 1, choices);
  if (change > 6 && change < 15) ChangeClaims(draft, change - 7, choices);
  const std::string claims = draft.raw_claims.empty() ? draft.claims.dump() : draft.raw_claims;
  const std::string header = draft.header.dump();
  draft.made.text = testing::SignCompact(*draft.key, header, claims, draft.key->algorithm());
  if (draft.signature_left_out) draft.made.text.resize(draft.made.text.rfind('.') + 1);
  return draft.made;
}

}  // namespace registry::fuzz
