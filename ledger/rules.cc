#include "ledger/rules.h"

#include <algorithm>
#include <variant>

namespace registry::ledger {
namespace {

// Takes a fact in if it belongs to Rules; false if not.
struct Taker {
  Rules& rules;
  bool operator()(const Instrument& instrument) const {
    rules.instruments.insert_or_assign(instrument.code, instrument);
    return true;
  }
  bool operator()(const CompliancePeriod& period) const {
    rules.periods.insert_or_assign(period.code, period);
    return true;
  }
  bool operator()(const Participant& participant) const {
    rules.participants.insert_or_assign(participant.id, participant);
    return true;
  }
  bool operator()(const Certificate& certificate) const {
    rules.certificates.insert_or_assign(certificate.fingerprint, certificate);
    return true;
  }
  bool operator()(const Person& person) const {
    rules.persons.insert_or_assign(person.code, person);
    return true;
  }
  bool operator()(const Policy& policy) const {
    rules.policies[policy.key].insert_or_assign(policy.from, policy.value);
    return true;
  }
  bool operator()(const Calendar& calendar) const {
    rules.calendars.insert_or_assign(calendar.year, calendar);
    return true;
  }
  bool operator()(const Freeze& freeze) const {
    rules.Put(freeze);
    return true;
  }
  bool operator()(const StaffEntry& entry) const {
    rules.staff.insert_or_assign(entry.identity, entry);
    return true;
  }
  bool operator()(const TrustedAccount& trusted) const {
    rules.trusted.insert_or_assign(trusted.key, trusted);
    return true;
  }
  bool operator()(const DelayedTransfer& transfer) const {
    rules.delayed.insert_or_assign(transfer.id, transfer);
    return true;
  }
  bool operator()(const Clock& clock) const {
    rules.clock = clock;
    rules.book_open = true;
    return true;
  }
  template <typename Other>
  bool operator()(const Other&) const {
    return false;
  }
};

// Takes an id out of the set under a key, and the key with the last one.
template <typename Map>
void Erase(const typename Map::key_type& key, Sequence id, Map& sets) {
  const auto found = sets.find(key);
  if (found == sets.end()) return;
  found->second.erase(id);
  if (found->second.empty()) sets.erase(found);
}

}  // namespace

void Rules::Put(const Freeze& freeze) {
  // Out from under what it was: a merger may give it another account.
  if (const auto before = freezes.find(freeze.id); before != freezes.end()) {
    const Freeze& was = before->second;
    if (was.account) {
      Erase(*was.account, freeze.id, frozen_accounts);
    } else {
      Erase(was.social_credit_code, freeze.id, frozen_holders);
    }
    stops.erase(freeze.id);
  }
  freezes.insert_or_assign(freeze.id, freeze);
  if (freeze.state != FreezeState::kInForce || freeze.scope == FreezeScope::kPledge) return;
  if (freeze.scope == FreezeScope::kProcess) {
    stops.insert(freeze.id);
  } else if (freeze.account) {
    frozen_accounts[*freeze.account].insert(freeze.id);
  } else {
    frozen_holders[freeze.social_credit_code].insert(freeze.id);
  }
}

const Instrument* Rules::FindInstrument(std::string_view code) const {
  const auto found = instruments.find(code);
  return found == instruments.end() ? nullptr : &found->second;
}

const CompliancePeriod* Rules::FindPeriod(std::string_view code) const {
  const auto found = periods.find(code);
  return found == periods.end() ? nullptr : &found->second;
}

const Participant* Rules::FindParticipant(ParticipantId id) const {
  const auto found = participants.find(id);
  return found == participants.end() ? nullptr : &found->second;
}

const Participant* Rules::FindParticipant(std::string_view name) const {
  const auto found = std::find_if(participants.begin(), participants.end(),
                                  [&](const auto& entry) { return entry.second.name == name; });
  return found == participants.end() ? nullptr : &found->second;
}

const Person* Rules::FindPerson(std::string_view code) const {
  const auto found = persons.find(code);
  return found == persons.end() ? nullptr : &found->second;
}

const Person* Rules::FindPerson(const Subject& subject) const {
  const auto found = std::find_if(persons.begin(), persons.end(), [&](const auto& entry) {
    const auto& subjects = entry.second.subjects;
    return std::find(subjects.begin(), subjects.end(), subject) != subjects.end();
  });
  return found == persons.end() ? nullptr : &found->second;
}

std::int64_t Rules::PolicyAt(const PolicyKey& key, Instant now) const {
  return PolicyOr(key, now, 0);
}

std::int64_t Rules::PolicyOr(const PolicyKey& key, Instant now, std::int64_t otherwise) const {
  const auto found = policies.find(key);
  return found == policies.end() ? otherwise : ValueAt(found->second, now).value_or(otherwise);
}

bool IsOfRules(const Fact& fact) {
  // Not those that a snapshot holds, nor names.
  return !std::holds_alternative<Account>(fact) &&
         !std::holds_alternative<HolderParticulars>(fact) &&
         !std::holds_alternative<IssuanceCap>(fact) && !std::holds_alternative<Obligation>(fact) &&
         !std::holds_alternative<Trade>(fact) && !std::holds_alternative<Proposal>(fact);
}

void ApplyToRules(const std::vector<Fact>& facts, Rules& rules) {
  bool changed = false;
  for (const Fact& fact : facts) changed |= std::visit(Taker{rules}, fact);
  if (changed) rules.epoch = RulesEpoch{Raw(rules.epoch) + 1};
}

}  // namespace registry::ledger
