#include "ledger/transfer.h"

#include "ledger/checks.h"

namespace registry::ledger {

Touched TouchedBy(const Rules& rules, const Transfer& transfer) {
  Touched touched;
  touched.accounts = {transfer.transferring_account, transfer.acquiring_account};
  if (const Instrument* instrument = rules.FindInstrument(transfer.instrument)) {
    touched.positions = {{transfer.transferring_account, instrument->id, Bucket::kRegistered},
                         {transfer.acquiring_account, instrument->id, Bucket::kRegistered}};
  }
  return touched;
}

std::string_view TransferGroundName(TransferGround ground) {
  switch (ground) {
    case TransferGround::kSuccession:
      return "SUCCESSION";
    case TransferGround::kCompulsoryExecution:
      return "COMPULSORY_EXECUTION";
    case TransferGround::kJudicialDeduction:
      return "JUDICIAL_DEDUCTION";
    case TransferGround::kReturn:
      return "RETURN";
    case TransferGround::kCorrection:
      return "CORRECTION";
    case TransferGround::kMinistryOrder:
      return "MINISTRY_ORDER";
    case TransferGround::kHolderWill:
      return "HOLDER_WILL";
  }
  return "UNKNOWN";
}

Decision DecideOn(const Context& context, const Transfer& transfer) {
  Checks checks(context);
  if (transfer.ground == TransferGround::kHolderWill) {
    checks.Fail(Reason::kTransferGroundOff,
                {{"ground", std::string(TransferGroundName(transfer.ground))}});
  }
  const bool two = checks.AreTwo(transfer.transferring_account, transfer.acquiring_account);
  const Account* transferring =
      checks.FindAccountFor(transfer.transferring_account, Use::kTransferTransferring);
  const Account* acquiring =
      two ? checks.FindAccountFor(transfer.acquiring_account, Use::kTransferAcquiring) : nullptr;
  const Instrument* instrument = checks.FindInstrument(transfer.instrument);
  checks.InstrumentMay(instrument, {{transferring, Use::kTransferTransferring},
                                    {acquiring, Use::kTransferAcquiring}});
  checks.Holds(transferring, instrument, Bucket::kRegistered, transfer.quantity);
  if (two) {
    checks.HasRoom(transfer.acquiring_account, instrument, Bucket::kRegistered, transfer.quantity);
  }
  if (checks.failed()) return checks.Rejected();

  // Nothing below this line can refuse.
  return Effects{{{{transferring->id, instrument->id, Bucket::kRegistered},
                   {acquiring->id, instrument->id, Bucket::kRegistered},
                   transfer.quantity}},
                 {}};
}

}  // namespace registry::ledger
