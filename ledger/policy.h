// Policy as data: who may do what, to which kind and status of account, with which kind of
// instrument.
#ifndef LEDGER_POLICY_H_
#define LEDGER_POLICY_H_

#include <cstdint>
#include <string_view>

#include "ledger/account.h"
#include "ledger/command.h"
#include "ledger/instrument.h"
#include "ledger/participant.h"

namespace registry::ledger {

// The part that an account plays in a command. Policy of accounts is by use, because the two sides
// of a command differ.
enum class Use : std::int16_t {
  kIssueAcquiring = 1,
  kAllocateTransferring = 2,
  kAllocateAcquiring = 3,
  kReturnTransferring = 4,
  kReturnAcquiring = 5,
  kMoveToTrading = 6,
  kMoveFromTrading = 7,
  kTransferTransferring = 8,
  kTransferAcquiring = 9,
  kTradeSelling = 10,
  kTradeBuying = 11,
  kDetermineObligation = 12,
  kSurrender = 13,
  kCancel = 14,
  kFreeze = 15,
  kDeductAcquiring = 16,  // what the transferring side holds is frozen, whatever its status
  kPledge = 17,
  kChangeParticulars = 18,
  kChangeKind = 19,
  kSucceedTransferring = 20,
  kSucceedAcquiring = 21,
  kDissolve = 22,
  kDissolveAcquiring = 23,
  kWillTransferring = 24,
  kWillAcquiring = 25,
};
inline constexpr int kUseCount = 25;
std::string_view UseName(Use use);  // "TRADE_SELLING"

// account kind x use x kind of instrument
bool KindMay(AccountKind account, Use use, InstrumentKind instrument);
// Whether the account's kind may with any instrument at all, and whether any account may with this
// kind of instrument: which of the two is to blame for a refusal.
bool KindMayAny(AccountKind account, Use use);
bool AnyKindMay(Use use, InstrumentKind instrument);
// account status x use (RULES R17)
bool StatusMay(AccountStatus status, Use use);
// old status x new status: what ChangeAccountStatus may do
bool StatusMayBecome(AccountStatus from, AccountStatus to);
// account kinds that OpenAccount may open
bool KindMayBeOpened(AccountKind kind);

// How far a right reaches.
enum class Scope : std::int16_t {
  kNone = 0,         // no right: the default
  kOwnAccount = 1,   // the participant's account
  kOwnProvince = 2,  // accounts of the participant's province
  kAll = 3,
};
std::string_view ScopeName(Scope scope);  // "OWN_PROVINCE"

// role x command
Scope RightTo(Role role, CommandType command);

// Whether this role approves what that role proposed.
bool MayApprove(Role approver, Role proposer);

// What can be read, for role x read.
enum class Read : std::int16_t {
  kAccounts = 1,     // accounts, holdings, postings, statements, obligations
  kInstruments = 2,  // instruments, periods, caps, supply
  kJournal = 3,      // the feed of all transactions
  kProof = 4,        // self-check, reports, counters
  kStatus = 5,       // the registry's clock and head
  kAccess = 6,       // participants, certificates, persons, policies, calendars
  kProposals = 7,    // proposals of the offices that one approves for, and one's own
  kTrail = 8,        // who saw and did what
  kFreezes = 9,      // freezes and pledges with case and authority
  kPublic = 10,      // what is published
};
inline constexpr int kReadCount = 10;
std::string_view ReadName(Read read);  // "ACCOUNTS"
Scope RightTo(Role role, Read read);

}  // namespace registry::ledger

#endif  // LEDGER_POLICY_H_
