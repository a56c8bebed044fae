// A registry in memory: what storage does for a decision, without a database. Each decision gets a
// snapshot that holds what it touches and nothing else.
#ifndef TESTS_LEDGER_WORLD_H_
#define TESTS_LEDGER_WORLD_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/account.h"
#include "ledger/command.h"
#include "ledger/decision.h"
#include "ledger/fact.h"
#include "ledger/ids.h"
#include "ledger/position.h"
#include "ledger/rules.h"
#include "ledger/snapshot.h"

namespace registry::ledger::testing {

inline constexpr ParticipantId kOperator{1};
inline constexpr ParticipantId kMinistry{2};
inline constexpr ParticipantId kAuthority13{3};
inline constexpr ParticipantId kAuthority11{4};
inline constexpr ParticipantId kExchange{5};
inline constexpr ParticipantId kRepresentative{6};  // of kUnit
inline constexpr ParticipantId kSecurity{7};
inline constexpr ParticipantId kAuditor{8};
inline constexpr ParticipantId kReviewer{9};

// Accounts of a World: two units and the authority of province 13, one of each in province 11.
inline constexpr AccountId kUnit{1001};
inline constexpr AccountId kOtherUnit{1002};
inline constexpr AccountId kFarUnit{1003};
inline constexpr AccountId kAuthority{1004};
inline constexpr AccountId kFarAuthority{1005};
inline constexpr AccountId kInstitution{1006};
inline constexpr AccountId kIndividual{1007};
inline constexpr AccountId kNobody{1999};

inline constexpr InstrumentId kCea1920{1};
inline constexpr InstrumentId kCea21{2};
inline constexpr InstrumentId kCcer{3};
inline constexpr InstrumentId kCny{4};

inline constexpr std::int64_t kMost = INT64_MAX;

// An instant by the clock on a wall in Beijing (UTC+8).
Instant Beijing(int year, unsigned month, unsigned day, int hour = 0, int minute = 0,
                int second = 0, std::int64_t micros = 0);

// "accepted", "DENIED", "FAULT: what", or each failed check as "REASON fact=value ...", joined by "
// | ".
std::string Text(const Decision& decision);
// The same without facts: "ACCOUNT_NOT_FOUND PERIOD_NOT_FOUND".
std::string Reasons(const Decision& decision);
// "00001001-05"
std::string No(AccountId account);

// A value; copies are independent. Its members are what storage would hold.
struct World {
  // An open book on the system clock: participants, accounts, periods 2019-20 and 2021, and the
  // instruments CEA1920 (eligible for 2019-20, tradable from 16 July 2021), CEA21 (eligible for
  // 2021, never tradable), CCER:1:2020 (credits) and CNY.
  World();

  Rules rules;
  NewIds ids;
  std::map<AccountId, Account> accounts;
  std::map<PositionKey, Position> positions;
  std::map<IssuanceCapKey, IssuanceCap> caps;
  std::map<ObligationKey, Obligation> obligations;
  std::map<std::string, Trade> trades;
  std::map<Sequence, Proposal> proposals;
  std::map<Sequence, std::shared_ptr<const Proposed>> proposed;
  Sequence sequence{0};
  std::vector<std::string> house;  // how each thing that the registry did itself was answered
  Instant received_at;
  Instant now;

  // Puts a balance in place, out of nowhere.
  void Hold(AccountId account, InstrumentId instrument, std::int64_t quantity,
            Bucket bucket = Bucket::kRegistered);
  std::int64_t Balance(AccountId account, InstrumentId instrument,
                       Bucket bucket = Bucket::kRegistered) const;
  void SetStatus(AccountId account, AccountStatus status, Instant since);
  void Owe(AccountId unit, std::int64_t obligation, std::int64_t surrendered = 0,
           std::string_view period = "2019-20");

  // From now on the default policies hold, and these persons sit in the offices: op-1, op-2 at the
  // operator, rev-1, rev-2 at the reviewer, sec-1, sec-2 at the security administrator, min-1,
  // min-2 at the ministry, rep-1 (initiate), rep-2 (approve), rep-3 (surrender), rep-4 (read) at
  // the representative; both-1 at operator and reviewer. Their subject is ("idp", code).
  void NeedSecondPersons();

  Request RequestOf(ParticipantId participant, Command command) const;
  Request RequestAs(ParticipantId office, std::string person, Command command) const;
  // The hash under which a proposal is approved.
  Digest HashOf(Sequence proposal) const { return proposed.at(proposal)->request_hash; }
  // Declares and puts what storage would, so that a decision reads nothing else.
  Snapshot Load(const Touched& asked) const;

  // Decides without taking the decision in.
  Decision Decide(const Request& request) const;
  std::string Ask(ParticipantId participant, Command command) const;
  // Decides, and takes an accepted decision in.
  std::string Do(ParticipantId participant, Command command);
  std::string AskAs(ParticipantId office, std::string person, Command command) const;
  // "waiting" for what became a proposal, whose number is then `sequence`.
  std::string DoAs(ParticipantId office, std::string person, Command command);
  // Takes effects in, and then what freezes want of what arrived, as the journal does.
  void Take(const Request& request, const Effects& effects);
  void TakeAlone(const Request& request, const Effects& effects);
};

}  // namespace registry::ledger::testing

#endif  // TESTS_LEDGER_WORLD_H_
