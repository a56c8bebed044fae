#include "storage/expected_facts.h"

#include <variant>

namespace registry::storage {
namespace {

// The numbers that the registry gives out itself run from 1.
template <typename Id, typename Value>
Id NextId(const Versions<Id, Value>& versions) {
  return versions.empty() ? Id{1} : Id{ledger::Raw(versions.rbegin()->first.first) + 1};
}

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

  void operator()(const ledger::SetPolicy& set) const { facts.policies[sequence] = set.policy; }

  void operator()(const ledger::SetCalendar& set) const {
    facts.calendars[{set.calendar.year, sequence}] = set.calendar;
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
    ledger::Obligation obligation = Before(key);
    obligation.verified_emissions = determine.verified_emissions;
    obligation.obligation = determine.obligation;
    Put(std::move(obligation));
  }

  void operator()(const ledger::Surrender& surrender) const {
    ledger::Obligation obligation =
        Before({surrender.unit_account, surrender.sector, surrender.period});
    obligation.surrendered = {Sum(obligation.surrendered.value, Moved())};
    Put(std::move(obligation));
  }

  // Answers to proposals never come here.
  template <typename OnlyPostings>
  void operator()(const OnlyPostings&) const {}

  ledger::Obligation Before(const ledger::ObligationKey& key) const {
    ledger::Obligation none;
    none.key = key;
    return NewestOr(facts.obligations, key, none);
  }

  // Complete since the arrival of what reached the obligation, until it is raised again.
  void Put(ledger::Obligation obligation) const {
    if (obligation.surrendered < obligation.obligation) {
      obligation.completed_at.reset();
    } else if (!obligation.completed_at.has_value()) {
      obligation.completed_at = record.request.received_at;
    }
    facts.obligations[{obligation.key, sequence}] = std::move(obligation);
  }
};

}  // namespace

bool ExpectedFacts::Carry(const log::ParsedRecord& record, const ledger::Accepted& accepted,
                          std::int64_t sequence) {
  std::visit(Taker{*this, record, accepted, sequence}, record.request.command);
  return ledger::ChangesRules(ledger::TypeOf(record.request.command));
}

std::int64_t ExpectedFacts::Count() const {
  return static_cast<std::int64_t>(accounts.size() + caps.size() + obligations.size() +
                                   participants.size() + instruments.size() + periods.size() +
                                   certificates.size() + persons.size() + policies.size() +
                                   calendars.size() + proposals.size() + clocks.size());
}

const ledger::Account* ExpectedFacts::FindAccount(ledger::AccountId id) const {
  return Newest(accounts, id);
}

}  // namespace registry::storage
