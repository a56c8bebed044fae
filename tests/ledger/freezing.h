// Freezes as tests order them.
#ifndef TESTS_LEDGER_FREEZING_H_
#define TESTS_LEDGER_FREEZING_H_

#include <cstdint>
#include <string>
#include <utility>

#include "ledger/freeze.h"
#include "tests/ledger/world.h"

namespace registry::ledger::testing {

inline const Instant kOrdered = Beijing(2021, 12, 1, 9);
inline const Instant kEnds = Beijing(2022, 6, 1);

inline FreezeHolding Order(FreezeScope scope, Instant until = kEnds) {
  FreezeHolding order;
  order.scope = scope;
  order.case_number = "(2021) Ji 01 Zhi 42";
  order.authority = "court";
  order.from = kOrdered;
  order.until = until;
  return order;
}

inline FreezeHolding OnAccount(AccountId account, Instant until = kEnds) {
  FreezeHolding order = Order(FreezeScope::kAccount, until);
  order.account = account;
  return order;
}

inline FreezeHolding OnHolder(std::string code, Instant until = kEnds) {
  FreezeHolding order = Order(FreezeScope::kHolder, until);
  order.social_credit_code = std::move(code);
  return order;
}

inline FreezeHolding OnQuantity(AccountId account, std::int64_t quantity, Instant until = kEnds,
                                std::string instrument = "CEA1920") {
  FreezeHolding order = Order(FreezeScope::kQuantity, until);
  order.account = account;
  order.instrument = std::move(instrument);
  order.quantity = {quantity};
  return order;
}

inline FreezeHolding OnProcess(CommandType process, Instant until = kEnds) {
  FreezeHolding order = Order(FreezeScope::kProcess, until);
  order.process = process;
  return order;
}

// Orders a freeze that has to be accepted; its number.
inline Sequence Freezing(World& world, const FreezeHolding& order) {
  const Sequence own{Raw(world.sequence) + 1};
  const std::string answer = world.Do(kOperator, order);
  return answer == "accepted" ? own : Sequence{0};
}

inline std::int64_t Frozen(const World& world, AccountId account = kUnit,
                           InstrumentId instrument = kCea1920) {
  return world.Balance(account, instrument, Bucket::kFrozen);
}

// "1:30/50 2:0/all": what each freeze holds of what it wants, in order of rank.
inline std::string Shares(const World& world, AccountId account = kUnit,
                          const std::string& instrument = "CEA1920") {
  const Instrument& of = *world.rules.FindInstrument(instrument);
  std::string text;
  for (const FreezeShare& share : SharesOf(world.rules, world.accounts.at(account), of,
                                           {Frozen(world, account, of.id)}, world.now)) {
    if (!text.empty()) text += " ";
    text += std::to_string(Raw(share.freeze)) + ":" + std::to_string(share.held.value) + "/" +
            (share.wanted ? std::to_string(share.wanted->value) : "all");
  }
  return text;
}

// Gives from one account to another, by the registry.
inline Transfer Giving(AccountId from, AccountId to, std::int64_t quantity,
                       std::string instrument = "CEA1920") {
  return {from, to, std::move(instrument), {quantity}, TransferGround::kCorrection, {}};
}

}  // namespace registry::ledger::testing

#endif  // TESTS_LEDGER_FREEZING_H_
