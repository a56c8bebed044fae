// Encumbrances for a creditor.
#include <string>
#include <utility>

#include "ledger/checks.h"
#include "ledger/freeze.h"
#include "ledger/freeze_parts.h"

namespace registry::ledger {

Touched TouchedBy(const Rules& rules, const Pledge& pledge) {
  Touched touched;
  touched.accounts.insert(pledge.account);
  if (const Instrument* instrument = rules.FindInstrument(pledge.instrument)) {
    touched.positions = {{pledge.account, instrument->id, Bucket::kRegistered},
                         {pledge.account, instrument->id, Bucket::kPledged}};
  }
  return touched;
}

Decision DecideOn(const Context& context, const Pledge& pledge) {
  Checks checks(context);
  const Account* account = checks.FindAccountFor(pledge.account, Use::kPledge);
  const Instrument* instrument = checks.FindInstrument(pledge.instrument);
  checks.InstrumentMay(instrument, {{account, Use::kPledge}});
  checks.Holds(account, instrument, Bucket::kRegistered, pledge.quantity);
  checks.HasRoom(pledge.account, instrument, Bucket::kPledged, pledge.quantity);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Freeze fact;
  fact.id = context.ids.sequence;
  fact.scope = FreezeScope::kPledge;
  fact.account = pledge.account;
  fact.instrument = pledge.instrument;
  fact.quantity = pledge.quantity;
  fact.authority = pledge.pledgee;
  fact.from = context.now;
  fact.recorded_at = context.now;
  return Effects{{{{account->id, instrument->id, Bucket::kRegistered},
                   {account->id, instrument->id, Bucket::kPledged},
                   pledge.quantity}},
                 {std::move(fact)}};
}

Touched TouchedBy(const Rules& rules, const ReleasePledge& release) {
  Touched touched;
  const auto found = rules.freezes.find(release.pledge);
  if (found == rules.freezes.end() || found->second.scope != FreezeScope::kPledge) return touched;
  TouchAccountOf(found->second, rules.FindInstrument(found->second.instrument),
                 {Bucket::kPledged, Bucket::kRegistered}, touched);
  return touched;
}

Decision DecideOn(const Context& context, const ReleasePledge& release) {
  Checks checks(context);
  const Freeze* pledge = FindPledge(checks, context.rules, release.pledge);
  IsInForce(checks, pledge, context.now);
  if (pledge == nullptr) return checks.Rejected();
  const Account* account = AccountOf(context.snapshot, *pledge);
  const Instrument* instrument = context.rules.FindInstrument(pledge->instrument);
  if (account == nullptr || instrument == nullptr) return Fault{"a pledge of nothing"};
  checks.HasRoom(account->id, instrument, Bucket::kRegistered, pledge->quantity);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  Freeze released = *pledge;
  released.state = FreezeState::kReleased;
  return Effects{{{{account->id, instrument->id, Bucket::kPledged},
                   {account->id, instrument->id, Bucket::kRegistered},
                   pledge->quantity}},
                 {std::move(released)}};
}

}  // namespace registry::ledger
