#include "storage/rows.h"

#include <string_view>
#include <utility>

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

}  // namespace registry::storage
