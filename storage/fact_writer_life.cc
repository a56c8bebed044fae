// Freezes, staff and transfers at the holder's will.
#include "storage/fact_writer.h"

namespace registry::storage {

using ledger::Raw;

void FactWriter::Put(const ledger::Freeze& freeze) {
  Columns& c = freezes_;
  c[0].AddInt(Raw(freeze.id));
  c[1].AddInt(sequence_);
  c[2].AddInt(Raw(freeze.scope));
  c[3].AddOptionalInt(NumberOrNull(freeze.account));
  c[4].AddTextOrNull(freeze.social_credit_code);
  c[5].AddTextOrNull(freeze.instrument);
  c[6].AddInt(freeze.quantity.value);
  c[7].AddOptionalInt(NumberOrNull(freeze.process));
  c[8].AddText(freeze.case_number);
  c[9].AddText(freeze.authority);
  c[10].AddInt(freeze.from.micros);
  c[11].AddInt(freeze.until.micros);
  c[12].AddInt(Raw(freeze.state));
  c[13].AddInt(freeze.deducted.value);
  c[14].AddInt(freeze.surrendered.value);
  c[15].AddInt(freeze.recorded_at.micros);
}

void FactWriter::Put(const ledger::StaffEntry& entry) {
  Columns& c = staff_;
  c[0].AddBytes(entry.identity);
  c[1].AddInt(sequence_);
  c[2].AddInt(Raw(entry.staff_of));
  c[3].AddBool(entry.active);
}

void FactWriter::Put(const ledger::TrustedAccount& trusted) {
  Columns& c = trusted_;
  c[0].AddInt(Raw(trusted.key.account));
  c[1].AddInt(Raw(trusted.key.trusted));
  c[2].AddInt(sequence_);
  c[3].AddInt(trusted.active_from.micros);
  c[4].AddBool(trusted.active);
}

void FactWriter::Put(const ledger::DelayedTransfer& transfer) {
  Columns& c = delayed_;
  c[0].AddInt(Raw(transfer.id));
  c[1].AddInt(sequence_);
  c[2].AddInt(Raw(transfer.transferring_account));
  c[3].AddInt(Raw(transfer.acquiring_account));
  c[4].AddText(transfer.instrument);
  c[5].AddInt(transfer.quantity.value);
  c[6].AddInt(transfer.asked_at.micros);
  c[7].AddInt(transfer.due_at.micros);
  c[8].AddInt(Raw(transfer.state));
  c[9].AddText(transfer.cause);
}

}  // namespace registry::storage
