// Rules: rarely changed facts that every decision may read. One immutable value with an epoch; a
// server whose epoch is not the locked one reloads it before it decides.
#ifndef LEDGER_RULES_H_
#define LEDGER_RULES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/fact.h"

namespace registry::ledger {

struct Rules {
  RulesEpoch epoch{};
  bool book_open = false;
  Clock clock;
  std::map<std::string, Instrument, std::less<>> instruments;    // by code
  std::map<std::string, CompliancePeriod, std::less<>> periods;  // by code
  std::map<ParticipantId, Participant> participants;
  std::map<Digest, Certificate> certificates;                     // by fingerprint
  std::map<std::string, Person, std::less<>> persons;             // by code
  std::map<PolicyKey, std::map<Instant, std::int64_t>> policies;  // from when which value holds
  Calendars calendars;
  std::map<Sequence, Freeze> freezes;  // of all states; written by Put alone
  std::map<Digest, StaffEntry> staff;  // by identity
  std::map<TrustKey, TrustedAccount> trusted;
  std::map<Sequence, DelayedTransfer> delayed;  // of all states

  // Keeps the three below, of freezes in force, up to date too.
  void Put(const Freeze& freeze);
  std::map<AccountId, std::set<Sequence>> frozen_accounts;  // by their account
  // Of a holder, without an account: by social credit code.
  std::map<std::string, std::set<Sequence>, std::less<>> frozen_holders;
  std::set<Sequence> stops;  // of a process

  const Instrument* FindInstrument(std::string_view code) const;
  const CompliancePeriod* FindPeriod(std::string_view code) const;
  const Participant* FindParticipant(ParticipantId id) const;
  const Participant* FindParticipant(std::string_view name) const;
  const Person* FindPerson(std::string_view code) const;
  const Person* FindPerson(const Subject& subject) const;
  // What a policy says at a moment; 0 when it says nothing.
  std::int64_t PolicyAt(const PolicyKey& key, Instant now) const;
  std::int64_t PolicyOr(const PolicyKey& key, Instant now, std::int64_t otherwise) const;
};

// Whether a fact belongs to Rules.
bool IsOfRules(const Fact& fact);

// Takes the facts that belong to Rules into it and advances the epoch by one if there was any.
void ApplyToRules(const std::vector<Fact>& facts, Rules& rules);

}  // namespace registry::ledger

#endif  // LEDGER_RULES_H_
