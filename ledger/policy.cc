#include "ledger/policy.h"

#include <cstddef>
#include <iterator>

// The tables of what accounts may, each row with its source. What no row grants is forbidden. Who
// may do what stands in rights.cc.
namespace registry::ledger {
namespace {

template <typename Enum>
constexpr unsigned Bit(Enum value) {
  return 1U << static_cast<unsigned>(value);
}

// A set of values of one enum: Of(A::kX, A::kY).
template <typename... Enums>
constexpr unsigned Of(Enums... values) {
  return (0U | ... | Bit(values));
}

template <typename Enum>
constexpr bool Has(unsigned set, Enum value) {
  const auto number = static_cast<unsigned>(value);
  return number < 32 && (set & (1U << number)) != 0;
}

using enum AccountKind;
using enum AccountStatus;

// Credits come with the offset office (R15); money is moved by the settlement day only.
constexpr unsigned kAllowances = Of(InstrumentKind::kAllowance);
// Who holds for himself: Order 19 art. 21, Registration Rules art. 4. At launch only units traded
// (DOMAIN 3: institutions and individuals are allowed in law, not open at launch).
constexpr unsigned kTraders = Of(kKeyEmittingUnit, kInstitution, kIndividual);
constexpr unsigned kHolders = kTraders | Of(kProvincialAuthority, kNational, kCustody);

struct KindRow {
  Use use;
  unsigned instruments;
  unsigned accounts;
};

struct StatusRow {
  Use use;
  unsigned statuses;
};

constexpr unsigned kOpenOnly = Of(kOpen);
constexpr unsigned kAlsoRestricted = Of(kOpen, kRestricted);
constexpr unsigned kUntilClosed = Of(kOpen, kRestricted, kClosing);

// Tables are read along their columns, so they are aligned by hand. Both are in the order of Use.
// Sources: 775 and 19 are the State Council's and the ministry's Orders, D is DOMAIN, R is RULES.
// clang-format off
constexpr KindRow kKindRows[] = {
    {Use::kIssueAcquiring,       kAllowances, Of(kProvincialAuthority, kNational)},  // D 3; R25
    {Use::kAllocateTransferring, kAllowances, Of(kProvincialAuthority, kNational)},  // D 3; R25
    {Use::kAllocateAcquiring,    kAllowances, Of(kProvincialAuthority, kKeyEmittingUnit)},  // D 3
    {Use::kReturnTransferring,   kAllowances, Of(kKeyEmittingUnit)},  // R13
    {Use::kReturnAcquiring,      kAllowances, Of(kProvincialAuthority)},  // R13
    {Use::kMoveToTrading,        kAllowances, kTraders},  // R3
    {Use::kMoveFromTrading,      kAllowances, kTraders},  // R3
    {Use::kTransferTransferring, kAllowances, kHolders},  // R16; R8
    {Use::kTransferAcquiring,    kAllowances, kHolders},  // R16; R8
    {Use::kTradeSelling,         kAllowances, kTraders},  // 775 art. 7
    {Use::kTradeBuying,          kAllowances, kTraders},  // 775 art. 7
    {Use::kDetermineObligation,  kAllowances, Of(kKeyEmittingUnit)},  // 775 art. 14
    {Use::kSurrender,            kAllowances, Of(kKeyEmittingUnit)},  // 19 art. 28
    {Use::kCancel,               kAllowances, kTraders},  // 19 art. 19
    {Use::kFreeze,               kAllowances, kTraders},  // R18: not custody accounts
    {Use::kDeductAcquiring,      kAllowances, kTraders | Of(kProvincialAuthority)},  // Reg. 22
    {Use::kPledge,               kAllowances, kTraders},  // D 2.1: not in the rules
    {Use::kChangeParticulars,    kAllowances, kTraders | Of(kProvincialAuthority)},  // Reg. art. 11
    {Use::kChangeKind,           kAllowances, kTraders},  // R17
    {Use::kSucceedTransferring,  kAllowances, kTraders},  // Reg. art. 14, 21
    {Use::kSucceedAcquiring,     kAllowances, kTraders},  // Reg. art. 21
    {Use::kDissolve,             kAllowances, kTraders},  // R17
    {Use::kDissolveAcquiring,    kAllowances, kTraders | Of(kProvincialAuthority, kNational)},  // R17
    {Use::kWillTransferring,     kAllowances, kTraders},  // R16
    {Use::kWillAcquiring,        kAllowances, kTraders},  // R16
};
// clang-format on
static_assert(std::size(kKindRows) == kUseCount);

// R17. OPEN: all. RESTRICTED: incoming, surrender, return; no moves to TRADING, no cancellation;
// transfers by the registry only, which is who records every Transfer. CLOSING and CLOSED: nothing.
// clang-format off
constexpr StatusRow kStatusRows[] = {
    {Use::kIssueAcquiring,        kAlsoRestricted},  // incoming
    {Use::kAllocateTransferring,  kOpenOnly},
    {Use::kAllocateAcquiring,     kAlsoRestricted},  // incoming
    {Use::kReturnTransferring,    kAlsoRestricted},  // return
    {Use::kReturnAcquiring,       kAlsoRestricted},  // incoming
    {Use::kMoveToTrading,         kOpenOnly},
    {Use::kMoveFromTrading,       kAlsoRestricted},  // back to where it can be surrendered
    {Use::kTransferTransferring,  kAlsoRestricted},  // by the registry only
    {Use::kTransferAcquiring,     kAlsoRestricted},  // incoming
    {Use::kTradeSelling,          kOpenOnly},        // R5: and matched before (settle_trade.cc)
    {Use::kTradeBuying,           kOpenOnly},        // the same
    {Use::kDetermineObligation,   kAlsoRestricted},  // an act of the province's
    {Use::kSurrender,             kAlsoRestricted},  // surrender
    {Use::kCancel,                kOpenOnly},
    {Use::kFreeze,                kUntilClosed},     // a court's order meets any holding
    {Use::kDeductAcquiring,       kAlsoRestricted},  // incoming
    {Use::kPledge,                kOpenOnly},
    {Use::kChangeParticulars,     kAlsoRestricted},  // particulars
    {Use::kChangeKind,            kAlsoRestricted},  // particulars
    {Use::kSucceedTransferring,   kUntilClosed},     // by the registry only; also while it closes
    {Use::kSucceedAcquiring,      kAlsoRestricted},  // incoming
    {Use::kDissolve,              kUntilClosed},     // by the registry only; also while it closes
    {Use::kDissolveAcquiring,     kAlsoRestricted},  // incoming
    {Use::kWillTransferring,      kOpenOnly},
    {Use::kWillAcquiring,         kAlsoRestricted},  // incoming
};
// clang-format on
static_assert(std::size(kStatusRows) == kUseCount);

template <typename Row>
constexpr bool InOrderOfUse(const Row (&rows)[kUseCount]) {
  for (std::size_t i = 0; i < kUseCount; ++i) {
    if (static_cast<std::size_t>(rows[i].use) != i + 1) return false;
  }
  return true;
}
static_assert(InOrderOfUse(kKindRows) && InOrderOfUse(kStatusRows));

template <typename Row>
constexpr const Row* RowOf(const Row (&rows)[kUseCount], Use use) {
  const auto index = static_cast<std::size_t>(use) - 1;
  return index < kUseCount ? &rows[index] : nullptr;
}

struct StatusChange {
  AccountStatus from;
  unsigned to;
};

// R17; Registration Rules art. 13 (restrict, lift) and 14 (close). Assumed: a closing account opens
// again when its application is withdrawn, since nothing can leave it meanwhile. Closed is for
// ever.
constexpr StatusChange kStatusChanges[] = {
    {kOpen, Of(kRestricted, kClosing)},
    {kRestricted, Of(kOpen, kClosing)},
    {kClosing, Of(kOpen, kClosed)},
    {kClosed, Of()},
    // An application moves on by its own commands (account_life.h).
    {kApplied, Of()},
    {kReviewed, Of()},
    {kRefused, Of()},
};

// Registration Rules art. 4. The registry's own are opened with the book; custody accounts come
// with the compliance office (R8), banks' mirrors with the settlement day (R7), the credit
// registry's with R15.
constexpr unsigned kOpened = Of(kKeyEmittingUnit, kProvincialAuthority, kInstitution, kIndividual);

}  // namespace

std::string_view UseName(Use use) {
  switch (use) {
    case Use::kIssueAcquiring:
      return "ISSUE_ACQUIRING";
    case Use::kAllocateTransferring:
      return "ALLOCATE_TRANSFERRING";
    case Use::kAllocateAcquiring:
      return "ALLOCATE_ACQUIRING";
    case Use::kReturnTransferring:
      return "RETURN_TRANSFERRING";
    case Use::kReturnAcquiring:
      return "RETURN_ACQUIRING";
    case Use::kMoveToTrading:
      return "MOVE_TO_TRADING";
    case Use::kMoveFromTrading:
      return "MOVE_FROM_TRADING";
    case Use::kTransferTransferring:
      return "TRANSFER_TRANSFERRING";
    case Use::kTransferAcquiring:
      return "TRANSFER_ACQUIRING";
    case Use::kTradeSelling:
      return "TRADE_SELLING";
    case Use::kTradeBuying:
      return "TRADE_BUYING";
    case Use::kDetermineObligation:
      return "DETERMINE_OBLIGATION";
    case Use::kSurrender:
      return "SURRENDER";
    case Use::kCancel:
      return "CANCEL";
    case Use::kFreeze:
      return "FREEZE";
    case Use::kDeductAcquiring:
      return "DEDUCT_ACQUIRING";
    case Use::kPledge:
      return "PLEDGE";
    case Use::kChangeParticulars:
      return "CHANGE_PARTICULARS";
    case Use::kChangeKind:
      return "CHANGE_KIND";
    case Use::kSucceedTransferring:
      return "SUCCEED_TRANSFERRING";
    case Use::kSucceedAcquiring:
      return "SUCCEED_ACQUIRING";
    case Use::kDissolve:
      return "DISSOLVE";
    case Use::kDissolveAcquiring:
      return "DISSOLVE_ACQUIRING";
    case Use::kWillTransferring:
      return "WILL_TRANSFERRING";
    case Use::kWillAcquiring:
      return "WILL_ACQUIRING";
  }
  return "UNKNOWN";
}

bool KindMay(AccountKind account, Use use, InstrumentKind instrument) {
  const KindRow* row = RowOf(kKindRows, use);
  return row != nullptr && Has(row->accounts, account) && Has(row->instruments, instrument);
}

bool KindMayAny(AccountKind account, Use use) {
  const KindRow* row = RowOf(kKindRows, use);
  return row != nullptr && Has(row->accounts, account) && row->instruments != 0;
}

bool AnyKindMay(Use use, InstrumentKind instrument) {
  const KindRow* row = RowOf(kKindRows, use);
  return row != nullptr && row->accounts != 0 && Has(row->instruments, instrument);
}

bool StatusMay(AccountStatus status, Use use) {
  const StatusRow* row = RowOf(kStatusRows, use);
  return row != nullptr && Has(row->statuses, status);
}

bool StatusMayBecome(AccountStatus from, AccountStatus to) {
  for (const StatusChange& change : kStatusChanges) {
    if (change.from == from) return Has(change.to, to);
  }
  return false;
}

bool KindMayBeOpened(AccountKind kind) { return Has(kOpened, kind); }

}  // namespace registry::ledger
