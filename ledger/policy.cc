#include "ledger/policy.h"

#include <cstddef>

// Sources: DOMAIN and RULES are the project's reports of the law and of its own decisions;
// docs/GLOSSARY.md names them. What no row grants is forbidden.
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
  unsigned accounts;
  unsigned instruments;
};

// In the order of Use.
constexpr KindRow kKindRows[] = {
    // DOMAIN 3: the registry issues to the provincial account; R25: national account for paid
    // allocation.
    {Use::kIssueAcquiring, Of(kProvincialAuthority, kNational), kAllowances},
    // DOMAIN 3: registry -> provincial account -> unit account; R25.
    {Use::kAllocateTransferring, Of(kProvincialAuthority, kNational), kAllowances},
    {Use::kAllocateAcquiring, Of(kProvincialAuthority, kKeyEmittingUnit), kAllowances},
    // R13, DOMAIN 4.3: take-back from the unit to its province.
    {Use::kReturnTransferring, Of(kKeyEmittingUnit), kAllowances},
    {Use::kReturnAcquiring, Of(kProvincialAuthority), kAllowances},
    // R3, Order 19 art. 21: whoever may trade.
    {Use::kMoveToTrading, kTraders, kAllowances},
    {Use::kMoveFromTrading, kTraders, kAllowances},
    // R16, R8: succession, execution and so on between all who can own, custody included.
    {Use::kTransferTransferring, kHolders, kAllowances},
    {Use::kTransferAcquiring, kHolders, kAllowances},
    // Order 775 art. 7, Order 19 art. 21.
    {Use::kTradeSelling, kTraders, kAllowances},
    {Use::kTradeBuying, kTraders, kAllowances},
    // Order 775 art. 14; Order 19 art. 28: only a key emitting unit owes and surrenders.
    {Use::kDetermineObligation, Of(kKeyEmittingUnit), kAllowances},
    {Use::kSurrender, Of(kKeyEmittingUnit), kAllowances},
    // Order 19 art. 19: units, institutions and individuals.
    {Use::kCancel, kTraders, kAllowances},
};
static_assert(std::size(kKindRows) == kUseCount);

struct StatusRow {
  Use use;
  unsigned statuses;
};

constexpr unsigned kOpenOnly = Of(kOpen);
constexpr unsigned kAlsoRestricted = Of(kOpen, kRestricted);

// R17. OPEN: all. RESTRICTED: incoming, surrender, return; no moves to TRADING, no cancellation;
// transfers by the registry only, which is who records every Transfer. CLOSING and CLOSED: nothing.
// In the order of Use.
constexpr StatusRow kStatusRows[] = {
    {Use::kIssueAcquiring, kAlsoRestricted},  // incoming
    {Use::kAllocateTransferring, kOpenOnly},
    {Use::kAllocateAcquiring, kAlsoRestricted},   // incoming
    {Use::kReturnTransferring, kAlsoRestricted},  // return
    {Use::kReturnAcquiring, kAlsoRestricted},     // incoming
    {Use::kMoveToTrading, kOpenOnly},
    {Use::kMoveFromTrading, kAlsoRestricted},       // back to where it can be surrendered
    {Use::kTransferTransferring, kAlsoRestricted},  // by the registry only
    {Use::kTransferAcquiring, kAlsoRestricted},     // incoming
    {Use::kTradeSelling, kOpenOnly},  // R5: but what was matched before (settle_trade.cc)
    {Use::kTradeBuying, kOpenOnly},   // the same
    {Use::kDetermineObligation, kAlsoRestricted},  // an act of the province, not of the account
    {Use::kSurrender, kAlsoRestricted},            // surrender
    {Use::kCancel, kOpenOnly},
};
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
};

// Registration Rules art. 4. The registry's own are opened with the book; custody accounts come
// with the compliance office (R8), banks' mirrors with the settlement day (R7), the credit
// registry's with R15.
constexpr unsigned kOpened = Of(kKeyEmittingUnit, kProvincialAuthority, kInstitution, kIndividual);

struct CommandRight {
  Role role;
  CommandType command;
  Scope scope;
};

// Who does what: DOMAIN 1 (roles) and 5 (surrender); R3, R13, R16, R19. The second person comes
// later.
constexpr CommandRight kCommandRights[] = {
    {Role::kRegistryOperator, CommandType::kAdvanceClock, Scope::kAll},      // R1
    {Role::kRegistryOperator, CommandType::kCreateInstrument, Scope::kAll},  // DOMAIN 3
    {Role::kRegistryOperator, CommandType::kOpenAccount, Scope::kAll},  // Registration Rules art. 6
    {Role::kRegistryOperator, CommandType::kChangeAccountStatus, Scope::kAll},  // art. 13, 14
    {Role::kRegistryOperator, CommandType::kIssue, Scope::kAll},                // DOMAIN 3
    {Role::kRegistryOperator, CommandType::kAllocate, Scope::kAll},  // national -> authority: R25
    {Role::kRegistryOperator, CommandType::kMoveToTrading, Scope::kAll},  // R3
    {Role::kRegistryOperator, CommandType::kTransfer, Scope::kAll},       // R16
    {Role::kRegistryOperator, CommandType::kCancel, Scope::kAll},         // art. 20
    {Role::kMinistry, CommandType::kCreatePeriod, Scope::kAll},           // Order 775 art. 9, 14
    {Role::kMinistry, CommandType::kSetIssuanceCap, Scope::kAll},         // Order 775 art. 9
    {Role::kProvincialAuthority, CommandType::kAllocate, Scope::kOwnProvince},  // Order 775 art. 9
    {Role::kProvincialAuthority, CommandType::kReturnAllowances, Scope::kOwnProvince},  // R13
    {Role::kProvincialAuthority, CommandType::kDetermineObligation,
     Scope::kOwnProvince},  // Order 775 art. 12
    {Role::kProvincialAuthority, CommandType::kSurrender,
     Scope::kOwnProvince},                                           // Order 775 art. 30
    {Role::kTradingSystem, CommandType::kSettleTrade, Scope::kAll},  // Order 19 art. 23
    {Role::kTradingSystem, CommandType::kMoveFromTrading,
     Scope::kAll},  // R3: the exchange's release
    {Role::kUnitRepresentative, CommandType::kMoveToTrading, Scope::kOwnAccount},  // R3
    {Role::kUnitRepresentative, CommandType::kSurrender, Scope::kOwnAccount},  // Order 19 art. 28
    {Role::kUnitRepresentative, CommandType::kCancel, Scope::kOwnAccount},     // Order 19 art. 19
    {Role::kSecurityAdministrator, CommandType::kRegisterParticipant, Scope::kAll},  // R19
};

struct ReadRight {
  Role role;
  Read read;
  Scope scope;
};

// Order 775 art. 5, 16, 17 (supervision), 9 and 12 (province); Registration Rules art. 16 (holder),
// 25 (exchange).
constexpr ReadRight kReadRights[] = {
    {Role::kRegistryOperator, Read::kAccounts, Scope::kAll},
    {Role::kRegistryOperator, Read::kInstruments, Scope::kAll},
    {Role::kRegistryOperator, Read::kJournal, Scope::kAll},
    {Role::kRegistryOperator, Read::kProof, Scope::kAll},
    {Role::kRegistryOperator, Read::kStatus, Scope::kAll},
    {Role::kRegistryReviewer, Read::kAccounts, Scope::kAll},
    {Role::kRegistryReviewer, Read::kInstruments, Scope::kAll},
    {Role::kRegistryReviewer, Read::kStatus, Scope::kAll},
    {Role::kSecurityAdministrator, Read::kStatus, Scope::kAll},
    {Role::kAuditor, Read::kAccounts, Scope::kAll},
    {Role::kAuditor, Read::kInstruments, Scope::kAll},
    {Role::kAuditor, Read::kJournal, Scope::kAll},
    {Role::kAuditor, Read::kProof, Scope::kAll},
    {Role::kAuditor, Read::kStatus, Scope::kAll},
    {Role::kMinistry, Read::kAccounts, Scope::kAll},
    {Role::kMinistry, Read::kInstruments, Scope::kAll},
    {Role::kMinistry, Read::kJournal, Scope::kAll},
    {Role::kMinistry, Read::kStatus, Scope::kAll},
    {Role::kProvincialAuthority, Read::kAccounts, Scope::kOwnProvince},
    {Role::kProvincialAuthority, Read::kInstruments, Scope::kAll},
    {Role::kProvincialAuthority, Read::kStatus, Scope::kAll},
    {Role::kSupervisingDepartment, Read::kAccounts, Scope::kAll},
    {Role::kSupervisingDepartment, Read::kInstruments, Scope::kAll},
    {Role::kSupervisingDepartment, Read::kStatus, Scope::kAll},
    {Role::kTradingSystem, Read::kAccounts, Scope::kAll},
    {Role::kTradingSystem, Read::kJournal, Scope::kAll},
    {Role::kTradingSystem, Read::kStatus, Scope::kAll},
    {Role::kUnitRepresentative, Read::kAccounts, Scope::kOwnAccount},
    {Role::kUnitRepresentative, Read::kInstruments, Scope::kAll},
    {Role::kUnitRepresentative, Read::kStatus, Scope::kAll},
};

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
  }
  return "UNKNOWN";
}

std::string_view ScopeName(Scope scope) {
  switch (scope) {
    case Scope::kNone:
      return "NONE";
    case Scope::kOwnAccount:
      return "OWN_ACCOUNT";
    case Scope::kOwnProvince:
      return "OWN_PROVINCE";
    case Scope::kAll:
      return "ALL";
  }
  return "UNKNOWN";
}

std::string_view ReadName(Read read) {
  switch (read) {
    case Read::kAccounts:
      return "ACCOUNTS";
    case Read::kInstruments:
      return "INSTRUMENTS";
    case Read::kJournal:
      return "JOURNAL";
    case Read::kProof:
      return "PROOF";
    case Read::kStatus:
      return "STATUS";
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

Scope RightTo(Role role, CommandType command) {
  for (const CommandRight& right : kCommandRights) {
    if (right.role == role && right.command == command) return right.scope;
  }
  return Scope::kNone;
}

Scope RightTo(Role role, Read read) {
  for (const ReadRight& right : kReadRights) {
    if (right.role == role && right.read == read) return right.scope;
  }
  return Scope::kNone;
}

}  // namespace registry::ledger
