// Collects the facts of a batch by kind and inserts each kind with one statement.
#ifndef STORAGE_FACT_WRITER_H_
#define STORAGE_FACT_WRITER_H_

#include "absl/status/status.h"
#include "ledger/fact.h"
#include "storage/array_literal.h"
#include "storage/tx.h"

namespace registry::storage {

class FactWriter {
 public:
  // Accounts from `first_new` on are new: their holders are entered too.
  explicit FactWriter(ledger::AccountId first_new) : first_new_(first_new) {}

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

  struct Columns {
    ArrayLiteral column[10];
  };

  const ledger::AccountId first_new_;
  std::int64_t sequence_ = 0;
  Columns accounts_, holders_, particulars_, caps_, obligations_, trades_, participants_, periods_,
      clocks_;
  std::vector<std::pair<ledger::Instrument, std::int64_t>> instruments_;
};

}  // namespace registry::storage

#endif  // STORAGE_FACT_WRITER_H_
