// One function for each row shape of statements.h that is a value of the ledger. DATA_LOSS when a
// column does not hold what the schema promises.
#ifndef STORAGE_ROWS_H_
#define STORAGE_ROWS_H_

#include <pqxx/row>

#include "absl/status/statusor.h"
#include "ledger/fact.h"

namespace registry::storage {

absl::StatusOr<ledger::Account> ParseAccount(const pqxx::row& row);
absl::StatusOr<ledger::IssuanceCap> ParseIssuanceCap(const pqxx::row& row);
absl::StatusOr<ledger::Obligation> ParseObligation(const pqxx::row& row);
absl::StatusOr<ledger::Trade> ParseTrade(const pqxx::row& row);
absl::StatusOr<ledger::Participant> ParseParticipant(const pqxx::row& row);
absl::StatusOr<ledger::Instrument> ParseInstrument(const pqxx::row& row);
absl::StatusOr<ledger::CompliancePeriod> ParsePeriod(const pqxx::row& row);
absl::StatusOr<ledger::Certificate> ParseCertificate(const pqxx::row& row);
absl::StatusOr<ledger::Person> ParsePerson(const pqxx::row& row);
absl::StatusOr<ledger::Policy> ParsePolicy(const pqxx::row& row);
absl::StatusOr<ledger::Calendar> ParseCalendar(const pqxx::row& row);
absl::StatusOr<ledger::Proposal> ParseProposal(const pqxx::row& row);
absl::StatusOr<ledger::Freeze> ParseFreeze(const pqxx::row& row);
absl::StatusOr<ledger::StaffEntry> ParseStaffEntry(const pqxx::row& row);
absl::StatusOr<ledger::TrustedAccount> ParseTrustedAccount(const pqxx::row& row);
absl::StatusOr<ledger::DelayedTransfer> ParseDelayedTransfer(const pqxx::row& row);

}  // namespace registry::storage

#endif  // STORAGE_ROWS_H_
