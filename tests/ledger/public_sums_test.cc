// Sums for the public: nothing that one account could be told from, by looking or by subtracting.
#include "ledger/public_sums.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace registry::ledger::testing {
namespace {

constexpr InstrumentId kCea{1};

struct Sums {
  std::vector<PublicHolding> holdings;
  std::vector<PublicGift> gifts;
  std::int64_t next = 1001;

  AccountId Hold(std::int64_t quantity, const char* province,
                 AccountKind kind = AccountKind::kKeyEmittingUnit) {
    const AccountId id{next++};
    holdings.push_back({id, kCea, kind, province, {quantity}});
    return id;
  }
  // The registry's own, whose figures the test gives so that all adds up to zero.
  void Own(AccountKind kind, std::int64_t quantity) {
    holdings.push_back({AccountId{Raw(kind)}, kCea, kind, "", {quantity}});
  }
  void Give(AccountId account, std::int64_t quantity) {
    gifts.push_back({AccountKind::kSurrender, kCea, account, {quantity}});
  }
  PublicSums Make() const {
    const auto sums = SumForThePublic(holdings, gifts);
    REQUIRE(sums.has_value());
    return *sums;
  }
};

Quantity Cells(const PublicSums& sums) {
  Quantity all;
  for (const PublicCell& cell : sums.cells) all.value += cell.held.value;
  return all;
}

}  // namespace

TEST_CASE("three accounts of a province are a cell; the country is the sum of all its figures") {
  Sums book;
  for (const int tonnes : {100, 20, 3}) book.Hold(tonnes, "13");
  book.Own(AccountKind::kIssuance, -1123);
  book.Own(AccountKind::kSurrender, 400);
  book.Own(AccountKind::kCancellation, 600);
  const PublicSums sums = book.Make();
  REQUIRE(sums.supplies.size() == 1);
  const PublicSupply expected{kCea, Quantity{1123}, Quantity{123}, {400}, {}, {600},
                              {},   Quantity{0}};
  CHECK(sums.supplies.front() == expected);
  CHECK(sums.cells == std::vector<PublicCell>{{"13", kCea, {123}}});
}

TEST_CASE("a cell of two accounts is withheld, and one more, since it would follow") {
  Sums book;
  for (int i = 0; i < 5; ++i) book.Hold(1000, "13");
  for (int i = 0; i < 4; ++i) book.Hold(500, "32");
  for (int i = 0; i < 2; ++i) book.Hold(70, "65");
  book.Own(AccountKind::kIssuance, -7140);
  const PublicSums sums = book.Make();
  // Of 13 and 32, 32 is the later one.
  CHECK(sums.cells == std::vector<PublicCell>{{"13", kCea, {5000}}});
  CHECK(sums.supplies.front().held == Quantity{7140});
  CHECK(sums.supplies.front().held_elsewhere == Quantity{2140});
}

TEST_CASE("what is withheld with a cell of one account is the same the day after") {
  Sums day;
  for (int i = 0; i < 5; ++i) day.Hold(1000, "13");
  for (int i = 0; i < 4; ++i) day.Hold(500, "32");
  day.Hold(70, "65");
  day.Own(AccountKind::kIssuance, -9000);
  Sums next = day;
  for (int i = 0; i < 2; ++i) next.Hold(500, "32");
  const PublicSums before = day.Make(), after = next.Make();
  // Were 13 withheld now that 32 has more accounts, its figure of the day before would tell 65's.
  for (const PublicCell& shown : before.cells) {
    INFO(shown.province);
    const bool still = std::any_of(after.cells.begin(), after.cells.end(), [&](const auto& cell) {
      return cell.province == shown.province;
    });
    CHECK(still);
  }
  CHECK(after.cells == std::vector<PublicCell>{{"13", kCea, {5000}}});
}

TEST_CASE("two withheld cells that have three accounts together need no third") {
  Sums book;
  for (int i = 0; i < 3; ++i) book.Hold(1000, "13");
  book.Hold(500, "32");
  for (int i = 0; i < 2; ++i) book.Hold(70, "65");
  book.Own(AccountKind::kIssuance, -3640);
  const PublicSums sums = book.Make();
  CHECK(sums.cells == std::vector<PublicCell>{{"13", kCea, {3000}}});
  CHECK(sums.supplies.front().held_elsewhere == Quantity{640});
}

TEST_CASE("an authority's own holding is no account: alone it is withheld, with others it counts") {
  Sums book;
  book.Hold(900, "32", AccountKind::kProvincialAuthority);
  for (int i = 0; i < 3; ++i) book.Hold(10, "13");
  book.Hold(500, "13", AccountKind::kProvincialAuthority);
  for (int i = 0; i < 4; ++i) book.Hold(10, "44");
  book.Own(AccountKind::kIssuance, -1470);
  const PublicSums sums = book.Make();
  CHECK(sums.cells == std::vector<PublicCell>{{"13", kCea, {530}}});
  CHECK(sums.supplies.front().held_elsewhere == Quantity{940});
}

TEST_CASE("an instrument of two holders shows neither what is held nor what was issued") {
  Sums book;
  book.Hold(100, "13");
  book.Hold(50, "32");
  book.Own(AccountKind::kIssuance, -150);
  const PublicSums sums = book.Make();
  CHECK_FALSE(sums.supplies.front().issued.has_value());
  CHECK_FALSE(sums.supplies.front().held.has_value());
  CHECK_FALSE(sums.supplies.front().held_elsewhere.has_value());
  CHECK(sums.cells.empty());
}

TEST_CASE("the first and the second surrender change no figure; the third shows all of them") {
  Sums before;
  for (int i = 0; i < 6; ++i) before.Hold(1000, i < 3 ? "13" : "32");
  before.Own(AccountKind::kIssuance, -6000);
  const PublicSums untouched = before.Make();
  for (int units = 1; units <= 3; ++units) {
    Sums after = before;
    for (int i = 0; i < units; ++i) {
      auto& holding = after.holdings[static_cast<std::size_t>(i)];
      holding.quantity.value -= 100 + i;
      after.Give(holding.account, 100 + i);
    }
    after.Own(AccountKind::kSurrender, units == 3 ? 303 : units == 2 ? 201 : 100);
    const PublicSums sums = after.Make();
    INFO(units);
    CHECK(sums.supplies.front().issued == Quantity{6000});
    if (units < 3) {
      CHECK(sums.supplies == untouched.supplies);
      CHECK(sums.cells == untouched.cells);
      continue;
    }
    CHECK(sums.supplies.front().surrendered == Quantity{303});
    CHECK(sums.supplies.front().held == Quantity{5697});
    CHECK(sums.cells == std::vector<PublicCell>{{"13", kCea, {2697}}, {"32", kCea, {3000}}});
  }
}

TEST_CASE("who surrendered all it had is still counted while it is one of two") {
  Sums book;
  for (int i = 0; i < 3; ++i) book.Hold(1000, "13");
  book.holdings.front().quantity = {};
  book.Give(book.holdings.front().account, 1000);
  book.Own(AccountKind::kSurrender, 1000);
  book.Own(AccountKind::kIssuance, -3000);
  const PublicSums sums = book.Make();
  CHECK(sums.cells == std::vector<PublicCell>{{"13", kCea, {3000}}});
  CHECK(sums.supplies.front().surrendered == Quantity{});
}

TEST_CASE("whatever is withheld, no figure of fewer than three accounts follows by subtraction") {
  // Every way to spread 0 to 4 accounts over four provinces.
  for (int spread = 0; spread < 625; ++spread) {
    Sums book;
    std::vector<int> accounts;
    int rest = spread;
    std::int64_t issued = 0;
    for (const char* province : {"13", "32", "44", "65"}) {
      accounts.push_back(rest % 5);
      for (int i = 0; i < rest % 5; ++i) {
        book.Hold(100 + i, province);
        issued += 100 + i;
      }
      rest /= 5;
    }
    book.Own(AccountKind::kIssuance, -issued);
    const PublicSums sums = book.Make();
    int shown = 0, all = 0;
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      const char* province = std::vector<const char*>{"13", "32", "44", "65"}[i];
      all += accounts[i];
      for (const PublicCell& cell : sums.cells) {
        if (cell.province != province) continue;
        CHECK(accounts[i] >= 3);
        shown += accounts[i];
      }
    }
    INFO("spread " << spread);
    const PublicSupply& supply = sums.supplies.front();
    CHECK(supply.held.has_value() == (all >= 3 || all == 0));
    const bool none_or_three = all - shown == 0 || all - shown >= 3;
    CHECK((none_or_three || !supply.held.has_value()));
    if (supply.held) CHECK(supply.held->value == Cells(sums).value + supply.held_elsewhere->value);
  }
}

TEST_CASE("a sum that leaves 64 bits is no sum") {
  Sums book;
  book.Hold(INT64_MAX, "13");
  book.Hold(INT64_MAX, "13");
  CHECK_FALSE(SumForThePublic(book.holdings, book.gifts).has_value());
}

}  // namespace registry::ledger::testing
