#include "storage/fact_writer.h"

#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "storage/life_statements.h"
#include "storage/statements.h"
#include "storage/status_macros.h"

namespace registry::storage {
namespace {

using ledger::Raw;

// Runs an INSERT of `count` columns, unless there are no rows.
template <std::size_t... I>
absl::Status InsertColumns(Tx& tx, const SqlText& statement, std::vector<ArrayParameter>& columns,
                           std::index_sequence<I...>) {
  const std::size_t rows = columns[0].size();
  if (rows == 0) return absl::OkStatus();
  if (!(columns[I].ok() && ...)) {
    return absl::InternalError(
        absl::StrCat(statement.name, ": a value that its type does not hold"));
  }
  ASSIGN_OR_RETURN(const pqxx::result result, tx.Run(statement, columns[I].Take()...));
  if (result.affected_rows() != rows) {
    return absl::InternalError(
        absl::StrCat(statement.name, ": ", result.affected_rows(), " of ", rows, " rows"));
  }
  return absl::OkStatus();
}

template <std::size_t N>
absl::Status Insert(Tx& tx, const SqlText& statement, std::vector<ArrayParameter>& columns) {
  return InsertColumns(tx, statement, columns, std::make_index_sequence<N>());
}

absl::Status OneRow(const SqlText& statement, const absl::StatusOr<pqxx::result>& result) {
  if (!result.ok()) return result.status();
  if (result->affected_rows() == 1) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(statement.name, ": no row"));
}

}  // namespace

void FactWriter::Add(const ledger::Fact& fact, ledger::Sequence sequence) {
  sequence_ = Raw(sequence);
  std::visit([this](const auto& value) { Put(value); }, fact);
}

void FactWriter::Put(const ledger::Account& account) {
  Columns& c = accounts_;
  c[0].AddInt(Raw(account.id));
  c[1].AddInt(sequence_);
  c[2].AddInt(Raw(account.kind));
  c[3].AddInt(Raw(account.status));
  c[4].AddTextOrNull(account.social_credit_code);
  c[5].AddText(account.province);
  c[6].AddInt(Raw(account.sector));
  c[7].AddInt(account.status_since.micros);
  c[8].AddOptionalInt(MicrosOrNull(account.objected_at));
  c[9].AddBool(account.objection_decided);
  c[10].AddOptionalInt(NumberOrNull(account.successor));
  if (account.id < next_new_) return;
  next_new_ = ledger::AccountId{Raw(account.id) + 1};
  if (account.social_credit_code.empty()) return;
  holders_[0].AddText(account.social_credit_code);
  holders_[1].AddInt(Raw(account.id));
}

void FactWriter::Put(const ledger::HolderParticulars& particulars) {
  Columns& c = particulars_;
  c[0].AddInt(Raw(particulars.account));
  c[1].AddInt(sequence_);
  c[2].AddText(particulars.name);
}

void FactWriter::Put(const ledger::IssuanceCap& cap) {
  Columns& c = caps_;
  c[0].AddText(cap.key.plan);
  c[1].AddText(cap.key.instrument);
  c[2].AddInt(Raw(cap.key.sector));
  c[3].AddInt(sequence_);
  c[4].AddInt(cap.cap.value);
  c[5].AddInt(cap.issued.value);
  c[6].AddInt(cap.reserved.value);
}

void FactWriter::Put(const ledger::Obligation& obligation) {
  Columns& c = obligations_;
  c[0].AddInt(Raw(obligation.key.unit_account));
  c[1].AddInt(Raw(obligation.key.sector));
  c[2].AddText(obligation.key.period);
  c[3].AddInt(sequence_);
  c[4].AddInt(obligation.verified_emissions.value);
  c[5].AddInt(obligation.obligation.value);
  c[6].AddInt(obligation.surrendered.value);
  c[7].AddOptionalInt(MicrosOrNull(obligation.completed_at));
  c[8].AddInt(obligation.uncollected.value);
}

void FactWriter::Put(const ledger::Trade& trade) {
  Columns& c = trades_;
  c[0].AddText(trade.trade_id);
  c[1].AddInt(sequence_);
  c[2].AddText(trade.instrument);
  c[3].AddInt(Raw(trade.method));
  c[4].AddInt(Raw(trade.seller));
  c[5].AddInt(Raw(trade.buyer));
  c[6].AddInt(trade.quantity.value);
  c[7].AddInt(trade.price.value);
  c[8].AddInt(trade.amount.value);
  c[9].AddInt(trade.match_time.micros);
}

void FactWriter::Put(const ledger::Participant& participant) {
  Columns& c = participants_;
  c[0].AddInt(Raw(participant.id));
  c[1].AddInt(sequence_);
  c[2].AddText(participant.name);
  c[3].AddInt(Raw(participant.role));
  c[4].AddText(participant.province);
  c[5].AddOptionalInt(NumberOrNull(participant.account));
  c[6].AddBool(participant.active);
}

void FactWriter::Put(const ledger::Instrument& instrument) {
  instruments_.emplace_back(instrument, sequence_);
}

void FactWriter::Put(const ledger::CompliancePeriod& period) {
  Columns& c = periods_;
  c[0].AddInt(Raw(period.id));
  c[1].AddInt(sequence_);
  c[2].AddText(period.code);
  c[3].AddInt(period.first_year);
  c[4].AddInt(period.last_year);
  c[5].AddInt(period.deadline.micros);
}

void FactWriter::Put(const ledger::Clock& clock) {
  Columns& c = clocks_;
  c[0].AddInt(sequence_);
  c[1].AddInt(Raw(clock.mode));
  c[2].AddInt(clock.replay_instant.micros);
}

void FactWriter::Put(const ledger::Certificate& certificate) {
  Columns& c = certificates_;
  c[0].AddBytes(certificate.fingerprint);
  c[1].AddInt(sequence_);
  c[2].AddInt(Raw(certificate.participant));
  c[3].AddInt(certificate.valid_from.micros);
  c[4].AddInt(certificate.valid_until.micros);
  c[5].AddBool(certificate.revoked);
}

void FactWriter::Put(const ledger::Person& person) { persons_.emplace_back(person, sequence_); }

void FactWriter::Put(const ledger::Policy& policy) {
  Columns& c = policies_;
  c[0].AddInt(sequence_);
  c[1].AddInt(Raw(policy.key.kind));
  c[2].AddInt(Raw(policy.key.role));
  c[3].AddOptionalInt(NumberOrNull(policy.key.command));
  c[4].AddInt(policy.key.above.value);
  c[5].AddInt(policy.from.micros);
  c[6].AddInt(policy.value);
}

void FactWriter::Put(const ledger::Calendar& calendar) {
  calendars_.emplace_back(calendar, sequence_);
}

void FactWriter::Put(const ledger::Proposal& proposal) {
  Columns& c = proposals_;
  c[0].AddInt(Raw(proposal.id));
  c[1].AddInt(sequence_);
  c[2].AddInt(Raw(proposal.proposer));
  c[3].AddText(proposal.person);
  c[4].AddInt(Raw(proposal.type));
  c[5].AddOptionalInt(NumberOrNull(proposal.account));
  c[6].AddInt(proposal.proposed_at.micros);
  c[7].AddInt(proposal.expires_at.micros);
  c[8].AddInt(proposal.approvals_needed);
  c[9].AddText(absl::StrJoin(proposal.approvers, ","));
  c[10].AddInt(Raw(proposal.state));
  c[11].AddText(proposal.cause);
}

absl::Status FactWriter::Write(Tx& tx) {
  RETURN_IF_ERROR(Insert<11>(tx, kInsertAccounts, accounts_));
  RETURN_IF_ERROR(Insert<2>(tx, kInsertHolders, holders_));
  RETURN_IF_ERROR(Insert<3>(tx, kInsertHolderParticulars, particulars_));
  RETURN_IF_ERROR(Insert<7>(tx, kInsertIssuanceCaps, caps_));
  RETURN_IF_ERROR(Insert<9>(tx, kInsertObligations, obligations_));
  RETURN_IF_ERROR(Insert<10>(tx, kInsertTrades, trades_));
  RETURN_IF_ERROR(Insert<7>(tx, kInsertParticipants, participants_));
  RETURN_IF_ERROR(Insert<6>(tx, kInsertPeriods, periods_));
  RETURN_IF_ERROR(Insert<3>(tx, kInsertClocks, clocks_));
  RETURN_IF_ERROR(Insert<6>(tx, kInsertCertificates, certificates_));
  RETURN_IF_ERROR(Insert<7>(tx, kInsertPolicies, policies_));
  RETURN_IF_ERROR(Insert<12>(tx, kInsertProposals, proposals_));
  RETURN_IF_ERROR(Insert<16>(tx, kInsertFreezes, freezes_));
  RETURN_IF_ERROR(Insert<4>(tx, kInsertStaff, staff_));
  RETURN_IF_ERROR(Insert<5>(tx, kInsertTrustedAccounts, trusted_));
  RETURN_IF_ERROR(Insert<10>(tx, kInsertDelayedTransfers, delayed_));
  RETURN_IF_ERROR(WriteInstruments(tx));
  RETURN_IF_ERROR(WritePersons(tx));
  return WriteCalendars(tx);
}

absl::Status FactWriter::WriteInstruments(Tx& tx) const {
  for (const auto& [instrument, sequence] : instruments_) {
    ArrayParameter eligible{kText};
    for (const std::string& period : instrument.eligible_periods) eligible.AddText(period);
    if (!eligible.ok()) return absl::InternalError("a period code holds a NUL");
    RETURN_IF_ERROR(OneRow(kInsertInstrument,
                           tx.Run(kInsertInstrument, Raw(instrument.id), sequence, instrument.code,
                                  Raw(instrument.kind), Raw(ledger::UnitOf(instrument.kind)),
                                  instrument.vintage_first_year, instrument.vintage_last_year,
                                  MicrosOrNull(instrument.tradable_from),
                                  MicrosOrNull(instrument.tradable_until), eligible.Take())));
  }
  return absl::OkStatus();
}

absl::Status FactWriter::WritePersons(Tx& tx) const {
  for (const auto& [person, sequence] : persons_) {
    ArrayParameter issuers{kText}, subjects{kText}, offices{kInt4}, powers{kInt2};
    for (const ledger::Subject& subject : person.subjects) {
      issuers.AddText(subject.issuer);
      subjects.AddText(subject.subject);
    }
    for (const ledger::Seat& seat : person.seats) {
      offices.AddInt(Raw(seat.participant));
      powers.AddInt(seat.powers);
    }
    if (!issuers.ok() || !subjects.ok()) return absl::InternalError("a subject holds a NUL");
    RETURN_IF_ERROR(OneRow(
        kInsertPerson, tx.Run(kInsertPerson, Raw(person.id), sequence, person.code, person.active,
                              issuers.Take(), subjects.Take(), offices.Take(), powers.Take())));
    if (person.id < first_new_person_) continue;
    RETURN_IF_ERROR(
        OneRow(kInsertPersonIdentity, tx.Run(kInsertPersonIdentity, BytesParameter(person.identity),
                                             Raw(person.id), person.code)));
  }
  return absl::OkStatus();
}

absl::Status FactWriter::WriteCalendars(Tx& tx) const {
  for (const auto& [calendar, sequence] : calendars_) {
    ArrayParameter days{kInt2};
    for (const std::int16_t day : calendar.working_days) days.AddInt(day);
    RETURN_IF_ERROR(
        OneRow(kInsertCalendar, tx.Run(kInsertCalendar, calendar.year, sequence, days.Take())));
  }
  return absl::OkStatus();
}

}  // namespace registry::storage
