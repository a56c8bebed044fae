#include "ledger/allocate.h"

#include "ledger/checks.h"

namespace registry::ledger {

Touched TouchedBy(const Rules& rules, const Allocate& allocate) {
  Touched touched;
  touched.accounts = {allocate.transferring_account, allocate.acquiring_account};
  if (const Instrument* instrument = rules.FindInstrument(allocate.instrument)) {
    touched.positions = {{allocate.transferring_account, instrument->id, Bucket::kRegistered},
                         {allocate.acquiring_account, instrument->id, Bucket::kRegistered}};
  }
  return touched;
}

Decision DecideOn(const Context& context, const Allocate& allocate) {
  Checks checks(context);
  const bool two = checks.AreTwo(allocate.transferring_account, allocate.acquiring_account);
  const Account* transferring =
      checks.FindAccountFor(allocate.transferring_account, Use::kAllocateTransferring);
  const Account* acquiring =
      two ? checks.FindAccountFor(allocate.acquiring_account, Use::kAllocateAcquiring) : nullptr;
  if (transferring != nullptr && acquiring != nullptr &&
      KindMayAny(transferring->kind, Use::kAllocateTransferring) &&
      KindMayAny(acquiring->kind, Use::kAllocateAcquiring)) {
    const bool from_national = transferring->kind == AccountKind::kNational;
    const bool to_authority = acquiring->kind == AccountKind::kProvincialAuthority;
    if (from_national != to_authority) {
      checks.Fail(Reason::kAccountKindForbids,
                  {{"kind", std::string(AccountKindName(transferring->kind))},
                   {"acquiring_kind", std::string(AccountKindName(acquiring->kind))}});
    } else if (!from_national && transferring->province != acquiring->province) {
      checks.Fail(Reason::kProvinceMismatch, {{"province", transferring->province},
                                              {"acquiring_province", acquiring->province}});
    }
  }
  const Instrument* instrument = checks.FindInstrument(allocate.instrument);
  checks.InstrumentMay(instrument, {{transferring, Use::kAllocateTransferring},
                                    {acquiring, Use::kAllocateAcquiring}});
  checks.FindPeriod(allocate.period);
  checks.Holds(transferring, instrument, Bucket::kRegistered, allocate.quantity);
  if (two) {
    checks.HasRoom(allocate.acquiring_account, instrument, Bucket::kRegistered, allocate.quantity);
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{{{transferring->id, instrument->id, Bucket::kRegistered},
                   {acquiring->id, instrument->id, Bucket::kRegistered},
                   allocate.quantity}},
                 {}};
}

}  // namespace registry::ledger
