// The commands by number. The numbers are stored for ever.
#ifndef LEDGER_COMMAND_TYPE_H_
#define LEDGER_COMMAND_TYPE_H_

#include <cstdint>
#include <string_view>

namespace registry::ledger {

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
  kChangeParticipant = 19,
  kRegisterCertificate = 20,
  kRevokeCertificate = 21,
  kRegisterPerson = 22,
  kChangePerson = 23,
  kSetPolicy = 24,
  kSetCalendar = 25,
  kApproveProposal = 26,
  kRejectProposal = 27,
  kWithdrawProposal = 28,
  kExpireProposal = 29,
  kRecoverAdministrator = 30,
  kFreezeHolding = 31,
  kRenewFreeze = 32,
  kReleaseFreeze = 33,
  kExpireFreeze = 34,
  kDeductFrozen = 35,
  kSurrenderFrozen = 36,
  kTakeFrozen = 37,
  kPledge = 38,
  kReleasePledge = 39,
  kApplyForAccount = 40,
  kReviewApplication = 41,
  kOpenAppliedAccount = 42,
  kChangeParticulars = 43,
  kChangeAccountKind = 44,
  kObjectToRestriction = 45,
  kDecideObjection = 46,
  kSucceed = 47,
  kCloseDissolved = 48,
  kRegisterStaff = 49,
  kTrustAccount = 50,
  kDistrustAccount = 51,
  kTransferAtWill = 52,
  kAbortTransfer = 53,
  kExecuteTransfer = 54,
};
inline constexpr int kCommandTypeCount = 54;
std::string_view CommandTypeName(CommandType type);  // "MOVE_TO_TRADING"

}  // namespace registry::ledger

#endif  // LEDGER_COMMAND_TYPE_H_
