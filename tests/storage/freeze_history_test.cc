// Freezes, pledges, trades and transfers at will in any order: whatever is accepted, the self-check
// agrees with every version and every balance, and no arrival is left untaken.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "tests/storage/checking.h"
#include "tests/storage/life_book.h"

namespace registry::testing {
namespace {

using ledger::Bucket;
using ledger::Command;
using ledger::Raw;
using ledger::Sequence;

constexpr int kUnits = 4;
const ledger::Document kDocument{"document", {}};
const ledger::InstrumentId kCea{1};

class Player {
 public:
  Player(LifeBook& book, unsigned seed) : book_(book), random_(seed) {
    for (int i = 0; i < kUnits; ++i) {
      book.Do(kAuthority,
              ledger::DetermineObligation{Unit(i), ledger::Sector::kPower, kPeriod, {800}, {800}});
      if (i > 0) book.Do(kUnit0, ledger::TrustAccount{Unit(0), Unit(i)});
    }
  }

  // One batch; what it says is its own affair, but nothing of it may be a fault.
  void Play() {
    std::vector<ledger::Request> requests;
    const int count = 1 + Below(6);
    for (int i = 0; i < count; ++i) requests.push_back(Next());
    if (Below(6) == 0) requests.push_back(Ask(kOperator, ledger::AdvanceClock{Later()}));
    const auto answers = book_.Write(requests);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      INFO(ledger::CommandTypeName(ledger::TypeOf(requests[i].command)));
      const auto& recorded = RecordedIn(answers[i]);
      if (std::holds_alternative<ledger::Accepted>(recorded.outcome)) ++accepted;
    }
  }

  int accepted = 0;

 private:
  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  ledger::AccountId Any() { return Unit(Below(kUnits)); }
  std::int64_t Some() { return 1 + Below(Below(3) == 0 ? 600 : 60); }
  ledger::Instant Later() {
    now_ += 1 + Below(20);
    return After(now_);
  }
  template <typename Map>
  Sequence One(const Map& map) {
    if (map.empty()) return Sequence{1};
    return std::next(map.begin(), Below(static_cast<int>(map.size())))->first;
  }
  Sequence OneFreeze() { return One(book_.journal().rules()->freezes); }

  ledger::FreezeHolding Order() {
    ledger::FreezeHolding order = FreezeOf(Any());
    if (Below(2) == 0) order = FreezeOfQuantity(Any(), Some());
    if (Below(5) == 0) order = FreezeOfHolder("UNIT" + std::to_string(Below(kUnits)));
    if (Below(2) == 0) order.until = After(now_ + 1 + Below(40));
    return order;
  }

  ledger::Request Next() {
    using namespace ledger;
    switch (Below(18)) {
      case 0:
        return Ask(kCourt, Order());
      case 1:
        return Ask(kCourt, ReleaseFreeze{OneFreeze(), "settled", kDocument});
      case 2:
        return Ask(kHouse, ExpireFreeze{OneFreeze()});
      case 3:
        return Ask(kCourt, RenewFreeze{OneFreeze(), After(now_ + Below(60)), kDocument});
      case 4:
        return Ask(kCourt, DeductFrozen{OneFreeze(), kInstrument, {Some()}, Any(), kDocument});
      case 5:
        return Ask(kCourt,
                   SurrenderFrozen{
                       OneFreeze(), kInstrument, {Some()}, Sector::kPower, kPeriod, kDocument});
      case 6:
        return Ask(kOperator, Pledge{Any(), kInstrument, {Some()}, "A bank", kDocument});
      case 7:
        return Ask(kOperator, ReleasePledge{OneFreeze(), kDocument});
      case 8:
        return Ask(kHouse,
                   TakeFrozen{Any(), kCea, Below(2) == 0 ? Bucket::kTrading : Bucket::kRegistered});
      case 9:
        return Ask(kOperator, MoveToTrading{Any(), kInstrument, {Some()}});
      case 10:
        return Ask(kExchange, MoveFromTrading{Any(), kInstrument, {Some()}});
      case 11: {
        const int seller = Below(kUnits);
        return Ask(kExchange, TradeOf("T" + std::to_string(++trades_), Unit(seller),
                                      Unit((seller + 1 + Below(kUnits - 1)) % kUnits), Some()));
      }
      case 12:
        return Ask(kUnit0, TransferAtWill{Unit(0), Any(), kInstrument, {Some()}});
      case 13:
        return Ask(kUnit0, AbortTransfer{Unit(0), One(book_.journal().rules()->delayed), "no"});
      case 14:
        return Ask(kHouse, ExecuteTransfer{One(book_.journal().rules()->delayed)});
      case 15:
        return Ask(kUnit0, Surrender{Unit(0), Sector::kPower, kPeriod, {{kInstrument, {Some()}}}});
      default:
        return Ask(kOperator, TransferOf(Any(), Any(), Some()));
    }
  }

  LifeBook& book_;
  std::mt19937 random_;
  std::int64_t now_ = 0;
  int trades_ = 0;
};

TEST_CASE("histories of freezes in any order prove themselves") {
  const unsigned seed = GENERATE(1U, 2U, 3U, 4U);
  LifeBook book(kUnits);
  Player player(book, seed);
  for (int i = 0; i < 120; ++i) player.Play();
  CHECK(player.accepted > 50);
  CHECK(book.journal().counters().takings > 0);
  const Findings findings = Check(book, 50);
  INFO("seed " << seed << "\n" << TextOf(findings));
  CHECK(findings.empty());
  const auto before = book.journal().rules();
  book.Reopen();
  CHECK(book.journal().rules()->freezes == before->freezes);
  CHECK(book.journal().rules()->delayed == before->delayed);
  book.CheckLaws();
}

}  // namespace
}  // namespace registry::testing
