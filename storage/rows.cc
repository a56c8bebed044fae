#include "storage/rows.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/fields.h"

namespace registry::storage {
namespace {

template <typename Value>
absl::StatusOr<Value> Checked(const Fields& fields, std::string_view what, Value value) {
  if (!fields.ok()) return fields.Status(what);
  return value;
}

std::optional<ledger::AccountId> OptionalAccount(Fields& fields) {
  if (const auto account = fields.OptionalInt()) return ledger::AccountId{*account};
  return std::nullopt;
}

std::optional<ledger::CommandType> OptionalCommand(Fields& fields) {
  if (!fields.NextIsNull()) return fields.As<ledger::CommandType>();
  fields.Skip(1);
  return std::nullopt;
}

}  // namespace

absl::StatusOr<ledger::Account> ParseAccount(const pqxx::row& row) {
  Fields fields(row);
  ledger::Account account;
  account.id = ledger::AccountId{fields.Int()};
  account.kind = fields.As<ledger::AccountKind>();
  account.status = fields.As<ledger::AccountStatus>();
  account.social_credit_code = fields.TextOrEmpty();
  account.province = fields.Text();
  account.sector = fields.As<ledger::Sector>();
  account.status_since = fields.Instant();
  account.objected_at = fields.OptionalInstant();
  account.objection_decided = fields.Bool();
  account.successor = OptionalAccount(fields);
  return Checked(fields, "account", std::move(account));
}

absl::StatusOr<ledger::IssuanceCap> ParseIssuanceCap(const pqxx::row& row) {
  Fields fields(row);
  ledger::IssuanceCap cap;
  cap.key.plan = fields.Text();
  cap.key.instrument = fields.Text();
  cap.key.sector = fields.As<ledger::Sector>();
  cap.cap.value = fields.Int();
  cap.issued.value = fields.Int();
  cap.reserved.value = fields.Int();
  return Checked(fields, "issuance_cap", std::move(cap));
}

absl::StatusOr<ledger::Obligation> ParseObligation(const pqxx::row& row) {
  Fields fields(row);
  ledger::Obligation obligation;
  obligation.key.unit_account = ledger::AccountId{fields.Int()};
  obligation.key.sector = fields.As<ledger::Sector>();
  obligation.key.period = fields.Text();
  obligation.verified_emissions.value = fields.Int();
  obligation.obligation.value = fields.Int();
  obligation.surrendered.value = fields.Int();
  obligation.completed_at = fields.OptionalInstant();
  obligation.uncollected.value = fields.Int();
  return Checked(fields, "obligation", std::move(obligation));
}

absl::StatusOr<ledger::Trade> ParseTrade(const pqxx::row& row) {
  Fields fields(row);
  ledger::Trade trade;
  trade.trade_id = fields.Text();
  trade.instrument = fields.Text();
  trade.method = fields.As<ledger::TradingMethod>();
  trade.seller = ledger::AccountId{fields.Int()};
  trade.buyer = ledger::AccountId{fields.Int()};
  trade.quantity.value = fields.Int();
  trade.price.value = fields.Int();
  trade.amount.value = fields.Int();
  trade.match_time = fields.Instant();
  return Checked(fields, "trade", std::move(trade));
}

absl::StatusOr<ledger::Participant> ParseParticipant(const pqxx::row& row) {
  Fields fields(row);
  ledger::Participant participant;
  participant.id = fields.As<ledger::ParticipantId>();
  participant.name = fields.Text();
  participant.role = fields.As<ledger::Role>();
  participant.province = fields.Text();
  participant.account = OptionalAccount(fields);
  participant.active = fields.Bool();
  return Checked(fields, "participant", std::move(participant));
}

absl::StatusOr<ledger::Instrument> ParseInstrument(const pqxx::row& row) {
  Fields fields(row);
  ledger::Instrument instrument;
  instrument.id = fields.As<ledger::InstrumentId>();
  instrument.code = fields.Text();
  instrument.kind = fields.As<ledger::InstrumentKind>();
  instrument.vintage_first_year = fields.As<std::int16_t>();
  instrument.vintage_last_year = fields.As<std::int16_t>();
  instrument.tradable_from = fields.OptionalInstant();
  instrument.tradable_until = fields.OptionalInstant();
  instrument.eligible_periods = fields.TextArray();
  return Checked(fields, "instrument", std::move(instrument));
}

absl::StatusOr<ledger::CompliancePeriod> ParsePeriod(const pqxx::row& row) {
  Fields fields(row);
  ledger::CompliancePeriod period;
  period.id = fields.As<ledger::PeriodId>();
  period.code = fields.Text();
  period.first_year = fields.As<std::int16_t>();
  period.last_year = fields.As<std::int16_t>();
  period.deadline = fields.Instant();
  return Checked(fields, "compliance_period", std::move(period));
}

absl::StatusOr<ledger::Certificate> ParseCertificate(const pqxx::row& row) {
  Fields fields(row);
  ledger::Certificate certificate;
  certificate.fingerprint = fields.Digest();
  certificate.participant = fields.As<ledger::ParticipantId>();
  certificate.valid_from = fields.Instant();
  certificate.valid_until = fields.Instant();
  certificate.revoked = fields.Bool();
  return Checked(fields, "certificate", certificate);
}

absl::StatusOr<ledger::Person> ParsePerson(const pqxx::row& row) {
  Fields fields(row);
  ledger::Person person;
  person.id = fields.As<ledger::PersonId>();
  person.code = fields.Text();
  person.identity = fields.Digest();
  person.active = fields.Bool();
  std::vector<std::string> issuers = fields.TextArray();
  std::vector<std::string> subjects = fields.TextArray();
  const auto offices = fields.IntArray<ledger::ParticipantId>();
  const auto powers = fields.IntArray<std::int16_t>();
  if (issuers.size() != subjects.size() || offices.size() != powers.size()) {
    return absl::DataLossError("person: arrays that stand side by side differ in length");
  }
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    person.subjects.push_back({std::move(issuers[i]), std::move(subjects[i])});
  }
  for (std::size_t i = 0; i < offices.size(); ++i) person.seats.push_back({offices[i], powers[i]});
  return Checked(fields, "person", std::move(person));
}

absl::StatusOr<ledger::Policy> ParsePolicy(const pqxx::row& row) {
  Fields fields(row);
  ledger::Policy policy;
  policy.key.kind = fields.As<ledger::PolicyKind>();
  policy.key.role = fields.As<ledger::Role>();
  policy.key.command = OptionalCommand(fields);
  policy.key.above.value = fields.Int();
  policy.from = fields.Instant();
  policy.value = fields.Int();
  return Checked(fields, "policy", policy);
}

absl::StatusOr<ledger::Calendar> ParseCalendar(const pqxx::row& row) {
  Fields fields(row);
  ledger::Calendar calendar;
  calendar.year = fields.As<std::int16_t>();
  calendar.working_days = fields.IntArray<std::int16_t>();
  return Checked(fields, "calendar", std::move(calendar));
}

absl::StatusOr<ledger::Proposal> ParseProposal(const pqxx::row& row) {
  Fields fields(row);
  ledger::Proposal proposal;
  proposal.id = ledger::Sequence{fields.Int()};
  proposal.proposer = fields.As<ledger::ParticipantId>();
  proposal.person = fields.Text();
  proposal.type = fields.As<ledger::CommandType>();
  proposal.account = OptionalAccount(fields);
  proposal.proposed_at = fields.Instant();
  proposal.expires_at = fields.Instant();
  proposal.approvals_needed = fields.As<std::int32_t>();
  proposal.approvers = fields.TextArray();
  proposal.state = fields.As<ledger::ProposalState>();
  proposal.cause = fields.Text();
  return Checked(fields, "proposal", std::move(proposal));
}

absl::StatusOr<ledger::Freeze> ParseFreeze(const pqxx::row& row) {
  Fields fields(row);
  ledger::Freeze freeze;
  freeze.id = ledger::Sequence{fields.Int()};
  freeze.scope = fields.As<ledger::FreezeScope>();
  freeze.account = OptionalAccount(fields);
  freeze.social_credit_code = fields.TextOrEmpty();
  freeze.instrument = fields.TextOrEmpty();
  freeze.quantity.value = fields.Int();
  freeze.process = OptionalCommand(fields);
  freeze.case_number = fields.Text();
  freeze.authority = fields.Text();
  freeze.from = fields.Instant();
  freeze.until = fields.Instant();
  freeze.state = fields.As<ledger::FreezeState>();
  freeze.deducted.value = fields.Int();
  freeze.surrendered.value = fields.Int();
  freeze.recorded_at = fields.Instant();
  return Checked(fields, "freeze", std::move(freeze));
}

absl::StatusOr<ledger::StaffEntry> ParseStaffEntry(const pqxx::row& row) {
  Fields fields(row);
  ledger::StaffEntry entry;
  entry.identity = fields.Digest();
  entry.staff_of = fields.As<ledger::StaffOf>();
  entry.active = fields.Bool();
  return Checked(fields, "staff", entry);
}

absl::StatusOr<ledger::TrustedAccount> ParseTrustedAccount(const pqxx::row& row) {
  Fields fields(row);
  ledger::TrustedAccount trusted;
  trusted.key.account = ledger::AccountId{fields.Int()};
  trusted.key.trusted = ledger::AccountId{fields.Int()};
  trusted.active_from = fields.Instant();
  trusted.active = fields.Bool();
  return Checked(fields, "trusted_account", trusted);
}

absl::StatusOr<ledger::DelayedTransfer> ParseDelayedTransfer(const pqxx::row& row) {
  Fields fields(row);
  ledger::DelayedTransfer transfer;
  transfer.id = ledger::Sequence{fields.Int()};
  transfer.transferring_account = ledger::AccountId{fields.Int()};
  transfer.acquiring_account = ledger::AccountId{fields.Int()};
  transfer.instrument = fields.Text();
  transfer.quantity.value = fields.Int();
  transfer.asked_at = fields.Instant();
  transfer.due_at = fields.Instant();
  transfer.state = fields.As<ledger::DelayedState>();
  transfer.cause = fields.Text();
  return Checked(fields, "delayed_transfer", std::move(transfer));
}

}  // namespace registry::storage
