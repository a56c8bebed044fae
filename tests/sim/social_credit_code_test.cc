#include "sim/social_credit_code.h"

#include <catch2/catch.hpp>
#include <string>

namespace registry::sim {

TEST_CASE("published codes pass both check digits") {
  CHECK(IsSocialCreditCode("91310116660779822N"));
  CHECK(IsSocialCreditCode("91152921318440268W"));
  CHECK(IsSocialCreditCode("911529006673470967"));
}

TEST_CASE("the published code with a wrong check digit is refused") {
  CHECK_FALSE(IsSocialCreditCode("91570522087163776E"));
}

TEST_CASE("a code with any one character changed is refused") {
  const std::string good = "91310116660779822N";
  const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char c : alphabet) {
      if (c == good[i]) continue;
      std::string changed = good;
      changed[i] = c;
      INFO(changed);
      CHECK_FALSE(IsSocialCreditCode(changed));
    }
  }
}

TEST_CASE("a code of the wrong length or with a letter outside the alphabet is refused") {
  CHECK_FALSE(IsSocialCreditCode(""));
  CHECK_FALSE(IsSocialCreditCode("91310116660779822"));
  CHECK_FALSE(IsSocialCreditCode("91310116660779822NN"));
  CHECK_FALSE(IsSocialCreditCode("9131011666077982IN"));
  CHECK_FALSE(IsSocialCreditCode("91A10116660779822N"));
}

TEST_CASE("the first sixteen characters determine the code") {
  CHECK(CompleteSocialCreditCode("9131011666077982") == "91310116660779822N");
  CHECK(CompleteSocialCreditCode("913101166607798").empty());
  CHECK(CompleteSocialCreditCode("91A1011666077982").empty());
}

TEST_CASE("a code's province is its first two region digits, but for the Corps") {
  CHECK(ProvinceOfCode("91310116660779822N") == "31");
  CHECK(ProvinceOfCode(CompleteSocialCreditCode("9165900112345678")) == "6590");
  CHECK(ProvinceOfCode(CompleteSocialCreditCode("9165010112345678")) == "65");
}

}  // namespace registry::sim
