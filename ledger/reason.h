// Every reason for which a request can be refused. The names stand in reason.proto and in
// docs/reasons.md too; a test compares the three.
#ifndef LEDGER_REASON_H_
#define LEDGER_REASON_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace registry::ledger {

// Each line: name in code, stable number, name on the wire. Numbers are stored for ever.
#define LEDGER_REASONS(X)                                            \
  X(kAccountNotFound, 1, "ACCOUNT_NOT_FOUND")                        \
  X(kAccountStatusForbids, 2, "ACCOUNT_STATUS_FORBIDS")              \
  X(kAccountKindForbids, 3, "ACCOUNT_KIND_FORBIDS")                  \
  X(kHolderHasAccount, 4, "HOLDER_HAS_ACCOUNT")                      \
  X(kAccountNotEmpty, 5, "ACCOUNT_NOT_EMPTY")                        \
  X(kStatusChangeForbidden, 6, "STATUS_CHANGE_FORBIDDEN")            \
  X(kProvinceMismatch, 7, "PROVINCE_MISMATCH")                       \
  X(kSectorMismatch, 8, "SECTOR_MISMATCH")                           \
  X(kSameAccount, 9, "SAME_ACCOUNT")                                 \
  X(kInstrumentNotFound, 10, "INSTRUMENT_NOT_FOUND")                 \
  X(kInstrumentExists, 11, "INSTRUMENT_EXISTS")                      \
  X(kInstrumentKindForbids, 12, "INSTRUMENT_KIND_FORBIDS")           \
  X(kInstrumentNotEligible, 13, "INSTRUMENT_NOT_ELIGIBLE")           \
  X(kInstrumentNotTradable, 14, "INSTRUMENT_NOT_TRADABLE")           \
  X(kPeriodNotFound, 15, "PERIOD_NOT_FOUND")                         \
  X(kPeriodExists, 16, "PERIOD_EXISTS")                              \
  X(kIssuanceCapNotSet, 17, "ISSUANCE_CAP_NOT_SET")                  \
  X(kIssuanceCapExceeded, 18, "ISSUANCE_CAP_EXCEEDED")               \
  X(kIssuanceCapBelowIssued, 19, "ISSUANCE_CAP_BELOW_ISSUED")        \
  X(kInsufficientHolding, 20, "INSUFFICIENT_HOLDING")                \
  X(kBalanceOverflow, 21, "BALANCE_OVERFLOW")                        \
  X(kTransferGroundOff, 22, "TRANSFER_GROUND_OFF")                   \
  X(kTradeAlreadyDelivered, 23, "TRADE_ALREADY_DELIVERED")           \
  X(kTradeIdReused, 24, "TRADE_ID_REUSED")                           \
  X(kTradeAmountMismatch, 25, "TRADE_AMOUNT_MISMATCH")               \
  X(kTradeSizeOutsideMethod, 26, "TRADE_SIZE_OUTSIDE_METHOD")        \
  X(kTradeTimeInvalid, 27, "TRADE_TIME_INVALID")                     \
  X(kObligationNotDetermined, 28, "OBLIGATION_NOT_DETERMINED")       \
  X(kObligationBelowSurrendered, 29, "OBLIGATION_BELOW_SURRENDERED") \
  X(kSurrenderAboveDue, 30, "SURRENDER_ABOVE_DUE")                   \
  X(kParticipantExists, 31, "PARTICIPANT_EXISTS")                    \
  X(kClockNotReplay, 32, "CLOCK_NOT_REPLAY")                         \
  X(kClockMovesBackward, 33, "CLOCK_MOVES_BACKWARD")                 \
  X(kBookAlreadyOpen, 34, "BOOK_ALREADY_OPEN")                       \
  X(kOffsetNotOpen, 35, "OFFSET_NOT_OPEN")                           \
  X(kInstrumentLimitReached, 36, "INSTRUMENT_LIMIT_REACHED")         \
  X(kParticipantNotFound, 37, "PARTICIPANT_NOT_FOUND")               \
  X(kCertificateExists, 38, "CERTIFICATE_EXISTS")                    \
  X(kPersonExists, 39, "PERSON_EXISTS")                              \
  X(kPersonNotFound, 40, "PERSON_NOT_FOUND")                         \
  X(kSubjectInUse, 41, "SUBJECT_IN_USE")                             \
  X(kPolicyInForce, 42, "POLICY_IN_FORCE")                           \
  X(kProposalHashMismatch, 43, "PROPOSAL_HASH_MISMATCH")             \
  X(kProposalNotOpen, 44, "PROPOSAL_NOT_OPEN")                       \
  X(kProposalExpired, 45, "PROPOSAL_EXPIRED")                        \
  X(kProposalNotExpired, 46, "PROPOSAL_NOT_EXPIRED")                 \
  X(kSecondPersonIsFirst, 47, "SECOND_PERSON_IS_FIRST")              \
  X(kProposerRightLost, 48, "PROPOSER_RIGHT_LOST")                   \
  X(kApproverRightLost, 49, "APPROVER_RIGHT_LOST")                   \
  X(kHolderInConflict, 50, "HOLDER_IN_CONFLICT")                     \
  X(kObjectionTooLate, 51, "OBJECTION_TOO_LATE")                     \
  X(kObjectionExists, 52, "OBJECTION_EXISTS")                        \
  X(kObjectionNotOpen, 53, "OBJECTION_NOT_OPEN")                     \
  X(kObligationOpen, 54, "OBLIGATION_OPEN")                          \
  X(kAccountFrozen, 55, "ACCOUNT_FROZEN")                            \
  X(kFreezeNotFound, 56, "FREEZE_NOT_FOUND")                         \
  X(kFreezeNotInForce, 57, "FREEZE_NOT_IN_FORCE")                    \
  X(kFreezeNotEnded, 58, "FREEZE_NOT_ENDED")                         \
  X(kFreezeDatesInvalid, 59, "FREEZE_DATES_INVALID")                 \
  X(kFrozenTooLittle, 60, "FROZEN_TOO_LITTLE")                       \
  X(kNothingToFreeze, 61, "NOTHING_TO_FREEZE")                       \
  X(kProcessNotStoppable, 62, "PROCESS_NOT_STOPPABLE")               \
  X(kProcessStopped, 63, "PROCESS_STOPPED")                          \
  X(kCommandOff, 64, "COMMAND_OFF")                                  \
  X(kBusinessOpen, 65, "BUSINESS_OPEN")                              \
  X(kObligationPartTooLarge, 66, "OBLIGATION_PART_TOO_LARGE")        \
  X(kAccountNotTrusted, 67, "ACCOUNT_NOT_TRUSTED")                   \
  X(kAccountTrusted, 68, "ACCOUNT_TRUSTED")                          \
  X(kDailyLimitExceeded, 69, "DAILY_LIMIT_EXCEEDED")                 \
  X(kTransferNotFound, 70, "TRANSFER_NOT_FOUND")                     \
  X(kTransferNotWaiting, 71, "TRANSFER_NOT_WAITING")                 \
  X(kTransferNotDue, 72, "TRANSFER_NOT_DUE")                         \
  X(kOfficerNotEligible, 73, "OFFICER_NOT_ELIGIBLE")

enum class Reason : std::int16_t {
#define LEDGER_REASON_VALUE(name, number, wire) name = number,
  LEDGER_REASONS(LEDGER_REASON_VALUE)
#undef LEDGER_REASON_VALUE
};

// They are numbered from 1 to this, without a gap.
inline constexpr std::size_t kReasons = 0
#define LEDGER_REASON_ONE(name, number, wire) +1
    LEDGER_REASONS(LEDGER_REASON_ONE)
#undef LEDGER_REASON_ONE
    ;

// The name on the wire, such as "INSUFFICIENT_HOLDING".
std::string_view ReasonName(Reason reason);
std::optional<Reason> FindReason(std::string_view name);

}  // namespace registry::ledger

#endif  // LEDGER_REASON_H_
