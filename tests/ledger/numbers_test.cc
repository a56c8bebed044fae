// Account numbers, social credit codes, quantities and instants as people write them.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <utility>

#include "ledger/account_number.h"
#include "ledger/checks.h"
#include "ledger/position.h"
#include "ledger/quantity.h"
#include "ledger/social_credit_code.h"
#include "tests/ledger/world.h"

namespace registry::ledger {
namespace {

TEST_CASE("an account number has eight digits and the check digits of ISO 7064") {
  CHECK(FormatAccountNumber(AccountId{1001}) == "00001001-05");
  CHECK(FormatAccountNumber(AccountId{1}) == "00000001-95");
  CHECK(FormatAccountNumber(AccountId{794}) == "00000794-44");  // the standard's example: 794 44
  CHECK(FormatAccountNumber(AccountId{kMaxAccountId}).size() == 16);
}

TEST_CASE("an account number is read back, up to the largest id of a position") {
  for (const std::int64_t id : {std::int64_t{1}, std::int64_t{1001}, std::int64_t{99'999'999},
                                std::int64_t{100'000'000}, kMaxAccountId}) {
    CHECK(ParseAccountNumber(FormatAccountNumber(AccountId{id})) == AccountId{id});
  }
  CHECK_FALSE(ParseAccountNumber(FormatAccountNumber(AccountId{kMaxAccountId + 1})));
}

TEST_CASE("what is not an account number of that form is not read") {
  for (const char* text :
       {"", "1001", "00001001", "00001001-5", "00001001-005", "00001001_05", "0001001-05",
        "000001001-05", "00001001-06", " 0001001-05", "00001001-05 ", "0000100a-05", "-0001001-05",
        "00001001--5", "99999999999999999999-05", "9999999999999-24"}) {
    INFO(text);
    CHECK_FALSE(ParseAccountNumber(text));
  }
}

TEST_CASE("one wrong digit or two swapped neighbours in an account number are noticed") {
  for (const std::int64_t id : {1001, 1002, 20'210'716, 99'999'998}) {
    const std::string right = FormatAccountNumber(AccountId{id});
    for (std::size_t i = 0; i < right.size(); ++i) {
      if (right[i] == '-') continue;
      for (char digit = '0'; digit <= '9'; ++digit) {
        std::string wrong = right;
        wrong[i] = digit;
        CHECK(ParseAccountNumber(wrong).has_value() == (wrong == right));
      }
      if (i + 1 < right.size() && right[i + 1] != '-') {
        std::string wrong = right;
        std::swap(wrong[i], wrong[i + 1]);
        CHECK(ParseAccountNumber(wrong).has_value() == (wrong == right));
      }
    }
  }
}

TEST_CASE("the published social credit codes are accepted, the misprinted one is not") {
  CHECK(IsSocialCreditCode("91310116660779822N"));  // DOMAIN 9.2
  CHECK(IsSocialCreditCode("91152921318440268W"));
  CHECK(IsSocialCreditCode("911529006673470967"));
  CHECK_FALSE(IsSocialCreditCode("91570522087163776E"));
}

TEST_CASE("a social credit code with one wrong character is not accepted") {
  const std::string right = "91310116660779822N";
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (const char c : std::string("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-a \xE4")) {
      std::string wrong = right;
      wrong[i] = c;
      INFO(wrong);
      CHECK(IsSocialCreditCode(wrong) == (wrong == right));
    }
  }
  CHECK_FALSE(IsSocialCreditCode(""));
  CHECK_FALSE(IsSocialCreditCode(right + "0"));
  CHECK_FALSE(IsSocialCreditCode(right.substr(1)));
}

TEST_CASE("of all endings of a social credit code only one has both check characters right") {
  const std::string right = "91310116660779822N";
  const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  int accepted = 0;
  for (const char organisation : alphabet) {
    for (const char own : alphabet) {
      std::string code = right;
      code[16] = organisation;
      code[17] = own;
      accepted += IsSocialCreditCode(code);
    }
  }
  CHECK(accepted == 1);
}

TEST_CASE("the region of a social credit code is six digits, what stands around it need not be") {
  const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  for (std::size_t i = 0; i < 16; ++i) {
    std::string code = "91310116660779822N";
    code[i] = 'A';
    int accepted = 0;
    for (const char organisation : alphabet) {
      for (const char own : alphabet) {
        code[16] = organisation;
        code[17] = own;
        accepted += IsSocialCreditCode(code);
      }
    }
    CHECK(accepted == (i >= 2 && i < 8 ? 0 : 1));
  }
}

TEST_CASE("sums, differences and amounts that leave 64 bits are nothing") {
  constexpr Quantity most{INT64_MAX};
  constexpr Quantity least{INT64_MIN};
  CHECK(Add(most, {0}) == most);
  CHECK_FALSE(Add(most, {1}));
  CHECK(Subtract(least, {0}) == least);
  CHECK_FALSE(Subtract(least, {1}));
  CHECK(Amount({INT64_MAX}, {1}) == Fen{INT64_MAX});
  CHECK_FALSE(Amount({INT64_MAX / 2 + 1}, {2}));
}

TEST_CASE("an instant is written in UTC, with microseconds if it has any") {
  CHECK(Text(Instant{0}) == "1970-01-01T00:00:00Z");
  CHECK(Text(testing::Beijing(2021, 7, 16, 9, 30)) == "2021-07-16T01:30:00Z");
  CHECK(Text(testing::Beijing(2021, 12, 31, 17, 0, 0, 1)) == "2021-12-31T09:00:00.000001Z");
  CHECK(Text(Instant{-1}) == "1969-12-31T23:59:59.999999Z");
  CHECK(Text(testing::Beijing(1, 1, 1, 8)) == "0001-01-01T00:00:00Z");
  CHECK(Text(testing::Beijing(9999, 12, 31, 8)) == "9999-12-31T00:00:00Z");
  CHECK(Text(testing::Beijing(10000, 1, 1, 8)) == "253402300800000000");
  CHECK(Text(testing::Beijing(0, 12, 31, 8)) == "-62135683200000000");
  CHECK(Text(Instant{INT64_MAX}) == "9223372036854775807");
  CHECK(Text(Instant{INT64_MIN}) == "-9223372036854775808");
}

TEST_CASE("a position id holds its key, and orders positions by account") {
  REQUIRE(rc::check([] {
    const PositionKey key{AccountId{*rc::gen::inRange<std::int64_t>(0, kMaxAccountId + 1)},
                          InstrumentId{*rc::gen::inRange(0, kMaxInstrumentId + 1)},
                          static_cast<Bucket>(*rc::gen::inRange(1, kBucketCount + 1))};
    RC_ASSERT(Unpack(Pack(key)) == key);
    const PositionKey next{AccountId{Raw(key.account) + 1}, InstrumentId{0}, Bucket{0}};
    RC_ASSERT(Pack(key) < Pack(next));
  }));
}

}  // namespace
}  // namespace registry::ledger
