// Commands: what the registry can be asked to record. One alternative of Command for each, in a
// pair of files of its own. A command holds what its caller said, already well-formed (convert
// refuses bad shapes).
#ifndef LEDGER_COMMAND_H_
#define LEDGER_COMMAND_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "ledger/allocate.h"
#include "ledger/book.h"
#include "ledger/cancel.h"
#include "ledger/change_account_status.h"
#include "ledger/context.h"
#include "ledger/create_instrument.h"
#include "ledger/create_period.h"
#include "ledger/determine_obligation.h"
#include "ledger/document.h"
#include "ledger/ids.h"
#include "ledger/issuance_cap.h"
#include "ledger/issue.h"
#include "ledger/move.h"
#include "ledger/open_account.h"
#include "ledger/return_allowances.h"
#include "ledger/settle_trade.h"
#include "ledger/surrender.h"
#include "ledger/transfer.h"

namespace registry::ledger {

// The order is that of CommandType, whose numbers are stored for ever.
using Command = std::variant<OpenBook, RegisterParticipant, AdvanceClock, CreatePeriod,
                             CreateInstrument, SetIssuanceCap, OpenAccount, ChangeAccountStatus,
                             Issue, Allocate, ReturnAllowances, MoveToTrading, MoveFromTrading,
                             Transfer, SettleTrade, DetermineObligation, Surrender, Cancel>;

enum class CommandType : std::int16_t {
  kOpenBook = 1,
  kRegisterParticipant = 2,
  kAdvanceClock = 3,
  kCreatePeriod = 4,
  kCreateInstrument = 5,
  kSetIssuanceCap = 6,
  kOpenAccount = 7,
  kChangeAccountStatus = 8,
  kIssue = 9,
  kAllocate = 10,
  kReturnAllowances = 11,
  kMoveToTrading = 12,
  kMoveFromTrading = 13,
  kTransfer = 14,
  kSettleTrade = 15,
  kDetermineObligation = 16,
  kSurrender = 17,
  kCancel = 18,
};
inline constexpr int kCommandTypeCount = 18;
static_assert(std::variant_size_v<Command> == kCommandTypeCount);
std::string_view CommandTypeName(CommandType type);  // "MOVE_TO_TRADING"

inline CommandType TypeOf(const Command& command) {
  return static_cast<CommandType>(command.index() + 1);
}

// Whether a command changes Rules. Such a command is decided in a batch of its own, so that
// whatever follows it is decided under the new epoch.
constexpr bool ChangesRules(CommandType type) {
  return type == CommandType::kOpenBook || type == CommandType::kRegisterParticipant ||
         type == CommandType::kAdvanceClock || type == CommandType::kCreatePeriod ||
         type == CommandType::kCreateInstrument;
}

// Who asks. Time, identity and randomness enter as values, so that a decision is the same today, in
// a replay and in a test.
struct RequestKey {
  ParticipantId participant{};
  RequestId request_id{};
  auto operator<=>(const RequestKey&) const = default;
};

struct Request {
  RequestKey key;
  std::string person;   // a person within the participant; empty for a system
  Instant received_at;  // stamped by the server on arrival; decides deadlines
  Salt salt{};          // of its leaf
  Command command;
};

}  // namespace registry::ledger

#endif  // LEDGER_COMMAND_H_
