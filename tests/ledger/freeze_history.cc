// What is asked in a random history, and what the model answers.
#include "tests/ledger/freeze_history.h"

#include "ledger/calendar.h"

namespace registry::ledger::testing {
namespace {

constexpr AccountId kHolders[] = {kUnit, kUnit, kOtherUnit};
const std::string kThings[] = {"CEA1920", "CEA1920", "CEA1920", "CEA21"};

}  // namespace

FreezeHistory::Drawn FreezeHistory::Draw(Dice& dice) {
  const AccountId id = dice.Of(kHolders);
  const int account = Number(id);
  const AccountId other = id == kUnit ? kOtherUnit : kUnit;
  const std::string thing = dice.Of(kThings);
  const std::int64_t freeze = AnyFreeze(dice);
  const auto tonnes = [&](char bucket) { return AnyTonnes(dice, id, thing, bucket); };
  switch (dice.Below(18)) {
    case 0:
    case 1:
      return DrawOrder(dice, id, thing);
    case 2: {
      const Instant until{world_.now.micros + (dice.Below(60) - 5) * kHour};
      expected_ = model_.Renew(freeze, until.micros);
      return {"renew", RenewFreeze{Sequence{freeze}, until, {}}};
    }
    case 3:
      expected_ = model_.End(freeze, false);
      return {"release", ReleaseFreeze{Sequence{freeze}, "", {}}};
    case 4:
      expected_ = model_.End(freeze, true);
      return {"expire", ExpireFreeze{Sequence{freeze}}, kHouse};
    case 5: {
      const AccountId to = dice.Rarely(15) ? kNobody : dice.Below(4) == 0 ? id : other;
      const std::int64_t t = AnyOfHeap(dice, freeze, thing);
      expected_ = model_.Deduct(freeze, thing, t, Number(to));
      return {"deduct", DeductFrozen{Sequence{freeze}, thing, {t}, to, {}}};
    }
    case 6: {
      const std::int64_t t = AnyOfHeap(dice, freeze, thing);
      expected_ = model_.Consent(freeze, thing, t);
      return {"consent",
              SurrenderFrozen{Sequence{freeze}, thing, {t}, Sector::kPower, "2019-20", {}}};
    }
    case 7:
    case 8: {
      const auto& [letter, bucket] = kBuckets[dice.Below(2)];
      expected_ = model_.TakeFrom(account, thing, letter);
      return {"take", TakeFrozen{id, world_.rules.FindInstrument(thing)->id, bucket}, kHouse};
    }
    case 9: {
      const std::int64_t t = tonnes('R');
      expected_ = model_.Bring("PLEDGE", account, 'R', account, 'L', thing, t);
      if (expected_ == "accepted")
        model_.orders[Next()] = {'l', account, thing, {}, t, {}, {}, {}, {}, {}};
      return {"pledge", Pledge{id, thing, {t}, "bank", {}}};
    }
    case 10:
      expected_ = model_.Why(freeze, true);
      if (expected_ == "accepted") {
        NaiveFreezes::Order& pledge = model_.orders[freeze];
        pledge.ended = true;
        model_.Bring("", pledge.account, 'L', pledge.account, 'R', pledge.thing, pledge.left);
      }
      return {"unpledge", ReleasePledge{Sequence{freeze}, {}}};
    case 11: {
      const std::int64_t t = tonnes('R');
      expected_ = model_.Bring("TRANSFER", account, 'R', account, 'P', thing, t);
      if (expected_ == "accepted") model_.waiting[Next()] = {account, Number(other), thing, t};
      return {"propose", Giving(id, other, t, thing), kOperator, "op-1"};
    }
    case 12:
    case 13:
      return DrawAnswer(dice);
    case 14: {
      const std::int64_t t = 1 + dice.Below(40);
      model_.Arrive(account, thing, 'R', t);
      expected_ = "accepted";
      return {"allocate", Allocate{kAuthority, id, thing, "2019-20", {}, {t}}};
    }
    case 15: {
      const std::int64_t t = tonnes('R');
      expected_ = model_.Bring("MOVE_TO_TRADING", account, 'R', account, 'T', thing, t);
      return {"to trading", MoveToTrading{id, thing, {t}}};
    }
    case 16: {
      const std::int64_t t = tonnes('T');
      expected_ = model_.Bring("MOVE_FROM_TRADING", account, 'T', account, 'R', thing, t);
      return {"from trading", MoveFromTrading{id, thing, {t}}, kExchange};
    }
    default: {
      const std::int64_t t = AnyTonnes(dice, id, "CEA1920", 'T');
      // At two in the afternoon, today's if that is over.
      Instant matched{StartOfDay(world_.now).micros + 14 * kHour};
      if (matched > world_.now || dice.Below(2) == 0) matched.micros -= 24 * kHour;
      expected_ = model_.Sell(account, Number(other), "CEA1920", t, matched.micros);
      return {"trade",
              SettleTrade{"T" + std::to_string(trades_++),
                          "CEA1920",
                          TradingMethod::kListed,
                          id,
                          other,
                          {t},
                          {1},
                          {t},
                          matched},
              kExchange};
    }
  }
}

FreezeHistory::Drawn FreezeHistory::DrawOrder(Dice& dice, AccountId id, std::string thing) {
  static constexpr char kAbout[] = {'a', 'h', 'q', 'q', 'q', 'p'};
  static constexpr CommandType kProcesses[] = {
      CommandType::kTransfer, CommandType::kTransfer, CommandType::kMoveToTrading,
      CommandType::kSettleTrade, CommandType::kFreezeHolding};
  NaiveFreezes::Order order;
  order.about = dice.Of(kAbout);
  if (order.about == 'q' && dice.Rarely(15)) thing = dice.Below(2) == 0 ? "CNY" : "CEA99";
  if (order.about != 'h' && dice.Rarely(15)) id = kNobody;
  order.until = world_.now.micros + (dice.Below(50) - (dice.Rarely(15) ? 50 : -1)) * kHour;
  FreezeHolding command = OnAccount(id);
  if (order.about != 'p') order.account = Number(id);
  if (order.about == 'h') {
    command = OnHolder("code-" + std::to_string(Raw(id)));
  } else if (order.about == 'q') {
    order.thing = thing;
    order.left = 1 + dice.Below(150);
    command = OnQuantity(id, order.left, {}, thing);
  } else if (order.about == 'p') {
    const CommandType process = dice.Of(kProcesses);
    order.process = CommandTypeName(process);
    order.until = std::min(order.until, world_.now.micros + 12 * kHour);
    command = OnProcess(process);
  }
  command.from = {world_.now.micros + (dice.Rarely(15) ? 1 : 0)};
  command.until = {order.until};
  expected_ = model_.Freeze(Next(), order, command.from.micros);
  return {"freeze", command};
}

FreezeHistory::Drawn FreezeHistory::DrawAnswer(Dice& dice) {
  if (model_.waiting.empty()) return {};
  auto it = model_.waiting.begin();
  std::advance(it, dice.Below(static_cast<int>(model_.waiting.size())));
  const std::int64_t id = it->first;
  const Sequence proposal{id};
  const bool expired = world_.now >= world_.proposals.at(proposal).expires_at;
  if (!expired && dice.Below(3) != 0) {
    expected_ = model_.Approve(id);
    return {"approve", ApproveProposal{proposal, world_.HashOf(proposal)}, kReviewer, "rev-1"};
  }
  const NaiveFreezes::Gift gift = model_.waiting.at(id);
  model_.waiting.erase(id);
  expected_ = model_.Bring("", gift.from, 'P', gift.from, 'R', gift.thing, gift.tonnes);
  if (expired) return {"expire proposal", ExpireProposal{proposal}, kHouse};
  return {"withdraw", WithdrawProposal{proposal, ""}, kOperator, "op-1"};
}

}  // namespace registry::ledger::testing
