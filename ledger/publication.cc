#include "ledger/publication.h"

#include <algorithm>
#include <variant>

#include "ledger/calendar.h"

namespace registry::ledger {
namespace {

using C = CommandType;
using G = TransferGround;
using K = PublicationKind;

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

constexpr Publication Never(C command, std::string_view source) {
  return {command, {}, Publicity::kNever, {}, false, false, false, false, source};
}
constexpr Publication InTotals(C command, std::string_view source) {
  return {command, {}, Publicity::kInTotals, {}, false, false, false, false, source};
}

// 19: MEE Order 19. 775: State Council Order 775. Reg.: Registration Rules (from memory).
// What no rule has published is not shown.
constexpr std::string_view kNoRule = "no rule publishes it";
constexpr std::string_view kWaits = "what waits is not done; what is carried out has its own row";
constexpr std::string_view kMoves = "assumed: within sums of provinces";

// clang-format off
constexpr Publication kPublications[] = {
    Never(C::kOpenBook, kNoRule),
    Never(C::kRegisterParticipant, kNoRule),
    Never(C::kAdvanceClock, kNoRule),
    Never(C::kCreatePeriod, kNoRule),
    Never(C::kCreateInstrument, kNoRule),
    Never(C::kSetIssuanceCap, kNoRule),  // 775 art. 9: the ministry publishes its plan itself
    Never(C::kOpenAccount, kNoRule),
    Never(C::kChangeAccountStatus, "Reg. art. 13 tells the exchange, not the public"),
    InTotals(C::kIssue, "19 art. 35; assumed: by instrument"),
    InTotals(C::kAllocate, kMoves),
    InTotals(C::kReturnAllowances, kMoves),
    Never(C::kMoveToTrading, kNoRule),
    Never(C::kMoveFromTrading, kNoRule),
    InTotals(C::kTransfer, kMoves),
    {C::kTransfer, G::kSuccession, Publicity::kAsEvent, K::kSuccession, true, true, false, true,
     "19 art. 18; assumed: both names, no quantity"},
    {C::kTransfer, G::kJudicialDeduction, Publicity::kAsEvent, K::kJudicialDeduction, true, false, true,
     true, "Reg. art. 22; assumed: the debtor, not the creditor"},
    InTotals(C::kSettleTrade, "R21: daily, by instrument and method"),
    Never(C::kDetermineObligation, "775 art. 12: the province publishes what it verified"),
    InTotals(C::kSurrender, "19 art. 35; assumed: by instrument"),
    {C::kCancel, {}, Publicity::kAsEvent, K::kCancellation, false, false, true, false,
     "19 art. 19; assumed: without the holder"},
    Never(C::kChangeParticipant, kNoRule),
    Never(C::kRegisterCertificate, kNoRule),
    Never(C::kRevokeCertificate, kNoRule),
    Never(C::kRegisterPerson, kNoRule),
    Never(C::kChangePerson, kNoRule),
    Never(C::kSetPolicy, kNoRule),
    Never(C::kSetCalendar, kNoRule),
    Never(C::kApproveProposal, kWaits),
    Never(C::kRejectProposal, kWaits),
    Never(C::kWithdrawProposal, kWaits),
    Never(C::kExpireProposal, kWaits),
    Never(C::kRecoverAdministrator, "R19: public to the auditor"),
    Never(C::kFreezeHolding, "Reg. art. 22 publishes the deduction alone"),
    Never(C::kRenewFreeze, "Reg. art. 22 publishes the deduction alone"),
    Never(C::kReleaseFreeze, "Reg. art. 22 publishes the deduction alone"),
    Never(C::kExpireFreeze, "Reg. art. 22 publishes the deduction alone"),
    {C::kDeductFrozen, {}, Publicity::kAsEvent, K::kJudicialDeduction, true, false, true, true,
     "Reg. art. 22; assumed: the debtor, not the creditor"},
    InTotals(C::kSurrenderFrozen, "19 art. 35; assumed: by instrument"),
    Never(C::kTakeFrozen, "Reg. art. 22 publishes the deduction alone"),
    Never(C::kPledge, "not in the national rules"),
    Never(C::kReleasePledge, "not in the national rules"),
    Never(C::kApplyForAccount, kNoRule),
    Never(C::kReviewApplication, kNoRule),
    Never(C::kOpenAppliedAccount, "Reg. art. 10 tells the applicant"),
    Never(C::kChangeParticulars, "Reg. art. 11 tells the applicant"),
    Never(C::kChangeAccountKind, kNoRule),
    Never(C::kObjectToRestriction, kNoRule),
    Never(C::kDecideObjection, "Reg. art. 15 tells the objector"),
    {C::kSucceed, {}, Publicity::kAsEvent, K::kSuccession, true, true, false, true,
     "19 art. 18; R17; assumed: both names, no quantity"},
    InTotals(C::kCloseDissolved, kMoves),
    Never(C::kRegisterStaff, kNoRule),
    Never(C::kTrustAccount, "not in the national rules"),
    Never(C::kDistrustAccount, "not in the national rules"),
    Never(C::kTransferAtWill, "not in the national rules"),
    Never(C::kAbortTransfer, "not in the national rules"),
    InTotals(C::kExecuteTransfer, kMoves),
};
// clang-format on

}  // namespace

std::string_view PublicityName(Publicity publicity) {
  switch (publicity) {
    case Publicity::kNever:
      return "NEVER";
    case Publicity::kInTotals:
      return "IN_TOTALS";
    case Publicity::kAsEvent:
      return "AS_EVENT";
  }
  return "UNKNOWN";
}

std::span<const Publication> Publications() { return kPublications; }

const Publication& PublicationOf(const Command& command) {
  const auto* transfer = std::get_if<Transfer>(&command);
  const Publication* found = nullptr;
  for (const Publication& row : kPublications) {
    if (row.command != TypeOf(command)) continue;
    if (!row.ground) found = &row;
    if (row.ground && transfer != nullptr && *row.ground == transfer->ground) return row;
  }
  return *found;  // every command has a row: a test counts them
}

bool MayBeNamed(AccountKind kind) {
  return kind == AccountKind::kKeyEmittingUnit || kind == AccountKind::kInstitution;
}

Instant PublishedBefore(const Rules& rules, Instant now) {
  const std::int64_t days =
      rules.PolicyOr({PolicyKind::kPublicationDelayDays, Role::kPublic, {}, {}}, now,
                     kDefaultPublicationDelayDays);
  const auto delay = static_cast<int>(std::clamp<std::int64_t>(days, 0, kMostPublicationDelayDays));
  Instant end = StartOfDay(now);
  if (delay == 0) return end;
  // The day that ended at `end` began a day before.
  for (;;) {
    const Instant day{end.micros - kMicrosPerDay};
    if (AfterWorkingDays(rules.calendars, day, delay) <= now) return end;
    end = day;
  }
}

}  // namespace registry::ledger
