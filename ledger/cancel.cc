#include "ledger/cancel.h"

#include "ledger/checks.h"

namespace registry::ledger {

Touched TouchedBy(const Rules& rules, const Cancel& cancel) {
  Touched touched;
  touched.accounts.insert(cancel.account);
  if (const Instrument* instrument = rules.FindInstrument(cancel.instrument)) {
    touched.positions = {{cancel.account, instrument->id, Bucket::kRegistered},
                         {kCancellationAccount, instrument->id, Bucket::kRegistered}};
  }
  return touched;
}

Decision DecideOn(const Context& context, const Cancel& cancel) {
  Checks checks(context);
  const Account* account = checks.FindAccountFor(cancel.account, Use::kCancel);
  const Instrument* instrument = checks.FindInstrument(cancel.instrument);
  checks.InstrumentMay(instrument, {{account, Use::kCancel}});
  checks.Holds(account, instrument, Bucket::kRegistered, cancel.quantity);
  checks.HasRoom(kCancellationAccount, instrument, Bucket::kRegistered, cancel.quantity);
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{{{account->id, instrument->id, Bucket::kRegistered},
                   {kCancellationAccount, instrument->id, Bucket::kRegistered},
                   cancel.quantity}},
                 {}};
}

}  // namespace registry::ledger
