#include "ledger/return_allowances.h"

#include "ledger/checks.h"

namespace registry::ledger {

Touched TouchedBy(const Rules& rules, const ReturnAllowances& give_back) {
  Touched touched;
  touched.accounts = {give_back.transferring_account, give_back.acquiring_account};
  if (const Instrument* instrument = rules.FindInstrument(give_back.instrument)) {
    touched.positions = {{give_back.transferring_account, instrument->id, Bucket::kRegistered},
                         {give_back.acquiring_account, instrument->id, Bucket::kRegistered}};
  }
  return touched;
}

Decision DecideOn(const Context& context, const ReturnAllowances& give_back) {
  Checks checks(context);
  const bool two = checks.AreTwo(give_back.transferring_account, give_back.acquiring_account);
  const Account* transferring =
      checks.FindAccountFor(give_back.transferring_account, Use::kReturnTransferring);
  const Account* acquiring =
      two ? checks.FindAccountFor(give_back.acquiring_account, Use::kReturnAcquiring) : nullptr;
  if (transferring != nullptr && acquiring != nullptr &&
      transferring->province != acquiring->province) {
    checks.Fail(Reason::kProvinceMismatch, {{"province", transferring->province},
                                            {"acquiring_province", acquiring->province}});
  }
  const Instrument* instrument = checks.FindInstrument(give_back.instrument);
  checks.InstrumentMay(
      instrument, {{transferring, Use::kReturnTransferring}, {acquiring, Use::kReturnAcquiring}});
  checks.FindPeriod(give_back.period);
  checks.Holds(transferring, instrument, Bucket::kRegistered, give_back.quantity);
  if (two) {
    checks.HasRoom(give_back.acquiring_account, instrument, Bucket::kRegistered,
                   give_back.quantity);
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{{{transferring->id, instrument->id, Bucket::kRegistered},
                   {acquiring->id, instrument->id, Bucket::kRegistered},
                   give_back.quantity}},
                 {}};
}

}  // namespace registry::ledger
