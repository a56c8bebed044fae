#include "storage/fact_figures.h"

#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/account_number.h"
#include "storage/check_state.h"

namespace registry::storage {
namespace {

using ledger::Raw;

std::string Text(const std::optional<ledger::Instant>& instant) {
  return instant.has_value() ? std::to_string(instant->micros) : "none";
}

std::string Text(bool value) { return value ? "true" : "false"; }

std::string Number(std::int64_t value) { return std::to_string(value); }

std::string NumberOf(const std::optional<ledger::AccountId>& account) {
  return account.has_value() ? ledger::FormatAccountNumber(*account) : "none";
}

std::string NameOfType(const std::optional<ledger::CommandType>& type) {
  return type.has_value() ? std::string(ledger::CommandTypeName(*type)) : "none";
}

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
          {"status since", Text(account.status_since)},
          {"objected at", Text(account.objected_at)},
          {"objection decided", Text(account.objection_decided)},
          {"successor", NumberOf(account.successor)}};
}

std::string NameOf(const ledger::IssuanceCap& cap) {
  return absl::StrCat("cap of ", cap.key.plan, ", instrument ", cap.key.instrument, ", ",
                      std::string(ledger::SectorName(cap.key.sector)));
}
Figures FiguresOf(const ledger::IssuanceCap& cap) {
  return {{"issued", Number(cap.issued.value)},
          {"reserved", Number(cap.reserved.value)},
          {"cap", Number(cap.cap.value)}};
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
          {"completed at", Text(obligation.completed_at)},
          {"uncollected", Number(obligation.uncollected.value)}};
}

std::string NameOf(const ledger::Participant& participant) {
  return absl::StrCat("participant ", Raw(participant.id));
}
Figures FiguresOf(const ledger::Participant& participant) {
  return {{"name", participant.name},
          {"role", Number(std::int64_t{Raw(participant.role)})},
          {"province", participant.province},
          {"account", NumberOf(participant.account)},
          {"active", Text(participant.active)}};
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

std::string NameOf(const ledger::Certificate& certificate) {
  return absl::StrCat("certificate ", Show(certificate.fingerprint));
}
Figures FiguresOf(const ledger::Certificate& certificate) {
  return {{"participant", Number(std::int64_t{Raw(certificate.participant)})},
          {"valid from", Text(certificate.valid_from)},
          {"valid until", Text(certificate.valid_until)},
          {"revoked", Text(certificate.revoked)}};
}

std::string NameOf(const ledger::Person& person) { return absl::StrCat("person ", Raw(person.id)); }
Figures FiguresOf(const ledger::Person& person) {
  std::string subjects, seats;
  for (const ledger::Subject& subject : person.subjects) {
    absl::StrAppend(&subjects, subject.issuer, " ", subject.subject, " ");
  }
  for (const ledger::Seat& seat : person.seats) {
    absl::StrAppend(&seats, Raw(seat.participant), ":", seat.powers, " ");
  }
  return {{"code", person.code},
          {"identity", Show(person.identity)},
          {"active", Text(person.active)},
          {"subjects", subjects},
          {"seats", seats}};
}

std::string NameOf(const ledger::Policy& policy) {
  return absl::StrCat("policy ", std::string(ledger::PolicyKindName(policy.key.kind)), " of ",
                      std::string(ledger::RoleName(policy.key.role)));
}
Figures FiguresOf(const ledger::Policy& policy) {
  return {{"value", Number(policy.value)},
          {"kind", Number(std::int64_t{Raw(policy.key.kind)})},
          {"role", Number(std::int64_t{Raw(policy.key.role)})},
          {"command", NameOfType(policy.key.command)},
          {"above", Number(policy.key.above.value)},
          {"from", Text(policy.from)}};
}

std::string NameOf(const ledger::Calendar& calendar) {
  return absl::StrCat("calendar of ", calendar.year);
}
Figures FiguresOf(const ledger::Calendar& calendar) {
  return {{"working days", absl::StrJoin(calendar.working_days, " ")}};
}

std::string NameOf(const ledger::Proposal& proposal) {
  return absl::StrCat("proposal ", Raw(proposal.id));
}
Figures FiguresOf(const ledger::Proposal& proposal) {
  return {{"state", std::string(ledger::ProposalStateName(proposal.state))},
          {"approvers", absl::StrJoin(proposal.approvers, " ")},
          {"approvals needed", Number(std::int64_t{proposal.approvals_needed})},
          {"proposer", Number(std::int64_t{Raw(proposal.proposer)})},
          {"person", proposal.person},
          {"type", std::string(ledger::CommandTypeName(proposal.type))},
          {"account", NumberOf(proposal.account)},
          {"proposed at", Text(proposal.proposed_at)},
          {"expires at", Text(proposal.expires_at)},
          {"cause", proposal.cause}};
}

std::string NameOf(const ledger::Freeze& freeze) { return absl::StrCat("freeze ", Raw(freeze.id)); }
Figures FiguresOf(const ledger::Freeze& freeze) {
  return {{"state", std::string(ledger::FreezeStateName(freeze.state))},
          {"quantity", Number(freeze.quantity.value)},
          {"deducted", Number(freeze.deducted.value)},
          {"surrendered", Number(freeze.surrendered.value)},
          {"until", Text(freeze.until)},
          {"account", NumberOf(freeze.account)},
          {"scope", Number(std::int64_t{Raw(freeze.scope)})},
          {"social credit code", freeze.social_credit_code},
          {"instrument", freeze.instrument},
          {"process", NameOfType(freeze.process)},
          {"case number", freeze.case_number},
          {"authority", freeze.authority},
          {"from", Text(freeze.from)},
          {"recorded at", Text(freeze.recorded_at)}};
}

std::string NameOf(const ledger::StaffEntry& entry) {
  return absl::StrCat("staff ", Show(entry.identity));
}
Figures FiguresOf(const ledger::StaffEntry& entry) {
  return {{"active", Text(entry.active)}, {"staff of", Number(std::int64_t{Raw(entry.staff_of)})}};
}

std::string NameOf(const ledger::TrustedAccount& trusted) {
  return absl::StrCat("trust of account ", ledger::FormatAccountNumber(trusted.key.account), " in ",
                      ledger::FormatAccountNumber(trusted.key.trusted));
}
Figures FiguresOf(const ledger::TrustedAccount& trusted) {
  return {{"active", Text(trusted.active)}, {"active from", Text(trusted.active_from)}};
}

std::string NameOf(const ledger::DelayedTransfer& transfer) {
  return absl::StrCat("transfer at will ", Raw(transfer.id));
}
Figures FiguresOf(const ledger::DelayedTransfer& transfer) {
  return {{"state", std::string(ledger::DelayedStateName(transfer.state))},
          {"transferring account", ledger::FormatAccountNumber(transfer.transferring_account)},
          {"acquiring account", ledger::FormatAccountNumber(transfer.acquiring_account)},
          {"instrument", transfer.instrument},
          {"quantity", Number(transfer.quantity.value)},
          {"asked at", Text(transfer.asked_at)},
          {"due at", Text(transfer.due_at)},
          {"cause", transfer.cause}};
}

std::string NameOf(const ledger::Clock&) { return "clock"; }
Figures FiguresOf(const ledger::Clock& clock) {
  return {{"mode", Number(std::int64_t{Raw(clock.mode)})}, {"instant", Text(clock.replay_instant)}};
}

}  // namespace registry::storage
