// Collects the facts of a batch by kind and inserts each kind with one statement.
#ifndef STORAGE_FACT_WRITER_H_
#define STORAGE_FACT_WRITER_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ledger/context.h"
#include "ledger/fact.h"
#include "storage/array_parameter.h"
#include "storage/tx.h"

namespace registry::storage {

// An id or an instant as a column, where there is one.
template <typename Id>
std::optional<std::int64_t> NumberOrNull(const std::optional<Id>& id) {
  if (!id.has_value()) return std::nullopt;
  return ledger::Raw(*id);
}
inline std::optional<std::int64_t> MicrosOrNull(const std::optional<ledger::Instant>& instant) {
  if (!instant.has_value()) return std::nullopt;
  return instant->micros;
}

class FactWriter {
 public:
  // Accounts and persons from these ids of `next` on are new: their holders and identities are
  // entered too.
  explicit FactWriter(const ledger::NewIds& next)
      : next_new_(next.account), first_new_person_(next.person) {}

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
  void Put(const ledger::Certificate& certificate);
  void Put(const ledger::Person& person);
  void Put(const ledger::Policy& policy);
  void Put(const ledger::Calendar& calendar);
  void Put(const ledger::Proposal& proposal);
  void Put(const ledger::Freeze& freeze);
  void Put(const ledger::StaffEntry& entry);
  void Put(const ledger::TrustedAccount& trusted);
  void Put(const ledger::DelayedTransfer& transfer);
  // Facts with arrays of their own, one statement for each.
  absl::Status WriteInstruments(Tx& tx) const;
  absl::Status WritePersons(Tx& tx) const;
  absl::Status WriteCalendars(Tx& tx) const;

  using Columns = std::vector<ArrayParameter>;  // in the table's order
  using enum ElementType;

  // Accounts are numbered in the order in which they are opened, so whatever is below it was
  // entered already: before the batch, or by an earlier version within it.
  ledger::AccountId next_new_;
  ledger::PersonId first_new_person_;
  std::int64_t sequence_ = 0;
  Columns accounts_{kInt8, kInt8, kInt2, kInt2, kText, kText, kInt2, kInt8, kInt8, kBool, kInt8};
  Columns holders_{kText, kInt8};
  Columns particulars_{kInt8, kInt8, kText};
  Columns caps_{kText, kText, kInt2, kInt8, kInt8, kInt8, kInt8};
  Columns obligations_{kInt8, kInt2, kText, kInt8, kInt8, kInt8, kInt8, kInt8, kInt8};
  Columns trades_{kText, kInt8, kText, kInt2, kInt8, kInt8, kInt8, kInt8, kInt8, kInt8};
  Columns participants_{kInt4, kInt8, kText, kInt2, kText, kInt8, kBool};
  Columns periods_{kInt4, kInt8, kText, kInt2, kInt2, kInt8};
  Columns clocks_{kInt8, kInt2, kInt8};
  Columns certificates_{kBytes, kInt8, kInt4, kInt8, kInt8, kBool};
  Columns policies_{kInt8, kInt2, kInt2, kInt2, kInt8, kInt8, kInt8};
  Columns proposals_{kInt8, kInt8, kInt4, kText, kInt2, kInt8,
                     kInt8, kInt8, kInt2, kText, kInt2, kText};
  Columns freezes_{kInt8, kInt8, kInt2, kInt8, kText, kText, kInt8, kInt2,
                   kText, kText, kInt8, kInt8, kInt2, kInt8, kInt8, kInt8};
  Columns staff_{kBytes, kInt8, kInt2, kBool};
  Columns trusted_{kInt8, kInt8, kInt8, kInt8, kBool};
  Columns delayed_{kInt8, kInt8, kInt8, kInt8, kText, kInt8, kInt8, kInt8, kInt2, kText};
  std::vector<std::pair<ledger::Instrument, std::int64_t>> instruments_;  // with their sequences
  std::vector<std::pair<ledger::Person, std::int64_t>> persons_;
  std::vector<std::pair<ledger::Calendar, std::int64_t>> calendars_;
};

}  // namespace registry::storage

#endif  // STORAGE_FACT_WRITER_H_
