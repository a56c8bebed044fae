// Commands: what the registry can be asked to record. One alternative of Command for each, in a
// pair of files of its own. A command holds what its caller said, already well-formed (convert
// refuses bad shapes).
#ifndef LEDGER_COMMAND_H_
#define LEDGER_COMMAND_H_

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "ledger/access.h"
#include "ledger/account_life.h"
#include "ledger/allocate.h"
#include "ledger/book.h"
#include "ledger/cancel.h"
#include "ledger/change_account_status.h"
#include "ledger/command_type.h"
#include "ledger/context.h"
#include "ledger/create_instrument.h"
#include "ledger/create_period.h"
#include "ledger/determine_obligation.h"
#include "ledger/document.h"
#include "ledger/freeze.h"
#include "ledger/ids.h"
#include "ledger/issuance_cap.h"
#include "ledger/issue.h"
#include "ledger/move.h"
#include "ledger/open_account.h"
#include "ledger/posting.h"
#include "ledger/recovery.h"
#include "ledger/return_allowances.h"
#include "ledger/second_person.h"
#include "ledger/settle_trade.h"
#include "ledger/staff.h"
#include "ledger/succession.h"
#include "ledger/surrender.h"
#include "ledger/transfer.h"
#include "ledger/transfer_at_will.h"

namespace registry::ledger {

// The order is that of CommandType.
using Command =
    std::variant<OpenBook, RegisterParticipant, AdvanceClock, CreatePeriod, CreateInstrument,
                 SetIssuanceCap, OpenAccount, ChangeAccountStatus, Issue, Allocate,
                 ReturnAllowances, MoveToTrading, MoveFromTrading, Transfer, SettleTrade,
                 DetermineObligation, Surrender, Cancel, ChangeParticipant, RegisterCertificate,
                 RevokeCertificate, RegisterPerson, ChangePerson, SetPolicy, SetCalendar,
                 ApproveProposal, RejectProposal, WithdrawProposal, ExpireProposal,
                 RecoverAdministrator, FreezeHolding, RenewFreeze, ReleaseFreeze, ExpireFreeze,
                 DeductFrozen, SurrenderFrozen, TakeFrozen, Pledge, ReleasePledge, ApplyForAccount,
                 ReviewApplication, OpenAppliedAccount, ChangeParticulars, ChangeAccountKind,
                 ObjectToRestriction, DecideObjection, Succeed, CloseDissolved, RegisterStaff,
                 TrustAccount, DistrustAccount, TransferAtWill, AbortTransfer, ExecuteTransfer>;

static_assert(std::variant_size_v<Command> == kCommandTypeCount);

inline CommandType TypeOf(const Command& command) {
  return static_cast<CommandType>(command.index() + 1);
}

// Whether an accepted command of this type leaves nothing but postings, unless it waits for a
// second person.
constexpr bool PostsOnly(CommandType type) {
  return type == CommandType::kTransfer || type == CommandType::kMoveToTrading ||
         type == CommandType::kMoveFromTrading;
}

// An accepted command of these types, unless it waits, leaves nothing that another decision rests
// on but balances, and a delivery under its trade id.
inline constexpr CommandType kOnlyMoving[] = {CommandType::kTransfer, CommandType::kSettleTrade};

// Whether a command can change Rules, or carries out whatever was proposed. Such a command is
// decided in a batch of its own, so that whatever follows it is decided under the new epoch.
constexpr bool ChangesRules(CommandType type) {
  switch (type) {
    case CommandType::kOpenBook:
    case CommandType::kRegisterParticipant:
    case CommandType::kAdvanceClock:
    case CommandType::kCreatePeriod:
    case CommandType::kCreateInstrument:
    case CommandType::kChangeParticipant:
    case CommandType::kRegisterCertificate:
    case CommandType::kRevokeCertificate:
    case CommandType::kRegisterPerson:
    case CommandType::kChangePerson:
    case CommandType::kSetPolicy:
    case CommandType::kSetCalendar:
    case CommandType::kApproveProposal:
    case CommandType::kRejectProposal:
    case CommandType::kWithdrawProposal:
    case CommandType::kExpireProposal:
    case CommandType::kRecoverAdministrator:
    case CommandType::kFreezeHolding:
    case CommandType::kRenewFreeze:
    case CommandType::kReleaseFreeze:
    case CommandType::kExpireFreeze:
    case CommandType::kDeductFrozen:
    case CommandType::kSurrenderFrozen:
    case CommandType::kPledge:
    case CommandType::kReleasePledge:
    case CommandType::kSucceed:
    case CommandType::kRegisterStaff:
    case CommandType::kTrustAccount:
    case CommandType::kDistrustAccount:
    case CommandType::kTransferAtWill:
    case CommandType::kAbortTransfer:
    case CommandType::kExecuteTransfer:
      return true;
    default:
      return false;
  }
}

// Who asks. Time, identity and randomness enter as values, so that a decision is the same today, in
// a replay and in a test.
struct RequestKey {
  ParticipantId participant{};
  RequestId request_id{};
  auto operator<=>(const RequestKey&) const = default;
};

struct Proposed;

struct Request {
  RequestKey key;
  std::string person;  // staff code of the person who asks; empty: a system, or a certificate alone
  Instant received_at;  // stamped by the server on arrival; decides deadlines
  Salt salt{};          // of its leaf
  Command command;
  // Of an answer to a proposal: what was proposed, as its record says. The journal puts it here
  // under its lock; null when there is no such proposal.
  std::shared_ptr<const Proposed> proposed;
};

// A proposed request as it was recorded.
struct Proposed {
  Request request;
  Digest request_hash{};
  std::vector<Posting> reserved;  // what waits for it
};

}  // namespace registry::ledger

#endif  // LEDGER_COMMAND_H_
