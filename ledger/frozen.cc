// What becomes of what a freeze holds: judicial deduction, and surrender with the court's consent.
#include <string>
#include <utility>
#include <variant>

#include "ledger/checks.h"
#include "ledger/freeze.h"
#include "ledger/freeze_parts.h"
#include "ledger/surrender_from.h"

namespace registry::ledger {
namespace {

const Freeze* FindIn(const Rules& rules, Sequence id) {
  const auto found = rules.freezes.find(id);
  return found == rules.freezes.end() ? nullptr : &found->second;
}

// Adds to what left a freeze in all; FailTotal when the sum leaves 64 bits.
Quantity AddTo(Quantity in_all, Quantity taken, const char* figure, Checks& checks) {
  if (const auto sum = Add(in_all, taken)) return *sum;
  checks.FailTotal(figure, in_all, taken);
  return in_all;
}

Surrender AsSurrender(const SurrenderFrozen& frozen, AccountId unit) {
  return {unit, frozen.sector, frozen.period, {{frozen.instrument, frozen.quantity}}, false};
}

}  // namespace

Touched TouchedBy(const Rules& rules, const DeductFrozen& deduct) {
  Touched touched;
  touched.accounts.insert(deduct.acquiring_account);
  const Instrument* instrument = rules.FindInstrument(deduct.instrument);
  if (instrument != nullptr) {
    touched.positions.insert({deduct.acquiring_account, instrument->id, Bucket::kRegistered});
  }
  const Freeze* freeze = FindIn(rules, deduct.freeze);
  if (freeze != nullptr) TouchAccountOf(*freeze, instrument, {Bucket::kFrozen}, touched);
  return touched;
}

Decision DecideOn(const Context& context, const DeductFrozen& deduct) {
  Checks checks(context);
  const Freeze* freeze = FindFreeze(checks, context.rules, deduct.freeze);
  const bool in_force = IsInForce(checks, freeze, context.now);
  const Account* account = freeze == nullptr ? nullptr : AccountOf(context.snapshot, *freeze);
  const Account* acquiring = checks.FindAccountFor(deduct.acquiring_account, Use::kDeductAcquiring);
  if (account != nullptr) checks.AreTwo(account->id, deduct.acquiring_account);
  const Instrument* instrument = checks.FindInstrument(deduct.instrument);
  checks.InstrumentMay(instrument, {{acquiring, Use::kDeductAcquiring}});
  if (in_force) {
    Holds(checks, PartOf(context, *freeze, account, instrument), instrument, deduct.quantity);
  }
  checks.HasRoom(deduct.acquiring_account, instrument, Bucket::kRegistered, deduct.quantity);
  if (freeze == nullptr) return checks.Rejected();
  Freeze after = Shrunk(*freeze, deduct.quantity);
  after.deducted = AddTo(freeze->deducted, deduct.quantity, "deducted_tco2e", checks);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{{{account->id, instrument->id, Bucket::kFrozen},
                   {acquiring->id, instrument->id, Bucket::kRegistered},
                   deduct.quantity}},
                 {std::move(after)}};
}

Touched TouchedBy(const Rules& rules, const SurrenderFrozen& frozen) {
  const Freeze* freeze = FindIn(rules, frozen.freeze);
  if (freeze == nullptr) return {};
  if (freeze->account) {
    return TouchedBySurrender(rules, AsSurrender(frozen, *freeze->account), Bucket::kFrozen);
  }
  Touched touched;
  const Instrument* instrument = rules.FindInstrument(frozen.instrument);
  TouchAccountOf(*freeze, instrument, {}, touched);
  if (instrument != nullptr) {
    touched.positions.insert({kSurrenderAccount, instrument->id, Bucket::kRegistered});
  }
  return touched;
}

Decision DecideOn(const Context& context, const SurrenderFrozen& frozen) {
  Checks checks(context);
  const Freeze* freeze = FindFreeze(checks, context.rules, frozen.freeze);
  const bool in_force = IsInForce(checks, freeze, context.now);
  const Account* account = freeze == nullptr ? nullptr : AccountOf(context.snapshot, *freeze);
  const Instrument* instrument = context.rules.FindInstrument(frozen.instrument);
  FrozenPart part;
  if (in_force) part = PartOf(context, *freeze, account, instrument);
  if (account == nullptr) {  // it holds nothing, and there is nobody whose obligation it could be
    if (in_force) Holds(checks, part, checks.FindInstrument(frozen.instrument), frozen.quantity);
    return checks.Rejected();
  }
  Decision decision =
      DecideSurrender(context, checks, AsSurrender(frozen, account->id), {Bucket::kFrozen, part});
  auto* effects = std::get_if<Effects>(&decision);
  if (effects == nullptr) return decision;
  Freeze after = Shrunk(*freeze, frozen.quantity);
  after.surrendered = AddTo(freeze->surrendered, frozen.quantity, "surrendered_tco2e", checks);
  if (checks.failed()) return checks.Rejected();
  effects->facts.emplace_back(std::move(after));
  return decision;
}

}  // namespace registry::ledger
