#include "ledger/freeze.h"

#include <string>
#include <utility>

#include "ledger/checks.h"
#include "ledger/freeze_parts.h"
#include "ledger/policy.h"

namespace registry::ledger {
namespace {

bool IsOfAccount(FreezeScope scope) {
  return scope == FreezeScope::kAccount || scope == FreezeScope::kQuantity;
}

Freeze FactOf(const Context& context, const FreezeHolding& ordered) {
  Freeze freeze;
  freeze.id = context.ids.sequence;
  freeze.scope = ordered.scope;
  if (IsOfAccount(ordered.scope)) freeze.account = ordered.account;
  if (ordered.scope == FreezeScope::kHolder) {
    freeze.social_credit_code = ordered.social_credit_code;
  }
  if (ordered.scope == FreezeScope::kQuantity) {
    freeze.instrument = ordered.instrument;
    freeze.quantity = ordered.quantity;
  }
  if (ordered.scope == FreezeScope::kProcess) freeze.process = ordered.process;
  freeze.case_number = ordered.case_number;
  freeze.authority = ordered.authority;
  freeze.from = ordered.from;
  freeze.until = ordered.until;
  freeze.recorded_at = context.now;
  return freeze;
}

// The keys of the account that a freeze holds on. What is about one instrument touches that one.
void TouchFrozen(const Rules& rules, const Freeze& freeze, Touched& touched) {
  const bool of_quantity = freeze.scope == FreezeScope::kQuantity;
  TouchAccountOf(freeze, of_quantity ? rules.FindInstrument(freeze.instrument) : nullptr,
                 {Bucket::kRegistered, Bucket::kFrozen}, touched);
  if (freeze.account && !of_quantity) touched.account_positions.insert(*freeze.account);
}

Touched TouchedByEnd(const Rules& rules, Sequence id) {
  Touched touched;
  const auto found = rules.freezes.find(id);
  if (found != rules.freezes.end()) TouchFrozen(rules, found->second, touched);
  return touched;
}

// What is put under a new freeze at once: what is REGISTERED, as far as this freeze and those
// before it want it.
void TakeRegistered(const Context& context, const Freeze& freeze, const Account& account,
                    Effects& effects) {
  for (const auto& [code, instrument] : context.rules.instruments) {
    if (!IsAbout(freeze, instrument) || !KindMay(account.kind, Use::kFreeze, instrument.kind)) {
      continue;
    }
    auto wanted = WantedInAll(context.rules, account, instrument, {context.now, {}, {}});
    if (wanted) {
      wanted =
          freeze.scope == FreezeScope::kQuantity ? Add(*wanted, freeze.quantity) : std::nullopt;
    }
    const auto taken = TakeFor(wanted, context.snapshot, account, instrument, Bucket::kRegistered);
    if (taken) effects.postings.push_back(*taken);
  }
}

// Ends a freeze: what the others do not want is REGISTERED again.
Effects End(const Context& context, Freeze freeze, FreezeState state) {
  Effects effects;
  if (const Account* account = AccountOf(context.snapshot, freeze)) {
    for (const auto& [code, instrument] : context.rules.instruments) {
      if (!IsAbout(freeze, instrument)) continue;
      const PositionKey position{account->id, instrument.id, Bucket::kFrozen};
      const Quantity frozen = context.snapshot.FindPosition(position).balance;
      const auto wanted =
          WantedInAll(context.rules, *account, instrument, {context.now, {}, freeze.id});
      if (!wanted || frozen <= *wanted) continue;
      effects.postings.push_back({position,
                                  {account->id, instrument.id, Bucket::kRegistered},
                                  {frozen.value - wanted->value}});
    }
  }
  freeze.state = state;
  effects.facts.emplace_back(std::move(freeze));
  return effects;
}

Facts DatesOf(Instant from, Instant until, Instant now) {
  return {{"from", Text(from)}, {"until", Text(until)}, {"now", Text(now)}};
}

}  // namespace

Touched TouchedBy(const Rules& rules, const FreezeHolding& ordered) {
  Touched touched;
  Freeze freeze;
  freeze.scope = ordered.scope;
  if (IsOfAccount(ordered.scope)) freeze.account = ordered.account;
  freeze.social_credit_code = ordered.social_credit_code;
  freeze.instrument = ordered.instrument;
  TouchFrozen(rules, freeze, touched);
  return touched;
}

Decision DecideOn(const Context& context, const FreezeHolding& ordered) {
  Checks checks(context);
  const Freeze freeze = FactOf(context, ordered);
  const Account* account = nullptr;
  if (freeze.account) {
    account = checks.FindAccountFor(*freeze.account, Use::kFreeze);
  } else {
    account = AccountOf(context.snapshot, freeze);
  }
  if (freeze.scope == FreezeScope::kQuantity) {
    checks.InstrumentMay(checks.FindInstrument(freeze.instrument), {{account, Use::kFreeze}});
  }
  if (freeze.process && !MayBeStopped(*freeze.process)) {
    checks.Fail(Reason::kProcessNotStoppable,
                {{"process", std::string(CommandTypeName(*freeze.process))}});
  }
  if (freeze.from > context.now || context.now >= freeze.until) {
    checks.Fail(Reason::kFreezeDatesInvalid, DatesOf(freeze.from, freeze.until, context.now));
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Effects effects;
  if (account != nullptr) TakeRegistered(context, freeze, *account, effects);
  effects.facts.emplace_back(freeze);
  return effects;
}

Touched TouchedBy(const Rules&, const RenewFreeze&) { return {}; }

Decision DecideOn(const Context& context, const RenewFreeze& renew) {
  Checks checks(context);
  const Freeze* freeze = FindFreeze(checks, context.rules, renew.freeze);
  IsInForce(checks, freeze, context.now);
  if (freeze != nullptr && renew.until <= freeze->until) {
    checks.Fail(Reason::kFreezeDatesInvalid, DatesOf(freeze->from, renew.until, context.now));
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Freeze renewed = *freeze;
  renewed.until = renew.until;
  return Effects{{}, {std::move(renewed)}};
}

Touched TouchedBy(const Rules& rules, const ReleaseFreeze& release) {
  return TouchedByEnd(rules, release.freeze);
}

Decision DecideOn(const Context& context, const ReleaseFreeze& release) {
  Checks checks(context);
  const Freeze* freeze = FindFreeze(checks, context.rules, release.freeze);
  IsInForce(checks, freeze, context.now);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return End(context, *freeze, FreezeState::kReleased);
}

Touched TouchedBy(const Rules& rules, const ExpireFreeze& expire) {
  return TouchedByEnd(rules, expire.freeze);
}

Decision DecideOn(const Context& context, const ExpireFreeze& expire) {
  Checks checks(context);
  const Freeze* freeze = FindFreeze(checks, context.rules, expire.freeze);
  if (freeze != nullptr && freeze->state != FreezeState::kInForce) {
    IsInForce(checks, freeze, context.now);
  } else if (freeze != nullptr && context.now < freeze->until) {
    checks.Fail(Reason::kFreezeNotEnded, {{"freeze", std::to_string(Raw(freeze->id))},
                                          {"until", Text(freeze->until)},
                                          {"now", Text(context.now)}});
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return End(context, *freeze, FreezeState::kExpired);
}

}  // namespace registry::ledger
