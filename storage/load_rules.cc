// All of Rules, read whole: few rows, and only when the epoch is another one.
#include <optional>
#include <string>
#include <utility>

#include "storage/fields.h"
#include "storage/life_statements.h"
#include "storage/loader.h"
#include "storage/rows.h"
#include "storage/statements.h"
#include "storage/status_macros.h"

namespace registry::storage {
namespace {

// Reads every row of a statement and hands its value to `take`.
template <typename Parse, typename Take>
absl::Status ReadAll(Tx& tx, const SqlText& statement, Parse parse, Take take) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(statement));
  for (const pqxx::row& row : rows) {
    auto value = parse(row);
    if (!value.ok()) return value.status();
    take(*std::move(value));
  }
  return absl::OkStatus();
}

absl::Status LoadClock(Tx& tx, ledger::Rules& rules) {
  ASSIGN_OR_RETURN(const pqxx::result clock, tx.Run(kReadClock));
  if (clock.empty()) return absl::OkStatus();
  const pqxx::row row = clock[0];
  Fields fields(row);
  rules.clock.mode = fields.As<ledger::ClockMode>();
  rules.clock.replay_instant = fields.Instant();
  rules.book_open = true;
  return fields.Status("clock");
}

}  // namespace

absl::StatusOr<ledger::Rules> LoadRules(Tx& tx, ledger::RulesEpoch epoch) {
  ledger::Rules rules;
  rules.epoch = epoch;
  RETURN_IF_ERROR(ReadAll(tx, kReadParticipants, ParseParticipant, [&](ledger::Participant value) {
    rules.participants.insert_or_assign(value.id, std::move(value));
  }));
  RETURN_IF_ERROR(ReadAll(tx, kReadInstruments, ParseInstrument, [&](ledger::Instrument value) {
    rules.instruments.insert_or_assign(value.code, value);
  }));
  RETURN_IF_ERROR(ReadAll(tx, kReadPeriods, ParsePeriod, [&](ledger::CompliancePeriod value) {
    rules.periods.insert_or_assign(value.code, value);
  }));
  RETURN_IF_ERROR(ReadAll(tx, kReadCertificates, ParseCertificate, [&](ledger::Certificate value) {
    rules.certificates.insert_or_assign(value.fingerprint, value);
  }));
  RETURN_IF_ERROR(ReadAll(tx, kReadPersons, ParsePerson, [&](ledger::Person value) {
    rules.persons.insert_or_assign(value.code, value);
  }));
  RETURN_IF_ERROR(ReadAll(tx, kReadPolicies, ParsePolicy, [&](ledger::Policy value) {
    rules.policies[value.key].insert_or_assign(value.from, value.value);
  }));
  RETURN_IF_ERROR(ReadAll(tx, kReadCalendars, ParseCalendar, [&](ledger::Calendar value) {
    rules.calendars.insert_or_assign(value.year, value);
  }));
  RETURN_IF_ERROR(ReadAll(tx, kReadFreezes, ParseFreeze,
                          [&](const ledger::Freeze& value) { rules.Put(value); }));
  RETURN_IF_ERROR(ReadAll(tx, kReadStaff, ParseStaffEntry, [&](const ledger::StaffEntry& value) {
    rules.staff.insert_or_assign(value.identity, value);
  }));
  RETURN_IF_ERROR(ReadAll(tx, kReadTrustedAccounts, ParseTrustedAccount,
                          [&](const ledger::TrustedAccount& value) {
                            rules.trusted.insert_or_assign(value.key, value);
                          }));
  RETURN_IF_ERROR(
      ReadAll(tx, kReadDelayedTransfers, ParseDelayedTransfer, [&](ledger::DelayedTransfer value) {
        rules.delayed.insert_or_assign(value.id, std::move(value));
      }));
  RETURN_IF_ERROR(LoadClock(tx, rules));
  return rules;
}

}  // namespace registry::storage
