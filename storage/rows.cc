#include "storage/rows.h"

#include <cstddef>
#include <cstdint>
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
  if (const auto account = fields.OptionalInt()) participant.account = ledger::AccountId{*account};
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
  if (fields.NextIsNull()) {
    fields.Skip(1);
  } else {
    policy.key.command = fields.As<ledger::CommandType>();
  }
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
  if (const auto account = fields.OptionalInt()) proposal.account = ledger::AccountId{*account};
  proposal.proposed_at = fields.Instant();
  proposal.expires_at = fields.Instant();
  proposal.approvals_needed = fields.As<std::int32_t>();
  proposal.approvers = fields.TextArray();
  proposal.state = fields.As<ledger::ProposalState>();
  proposal.cause = fields.Text();
  return Checked(fields, "proposal", std::move(proposal));
}

}  // namespace registry::storage
