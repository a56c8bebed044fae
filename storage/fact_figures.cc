#include "storage/fact_figures.h"

#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "ledger/account_number.h"

namespace registry::storage {
namespace {

using ledger::Raw;

std::string Text(const std::optional<ledger::Instant>& instant) {
  return instant.has_value() ? std::to_string(instant->micros) : "none";
}

std::string Number(std::int64_t value) { return std::to_string(value); }

}  // namespace

std::string NameOf(const ledger::Account& account) {
  return absl::StrCat("account ", ledger::FormatAccountNumber(account.id));
}
Figures FiguresOf(const ledger::Account& account) {
  return {{"kind", std::string(ledger::AccountKindName(account.kind))},
          {"status", std::string(ledger::AccountStatusName(account.status))},
          {"social credit code", account.social_credit_code},
          {"province", account.province},
          {"sector", std::string(ledger::SectorName(account.sector))},
          {"status since", Text(account.status_since)}};
}

std::string NameOf(const ledger::IssuanceCap& cap) {
  return absl::StrCat("cap of ", cap.key.plan, ", instrument ", cap.key.instrument, ", ",
                      std::string(ledger::SectorName(cap.key.sector)));
}
Figures FiguresOf(const ledger::IssuanceCap& cap) {
  return {{"issued", Number(cap.issued.value)}, {"cap", Number(cap.cap.value)}};
}

std::string NameOf(const ledger::Obligation& obligation) {
  return absl::StrCat(
      "obligation of account ", ledger::FormatAccountNumber(obligation.key.unit_account), ", ",
      std::string(ledger::SectorName(obligation.key.sector)), ", period ", obligation.key.period);
}
Figures FiguresOf(const ledger::Obligation& obligation) {
  return {{"surrendered", Number(obligation.surrendered.value)},
          {"obligation", Number(obligation.obligation.value)},
          {"verified emissions", Number(obligation.verified_emissions.value)},
          {"completed at", Text(obligation.completed_at)}};
}

std::string NameOf(const ledger::Participant& participant) {
  return absl::StrCat("participant ", Raw(participant.id));
}
Figures FiguresOf(const ledger::Participant& participant) {
  return {{"name", participant.name},
          {"role", Number(std::int64_t{Raw(participant.role)})},
          {"province", participant.province},
          {"account", participant.account.has_value()
                          ? ledger::FormatAccountNumber(*participant.account)
                          : "none"}};
}

std::string NameOf(const ledger::Instrument& instrument) {
  return absl::StrCat("instrument ", Raw(instrument.id));
}
Figures FiguresOf(const ledger::Instrument& instrument) {
  std::string eligible;
  for (const std::string& period : instrument.eligible_periods)
    absl::StrAppend(&eligible, period, " ");
  return {{"code", instrument.code},
          {"kind", std::string(ledger::InstrumentKindName(instrument.kind))},
          {"first year", Number(std::int64_t{instrument.vintage_first_year})},
          {"last year", Number(std::int64_t{instrument.vintage_last_year})},
          {"tradable from", Text(instrument.tradable_from)},
          {"tradable until", Text(instrument.tradable_until)},
          {"eligible periods", eligible}};
}

std::string NameOf(const ledger::CompliancePeriod& period) {
  return absl::StrCat("period ", Raw(period.id));
}
Figures FiguresOf(const ledger::CompliancePeriod& period) {
  return {{"code", period.code},
          {"first year", Number(std::int64_t{period.first_year})},
          {"last year", Number(std::int64_t{period.last_year})},
          {"deadline", Text(period.deadline)}};
}

std::string NameOf(const ledger::Clock&) { return "clock"; }
Figures FiguresOf(const ledger::Clock& clock) {
  return {{"mode", Number(std::int64_t{Raw(clock.mode)})}, {"instant", Text(clock.replay_instant)}};
}

}  // namespace registry::storage
