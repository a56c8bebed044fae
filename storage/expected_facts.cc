#include "storage/expected_facts.h"

#include <utility>
#include <variant>

namespace registry::storage {
namespace {

struct Taker {
  ExpectedFacts& facts;
  const log::ParsedRecord& record;
  const ledger::Accepted& accepted;
  std::int64_t sequence;

  // Wraps like the books it is compared with cannot: a tampered record must not end the check.
  std::int64_t Moved() const {
    std::uint64_t moved = 0;
    for (const ledger::PostedLine& line : accepted.postings) {
      moved += static_cast<std::uint64_t>(line.posting.quantity.value);
    }
    return static_cast<std::int64_t>(moved);
  }

  void operator()(const ledger::OpenBook& open) const {
    facts.clocks[sequence] = {open.clock_mode, open.replay_begins};
  }

  void operator()(const ledger::AdvanceClock& advance) const {
    facts.clocks[sequence] = {ledger::ClockMode::kReplay, advance.instant};
  }

  void operator()(const ledger::RegisterParticipant& participant) const {
    const ledger::ParticipantId id = NextId(facts.participants);
    facts.participants[{id, sequence}] = {id, participant.name, participant.role,
                                          participant.province, participant.account};
    facts.offices[participant.name] = id;
  }

  ledger::ParticipantId Office(const std::string& name) const {
    const auto found = facts.offices.find(name);
    return found == facts.offices.end() ? ledger::ParticipantId{} : found->second;
  }

  std::vector<ledger::Seat> SeatsOf(const std::vector<ledger::NamedSeat>& named) const {
    std::vector<ledger::Seat> seats;
    seats.reserve(named.size());
    for (const ledger::NamedSeat& seat : named) {
      seats.push_back({Office(seat.participant), seat.powers});
    }
    return seats;
  }

  void operator()(const ledger::ChangeParticipant& change) const {
    const ledger::ParticipantId id = Office(change.name);
    ledger::Participant participant = NewestOr(facts.participants, id, {});
    participant.active = change.active;
    facts.participants[{id, sequence}] = participant;
  }

  void operator()(const ledger::RegisterCertificate& entered) const {
    facts.certificates[{entered.fingerprint, sequence}] = {
        entered.fingerprint, Office(entered.participant), entered.valid_from, entered.valid_until};
  }

  void operator()(const ledger::RevokeCertificate& revoke) const {
    ledger::Certificate certificate =
        NewestOr(facts.certificates, revoke.fingerprint,
                 {revoke.fingerprint, Office(revoke.participant), {}, {}});
    certificate.revoked = true;
    facts.certificates[{revoke.fingerprint, sequence}] = certificate;
  }

  void operator()(const ledger::RegisterPerson& person) const {
    const ledger::PersonId id = NextId(facts.persons);
    facts.persons[{id, sequence}] = {id, person.code, person.identity, person.subjects,
                                     SeatsOf(person.seats)};
    facts.staff[person.code] = id;
  }

  void operator()(const ledger::ChangePerson& change) const {
    const auto known = facts.staff.find(change.code);
    const ledger::PersonId id = known == facts.staff.end() ? ledger::PersonId{} : known->second;
    ledger::Person person = NewestOr(facts.persons, id, {});
    person.subjects = change.subjects;
    person.seats = SeatsOf(change.seats);
    person.active = change.active;
    facts.persons[{id, sequence}] = person;
  }

  void operator()(const ledger::SetPolicy& set) const {
    const ledger::Policy& policy = set.policy;
    facts.policies[sequence] = policy;
    facts.now.policies[policy.key].insert_or_assign(policy.from, policy.value);
  }

  void operator()(const ledger::SetCalendar& set) const {
    facts.calendars[{set.calendar.year, sequence}] = set.calendar;
    facts.now.calendars.insert_or_assign(set.calendar.year, set.calendar);
  }

  void operator()(const ledger::CreatePeriod& period) const {
    const ledger::PeriodId id = NextId(facts.periods);
    facts.periods[{id, sequence}] = {id, period.code, period.first_year, period.last_year,
                                     period.deadline};
  }

  void operator()(const ledger::CreateInstrument& instrument) const {
    const ledger::InstrumentId id = NextId(facts.instruments);
    facts.instruments[{id, sequence}] = {id,
                                         instrument.code,
                                         instrument.kind,
                                         instrument.vintage_first_year,
                                         instrument.vintage_last_year,
                                         instrument.tradable_from,
                                         instrument.tradable_until,
                                         instrument.eligible_periods};
  }

  void operator()(const ledger::OpenAccount& open) const {
    const ledger::AccountId id = accepted.opened_account.value_or(ledger::AccountId{});
    facts.holders[open.social_credit_code] = id;
    facts.accounts[{id, sequence}] = {id,
                                      open.kind,
                                      ledger::AccountStatus::kOpen,
                                      open.social_credit_code,
                                      open.province,
                                      open.sector,
                                      record.recorded.recorded_at};
  }

  void operator()(const ledger::ChangeAccountStatus& change) const {
    ledger::Account account = NewestOr(facts.accounts, change.account, {});
    account.status = change.status;
    account.status_since = record.recorded.recorded_at;
    if (change.status == ledger::AccountStatus::kRestricted) {  // to be objected to anew
      account.objected_at.reset();
      account.objection_decided = false;
    }
    facts.accounts[{change.account, sequence}] = account;
  }

  void operator()(const ledger::SetIssuanceCap& set) const {
    const ledger::IssuanceCapKey key{set.plan, set.instrument, set.sector};
    ledger::IssuanceCap cap = NewestOr(facts.caps, key, {key, {}, {}});
    cap.cap = set.cap;
    facts.caps[{key, sequence}] = cap;
  }

  void operator()(const ledger::Issue& issue) const {
    const ledger::IssuanceCapKey key{issue.plan, issue.instrument, issue.sector};
    ledger::IssuanceCap cap = NewestOr(facts.caps, key, {key, {}, {}});
    cap.issued = {Sum(cap.issued.value, Moved())};
    facts.caps[{key, sequence}] = cap;
  }

  void operator()(const ledger::DetermineObligation& determine) const {
    const ledger::ObligationKey key{determine.unit_account, determine.sector, determine.period};
    ledger::Obligation obligation = facts.ObligationBefore(key);
    obligation.verified_emissions = determine.verified_emissions;
    obligation.obligation = determine.obligation;
    facts.PutObligation(std::move(obligation), sequence, record.request.received_at);
  }

  void operator()(const ledger::Surrender& surrender) const {
    facts.Surrendered({surrender.unit_account, surrender.sector, surrender.period}, {Moved()},
                      sequence, record.request.received_at);
  }

  // Answers to proposals never come here.
  template <typename OnlyPostings>
  void operator()(const OnlyPostings&) const {}
};

}  // namespace

bool ExpectedFacts::Carry(const log::ParsedRecord& record, const ledger::Accepted& accepted,
                          std::int64_t sequence) {
  std::visit(Taker{*this, record, accepted, sequence}, record.request.command);
  CarryLife(record, accepted, sequence);
  CarryFreezes(record, accepted, sequence);
  const ledger::CommandType type = ledger::TypeOf(record.request.command);
  // Of a succession only the freezes belong to the rules.
  if (type != ledger::CommandType::kSucceed) return ledger::ChangesRules(type);
  return freezes_changed_by_ == sequence;
}

ledger::Obligation ExpectedFacts::ObligationBefore(const ledger::ObligationKey& key) const {
  ledger::Obligation none;
  none.key = key;
  return NewestOr(obligations, key, none);
}

void ExpectedFacts::Surrendered(const ledger::ObligationKey& key, ledger::Quantity quantity,
                                std::int64_t sequence, ledger::Instant arrival) {
  ledger::Obligation obligation = ObligationBefore(key);
  obligation.surrendered = {Sum(obligation.surrendered.value, quantity.value)};
  PutObligation(std::move(obligation), sequence, arrival);
}

void ExpectedFacts::PutObligation(ledger::Obligation obligation, std::int64_t sequence,
                                  ledger::Instant arrival) {
  if (obligation.surrendered < obligation.obligation) {
    obligation.completed_at.reset();
  } else if (!obligation.completed_at.has_value()) {
    obligation.completed_at = arrival;
  }
  obligations[{obligation.key, sequence}] = std::move(obligation);
}

std::int64_t ExpectedFacts::Count() const {
  return static_cast<std::int64_t>(
      accounts.size() + caps.size() + obligations.size() + participants.size() +
      instruments.size() + periods.size() + certificates.size() + persons.size() + policies.size() +
      calendars.size() + proposals.size() + clocks.size() + freezes.size() + staff_list.size() +
      trusted.size() + delayed.size());
}

const ledger::Account* ExpectedFacts::FindAccount(ledger::AccountId id) const {
  return Newest(accounts, id);
}

}  // namespace registry::storage
