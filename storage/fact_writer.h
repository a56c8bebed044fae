// Collects the facts of a batch by kind and inserts each kind with one statement.
#ifndef STORAGE_FACT_WRITER_H_
#define STORAGE_FACT_WRITER_H_

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ledger/fact.h"
#include "storage/array_parameter.h"
#include "storage/tx.h"

namespace registry::storage {

class FactWriter {
 public:
  // Accounts from `first_new` on are new: their holders are entered too.
  explicit FactWriter(ledger::AccountId first_new) : next_new_(first_new) {}

  void Add(const ledger::Fact& fact, ledger::Sequence sequence);
  absl::Status Write(Tx& tx);

 private:
  void Put(const ledger::Account& account);
  void Put(const ledger::HolderParticulars& particulars);
  void Put(const ledger::IssuanceCap& cap);
  void Put(const ledger::Obligation& obligation);
  void Put(const ledger::Trade& trade);
  void Put(const ledger::Participant& participant);
  void Put(const ledger::Instrument& instrument);
  void Put(const ledger::CompliancePeriod& period);
  void Put(const ledger::Clock& clock);

  using Columns = std::vector<ArrayParameter>;  // in the table's order
  using enum ElementType;

  // Accounts are numbered in the order in which they are opened, so whatever is below it was
  // entered already: before the batch, or by an earlier version within it.
  ledger::AccountId next_new_;
  std::int64_t sequence_ = 0;
  Columns accounts_{kInt8, kInt8, kInt2, kInt2, kText, kText, kInt2, kInt8};
  Columns holders_{kText, kInt8};
  Columns particulars_{kInt8, kInt8, kText};
  Columns caps_{kText, kText, kInt2, kInt8, kInt8, kInt8};
  Columns obligations_{kInt8, kInt2, kText, kInt8, kInt8, kInt8, kInt8, kInt8};
  Columns trades_{kText, kInt8, kText, kInt2, kInt8, kInt8, kInt8, kInt8, kInt8, kInt8};
  Columns participants_{kInt4, kInt8, kText, kInt2, kText, kInt8};
  Columns periods_{kInt4, kInt8, kText, kInt2, kInt2, kInt8};
  Columns clocks_{kInt8, kInt2, kInt8};
  std::vector<std::pair<ledger::Instrument, std::int64_t>> instruments_;
};

}  // namespace registry::storage

#endif  // STORAGE_FACT_WRITER_H_
