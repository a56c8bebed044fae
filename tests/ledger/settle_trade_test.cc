#include "ledger/settle_trade.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <variant>

#include "tests/ledger/freezing.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {
namespace {

SettleTrade TradeOf(std::int64_t quantity, TradingMethod method = TradingMethod::kListed) {
  return {"T1",
          "CEA1920",
          method,
          kUnit,
          kFarUnit,
          {quantity},
          Fen{4279},
          Fen{4279 * quantity},
          Beijing(2021, 12, 16, 14)};
}

World Market(std::int64_t held = 1'000'000) {
  World world;
  world.Hold(kUnit, kCea1920, held, Bucket::kTrading);
  return world;
}

std::string ReasonsOf(const World& world, const SettleTrade& trade) {
  return Reasons(world.Decide(world.RequestOf(kExchange, trade)));
}

TEST_CASE("a trade is delivered between trading sides and remembered as the exchange told it") {
  World world = Market(500);
  const SettleTrade trade = TradeOf(500);
  const Decision decision = world.Decide(world.RequestOf(kExchange, trade));
  CHECK(std::get<Effects>(decision) ==
        Effects{
            {{{kUnit, kCea1920, Bucket::kTrading}, {kFarUnit, kCea1920, Bucket::kTrading}, {500}}},
            {Trade{"T1",
                   "CEA1920",
                   TradingMethod::kListed,
                   kUnit,
                   kFarUnit,
                   {500},
                   {4279},
                   {4279 * 500},
                   Beijing(2021, 12, 16, 14)}}});
}

TEST_CASE("the seller delivers exactly what stands on the trading side, not one allowance more") {
  World world = Market(500);
  world.Hold(kUnit, kCea1920, 1000);
  CHECK(world.Ask(kExchange, TradeOf(501)) ==
        "INSUFFICIENT_HOLDING requested_tco2e=501 available_tco2e=500 account=" + No(kUnit) +
            " instrument=CEA1920");
  CHECK(world.Ask(kExchange, TradeOf(500)) == "accepted");
}

TEST_CASE("a delivered trade id is answered for its state, under another content it is refused") {
  World world = Market(500);
  REQUIRE(world.Do(kExchange, TradeOf(500)) == "accepted");
  CHECK(world.Ask(kExchange, TradeOf(500)) == "TRADE_ALREADY_DELIVERED trade=T1");

  const auto other = [&](auto change) {
    SettleTrade trade = TradeOf(500);
    change(trade);
    return world.Ask(kExchange, trade);
  };
  const std::string reused = "TRADE_ID_REUSED trade=T1";
  CHECK(other([](SettleTrade& t) { t.instrument = "CEA21"; }) == reused);
  CHECK(other([](SettleTrade& t) { t.method = TradingMethod::kOneWayBidding; }) == reused);
  CHECK(other([](SettleTrade& t) { t.seller = kOtherUnit; }) == reused);
  CHECK(other([](SettleTrade& t) { t.buyer = kOtherUnit; }) == reused);
  CHECK(other([](SettleTrade& t) { t.quantity = {499}; }) == reused);
  CHECK(other([](SettleTrade& t) { t.price = {4280}; }) == reused);
  CHECK(other([](SettleTrade& t) { t.amount = {1}; }) == reused);
  CHECK(other([](SettleTrade& t) { t.match_time.micros += 1; }) == reused);
  CHECK(other([](SettleTrade& t) { t.trade_id = "T2"; }) ==
        "INSUFFICIENT_HOLDING requested_tco2e=500 available_tco2e=0 account=" + No(kUnit) +
            " instrument=CEA1920");
}

TEST_CASE("a refused trade may come again") {
  World world = Market(499);
  REQUIRE(world.Do(kExchange, TradeOf(500)) != "accepted");
  world.Hold(kUnit, kCea1920, 500, Bucket::kTrading);
  CHECK(world.Do(kExchange, TradeOf(500)) == "accepted");
}

TEST_CASE("a listed trade is below 100,000 t, a block trade is not, bidding has no bounds") {
  const World world = Market();
  using enum TradingMethod;
  CHECK(world.Ask(kExchange, TradeOf(99'999, kListed)) == "accepted");
  CHECK(world.Ask(kExchange, TradeOf(100'000, kListed)) ==
        "TRADE_SIZE_OUTSIDE_METHOD method=LISTED quantity_tco2e=100000 threshold_tco2e=100000");
  CHECK(world.Ask(kExchange, TradeOf(99'999, kBlock)) ==
        "TRADE_SIZE_OUTSIDE_METHOD method=BLOCK quantity_tco2e=99999 threshold_tco2e=100000");
  CHECK(world.Ask(kExchange, TradeOf(100'000, kBlock)) == "accepted");
  CHECK(world.Ask(kExchange, TradeOf(1, kOneWayBidding)) == "accepted");
  CHECK(world.Ask(kExchange, TradeOf(1'000'000, kOneWayBidding)) == "accepted");
}

TEST_CASE("the amount is price times quantity to the fen") {
  const World world = Market(500);
  SettleTrade trade = TradeOf(500);
  trade.amount.value -= 1;
  CHECK(world.Ask(kExchange, trade) ==
        "TRADE_AMOUNT_MISMATCH amount_fen=2139499 price_fen=4279 quantity_tco2e=500");
  trade.amount.value += 2;
  CHECK(ReasonsOf(world, trade) == "TRADE_AMOUNT_MISMATCH");
  // A product that leaves 64 bits is no amount, also where it wraps around to the one given.
  trade.price = {(INT64_MAX / 500) + 1};
  trade.amount = {static_cast<std::int64_t>(static_cast<std::uint64_t>(trade.price.value) * 500)};
  CHECK(ReasonsOf(world, trade) == "TRADE_AMOUNT_MISMATCH");
}

TEST_CASE("the match time lies in a session of its method, both ends inside") {
  const World world = Market();
  const auto ask = [&](TradingMethod method, int hour, int minute, std::int64_t micros) {
    SettleTrade trade = TradeOf(method == TradingMethod::kBlock ? 100'000 : 500, method);
    trade.match_time = {Beijing(2021, 12, 16, hour, minute).micros + micros};
    return ReasonsOf(world, trade);
  };
  const std::string outside = "TRADE_TIME_INVALID";
  for (const TradingMethod method : {TradingMethod::kListed, TradingMethod::kOneWayBidding}) {
    CHECK(ask(method, 9, 30, -1) == outside);
    CHECK(ask(method, 9, 30, 0) == "accepted");
    CHECK(ask(method, 11, 30, 0) == "accepted");
    CHECK(ask(method, 11, 30, 1) == outside);
  }
  for (const TradingMethod method :
       {TradingMethod::kListed, TradingMethod::kBlock, TradingMethod::kOneWayBidding}) {
    CHECK(ask(method, 13, 0, -1) == outside);
    CHECK(ask(method, 13, 0, 0) == "accepted");
    CHECK(ask(method, 15, 0, 0) == "accepted");
    CHECK(ask(method, 15, 0, 1) == outside);
    CHECK(ask(method, 0, 0, 0) == outside);
    CHECK(ask(method, 23, 0, 0) == outside);
  }
  CHECK(ask(TradingMethod::kBlock, 10, 0, 0) == outside);
  SettleTrade trade = TradeOf(500);
  for (const std::int64_t micros : {INT64_MIN, INT64_MAX}) {
    trade.match_time = {micros};
    CHECK(world.Ask(kExchange, trade).find("TRADE_TIME_INVALID") != std::string::npos);
  }
}

TEST_CASE("a match time is not after the arrival") {
  World world = Market();
  SettleTrade trade = TradeOf(500);
  world.received_at = trade.match_time;
  CHECK(world.Ask(kExchange, trade) == "accepted");
  world.received_at.micros -= 1;
  CHECK(world.Ask(kExchange, trade) ==
        "TRADE_TIME_INVALID match_time=2021-12-16T06:00:00Z "
        "received_at=2021-12-16T05:59:59.999999Z method=LISTED");
}

TEST_CASE("an instrument is tradable from its first instant to before its last") {
  World world = Market();
  SettleTrade trade = TradeOf(500);
  Instrument& instrument = world.rules.instruments.at("CEA1920");
  instrument.tradable_from = trade.match_time;
  CHECK(world.Ask(kExchange, trade) == "accepted");
  instrument.tradable_from = Instant{trade.match_time.micros + 1};
  CHECK(world.Ask(kExchange, trade) ==
        "INSTRUMENT_NOT_TRADABLE instrument=CEA1920 match_time=2021-12-16T06:00:00Z");
  instrument.tradable_from = Instant{};
  instrument.tradable_until = Instant{trade.match_time.micros + 1};
  CHECK(world.Ask(kExchange, trade) == "accepted");
  instrument.tradable_until = trade.match_time;
  CHECK(ReasonsOf(world, trade) == "INSTRUMENT_NOT_TRADABLE");
  instrument.tradable_from.reset();
  instrument.tradable_until.reset();
  CHECK(ReasonsOf(world, trade) == "INSTRUMENT_NOT_TRADABLE");
}

TEST_CASE("a trade matched before a restriction still settles, one matched with it does not") {
  for (const AccountId party : {kUnit, kFarUnit}) {
    World world = Market();
    const SettleTrade trade = TradeOf(500);
    world.SetStatus(party, AccountStatus::kRestricted, {trade.match_time.micros + 1});
    CHECK(world.Ask(kExchange, trade) == "accepted");
    world.SetStatus(party, AccountStatus::kRestricted, trade.match_time);
    CHECK(world.Ask(kExchange, trade) ==
          "ACCOUNT_STATUS_FORBIDS account=" + No(party) + " status=RESTRICTED");
    // The exception is for restrictions only.
    world.SetStatus(party, AccountStatus::kClosing, {trade.match_time.micros + 1});
    CHECK(world.Ask(kExchange, trade) ==
          "ACCOUNT_STATUS_FORBIDS account=" + No(party) + " status=CLOSING");
  }
}

TEST_CASE(
    "what a freeze of an earlier day wants of TRADING cannot be sold, what today's wants can") {
  World world = Market(100);
  world.now = world.received_at = Beijing(2021, 12, 15, 10);
  REQUIRE(Raw(Freezing(world, OnQuantity(kUnit, 60))) == 1);
  const auto matched = [&](std::int64_t quantity, Instant match_time) {
    world.received_at = match_time;
    SettleTrade trade = TradeOf(quantity);
    trade.match_time = match_time;
    return world.Ask(kExchange, trade);
  };
  const std::string short_of_it =
      "INSUFFICIENT_HOLDING requested_tco2e=41 available_tco2e=40 "
      "account=" +
      No(kUnit) + " instrument=CEA1920";
  // The day's delivery comes before the freeze, also when it is told after midnight.
  CHECK(matched(100, Beijing(2021, 12, 15, 14)) == "accepted");
  world.now = Beijing(2021, 12, 16, 14);
  CHECK(matched(100, Beijing(2021, 12, 15, 14)) == "accepted");
  CHECK(matched(41, Beijing(2021, 12, 16, 14)) == short_of_it);
  CHECK(matched(40, Beijing(2021, 12, 16, 14)) == "accepted");
  // The registry takes what is left: the same answer.
  CHECK(world.Do(kHouse, TakeFrozen{kUnit, kCea1920, Bucket::kTrading}) == "accepted");
  CHECK(matched(41, Beijing(2021, 12, 16, 14)) == short_of_it);
  CHECK(matched(40, Beijing(2021, 12, 16, 14)) == "accepted");
  // Nothing is owed to a freeze whose time is over, or of another account.
  World over = Market(100);
  over.now = over.received_at = Beijing(2021, 12, 15, 10);
  REQUIRE(Raw(Freezing(over, OnAccount(kUnit, Beijing(2021, 12, 16)))) == 1);
  REQUIRE(Raw(Freezing(over, OnAccount(kFarUnit))) == 2);
  over.now = over.received_at = Beijing(2021, 12, 16, 14);
  CHECK(ReasonsOf(over, TradeOf(100)) == "accepted");
}

TEST_CASE("units, institutions and individuals trade, authorities do not") {
  World world = Market();
  SettleTrade trade = TradeOf(500);
  for (const AccountId buyer : {kInstitution, kIndividual}) {
    trade.buyer = buyer;
    CHECK(world.Ask(kExchange, trade) == "accepted");
  }
  trade.buyer = kAuthority;
  CHECK(world.Ask(kExchange, trade) ==
        "ACCOUNT_KIND_FORBIDS account=" + No(kAuthority) + " kind=PROVINCIAL_AUTHORITY");
}

TEST_CASE("a trade that leaves 64 bits at the buyer is refused") {
  World world = Market();
  world.Hold(kFarUnit, kCea1920, kMost - 499, Bucket::kTrading);
  CHECK(world.Ask(kExchange, TradeOf(499)) == "accepted");
  CHECK(world.Ask(kExchange, TradeOf(500)) ==
        "BALANCE_OVERFLOW account=" + No(kFarUnit) +
            " instrument=CEA1920 balance_tco2e=9223372036854775308 requested_tco2e=500");
}

TEST_CASE("a trade lists every check that fails in order") {
  World world;
  SettleTrade trade = TradeOf(100'000);
  trade.buyer = kUnit;
  trade.amount = {1};
  trade.match_time = Beijing(2021, 7, 15, 12);
  world.SetStatus(kUnit, AccountStatus::kClosed, {});
  CHECK(ReasonsOf(world, trade) ==
        "SAME_ACCOUNT ACCOUNT_STATUS_FORBIDS INSTRUMENT_NOT_TRADABLE TRADE_AMOUNT_MISMATCH "
        "TRADE_SIZE_OUTSIDE_METHOD TRADE_TIME_INVALID INSUFFICIENT_HOLDING");
  trade.buyer = kNobody;
  trade.seller = AccountId{1998};
  trade.instrument = "CEA99";
  CHECK(ReasonsOf(world, trade) ==
        "ACCOUNT_NOT_FOUND ACCOUNT_NOT_FOUND INSTRUMENT_NOT_FOUND TRADE_AMOUNT_MISMATCH "
        "TRADE_SIZE_OUTSIDE_METHOD TRADE_TIME_INVALID");
  trade.buyer = kSurrenderAccount;
  trade.seller = kAuthority;
  trade.instrument = "CNY";
  world.SetStatus(kSurrenderAccount, AccountStatus::kClosed, {});
  world.SetStatus(kAuthority, AccountStatus::kClosed, {});
  world.Hold(kSurrenderAccount, kCny, kMost, Bucket::kTrading);
  CHECK(ReasonsOf(world, trade) ==
        "ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS ACCOUNT_KIND_FORBIDS ACCOUNT_STATUS_FORBIDS "
        "INSTRUMENT_KIND_FORBIDS INSTRUMENT_NOT_TRADABLE TRADE_AMOUNT_MISMATCH "
        "TRADE_SIZE_OUTSIDE_METHOD TRADE_TIME_INVALID INSUFFICIENT_HOLDING BALANCE_OVERFLOW");
}

}  // namespace
}  // namespace registry::ledger::testing
