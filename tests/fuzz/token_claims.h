// Signed tokens of which it is known whether they are good: a good one, or one with one thing about
// it that is wrong or unusual.
#ifndef TESTS_FUZZ_TOKEN_CLAIMS_H_
#define TESTS_FUZZ_TOKEN_CLAIMS_H_

#include <cstdint>
#include <string>

#include "tests/fuzz/choices.h"
#include "tests/support/token_maker.h"

namespace registry::fuzz {

inline constexpr char kTokenIssuer[] = "https://identity.registry.example";
inline constexpr char kTokenAudience[] = "carbon-registry";
inline constexpr std::int64_t kTokenNow = 1'795'570'000;  // when every token arrives

// The provider, with a key for each algorithm, and a stranger who calls his key by the same name.
struct TokenProvider {
  testing::SigningKey es256{"ES256", "e"}, rs256{"RS256", "r"}, ps256{"PS256", "p"};
  testing::SigningKey stranger{"ES256", "e"};
  std::string Jwks() const { return testing::JwksOf({&es256, &rs256, &ps256}); }
};
const TokenProvider& Provider();

struct MadeToken {
  std::string text, subject;
  bool good = true;
  std::string why;  // what is wrong or unusual
};
MadeToken MakeToken(Choices& choices);

}  // namespace registry::fuzz

#endif  // TESTS_FUZZ_TOKEN_CLAIMS_H_
