#include "ledger/policy.h"

#include <cstddef>
#include <iterator>

// The tables of policy, each row with its source. What no row grants is forbidden.
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

using C = CommandType;

// Who does what: DOMAIN 1 (roles), 5 (surrender). Second persons are dated policy.
// Reg. is the Registration Rules.
// clang-format off
constexpr CommandRight kCommandRights[] = {
    {Role::kRegistryOperator, C::kAdvanceClock,        Scope::kAll},  // R1
    {Role::kRegistryOperator, C::kCreateInstrument,    Scope::kAll},  // DOMAIN 3
    {Role::kRegistryOperator, C::kOpenAccount,         Scope::kAll},  // Reg. art. 6
    {Role::kRegistryOperator, C::kChangeAccountStatus, Scope::kAll},  // Reg. art. 13
    {Role::kRegistryOperator, C::kIssue,               Scope::kAll},  // DOMAIN 3
    {Role::kRegistryOperator, C::kAllocate,            Scope::kAll},  // R25: national account
    {Role::kRegistryOperator, C::kMoveToTrading,       Scope::kAll},  // R3
    {Role::kRegistryOperator, C::kTransfer,            Scope::kAll},  // R16
    {Role::kRegistryOperator, C::kCancel,              Scope::kAll},  // Reg. art. 20

    {Role::kMinistry, C::kCreatePeriod,   Scope::kAll},  // 775 art. 14
    {Role::kMinistry, C::kSetIssuanceCap, Scope::kAll},  // 775 art. 9

    {Role::kProvincialAuthority, C::kAllocate,            Scope::kOwnProvince},  // 775 art. 9
    {Role::kProvincialAuthority, C::kReturnAllowances,    Scope::kOwnProvince},  // R13
    {Role::kProvincialAuthority, C::kDetermineObligation, Scope::kOwnProvince},  // 775 art. 12
    {Role::kProvincialAuthority, C::kSurrender,           Scope::kOwnProvince},  // 775 art. 30; R25

    {Role::kTradingSystem, C::kSettleTrade,     Scope::kAll},  // 19 art. 23
    {Role::kTradingSystem, C::kMoveFromTrading, Scope::kAll},  // R3: its release

    {Role::kUnitRepresentative, C::kMoveToTrading, Scope::kOwnAccount},  // R3
    {Role::kUnitRepresentative, C::kSurrender,     Scope::kOwnAccount},  // 19 art. 28
    {Role::kUnitRepresentative, C::kCancel,        Scope::kOwnAccount},  // 19 art. 19

    {Role::kSecurityAdministrator, C::kRegisterParticipant, Scope::kAll},  // R19
    {Role::kSecurityAdministrator, C::kChangeParticipant,   Scope::kAll},  // R19
    {Role::kSecurityAdministrator, C::kRegisterCertificate, Scope::kAll},  // R19
    {Role::kSecurityAdministrator, C::kRevokeCertificate,   Scope::kAll},  // R19
    {Role::kSecurityAdministrator, C::kRegisterPerson,      Scope::kAll},  // R19
    {Role::kSecurityAdministrator, C::kChangePerson,        Scope::kAll},  // R19
    {Role::kSecurityAdministrator, C::kSetPolicy,           Scope::kAll},  // R19
    {Role::kRegistryOperator,      C::kSetCalendar,         Scope::kAll},  // R20

    // Second persons, R19. Which proposals: MayApprove; of a scope that is not all, the own office's.
    {Role::kRegistryReviewer,      C::kApproveProposal,  Scope::kAll},
    {Role::kRegistryReviewer,      C::kRejectProposal,   Scope::kAll},
    {Role::kSecurityAdministrator, C::kApproveProposal,  Scope::kAll},
    {Role::kSecurityAdministrator, C::kRejectProposal,   Scope::kAll},
    {Role::kMinistry,              C::kApproveProposal,  Scope::kAll},
    {Role::kMinistry,              C::kRejectProposal,   Scope::kAll},
    {Role::kProvincialAuthority,   C::kApproveProposal,  Scope::kOwnProvince},
    {Role::kProvincialAuthority,   C::kRejectProposal,   Scope::kOwnProvince},
    {Role::kUnitRepresentative,    C::kApproveProposal,  Scope::kOwnAccount},
    {Role::kUnitRepresentative,    C::kRejectProposal,   Scope::kOwnAccount},
    {Role::kRegistryOperator,      C::kWithdrawProposal, Scope::kAll},
    {Role::kSecurityAdministrator, C::kWithdrawProposal, Scope::kAll},
    {Role::kMinistry,              C::kWithdrawProposal, Scope::kAll},
    {Role::kProvincialAuthority,   C::kWithdrawProposal, Scope::kOwnProvince},
    {Role::kUnitRepresentative,    C::kWithdrawProposal, Scope::kOwnAccount},
};
// clang-format on

struct ApprovalRight {
  Role proposer;
  unsigned approvers;
};

// R19: another person with the right role. What the registry's operators propose, its reviewers
// approve; elsewhere a colleague of the same office.
constexpr ApprovalRight kApprovalRights[] = {
    {Role::kRegistryOperator, Of(Role::kRegistryReviewer)},
    {Role::kSecurityAdministrator, Of(Role::kSecurityAdministrator)},
    {Role::kMinistry, Of(Role::kMinistry)},
    {Role::kProvincialAuthority, Of(Role::kProvincialAuthority)},
    {Role::kUnitRepresentative, Of(Role::kUnitRepresentative)},
};

struct ReadRight {
  Role role;
  Read read;
  Scope scope;
};

// Order 775 art. 5, 16, 17 (supervision), 9 and 12 (province); Registration Rules art. 16 (holder),
// 25 (exchange).
// clang-format off
constexpr ReadRight kReadRights[] = {
    {Role::kRegistryOperator,      Read::kAccounts,    Scope::kAll},
    {Role::kRegistryOperator,      Read::kInstruments, Scope::kAll},
    {Role::kRegistryOperator,      Read::kJournal,     Scope::kAll},
    {Role::kRegistryOperator,      Read::kProof,       Scope::kAll},
    {Role::kRegistryOperator,      Read::kStatus,      Scope::kAll},

    {Role::kRegistryReviewer,      Read::kAccounts,    Scope::kAll},
    {Role::kRegistryReviewer,      Read::kInstruments, Scope::kAll},
    {Role::kRegistryReviewer,      Read::kStatus,      Scope::kAll},

    {Role::kSecurityAdministrator, Read::kStatus,      Scope::kAll},

    {Role::kAuditor,               Read::kAccounts,    Scope::kAll},
    {Role::kAuditor,               Read::kInstruments, Scope::kAll},
    {Role::kAuditor,               Read::kJournal,     Scope::kAll},
    {Role::kAuditor,               Read::kProof,       Scope::kAll},
    {Role::kAuditor,               Read::kStatus,      Scope::kAll},

    {Role::kMinistry,              Read::kAccounts,    Scope::kAll},
    {Role::kMinistry,              Read::kInstruments, Scope::kAll},
    {Role::kMinistry,              Read::kJournal,     Scope::kAll},
    {Role::kMinistry,              Read::kStatus,      Scope::kAll},

    {Role::kProvincialAuthority,   Read::kAccounts,    Scope::kOwnProvince},
    {Role::kProvincialAuthority,   Read::kInstruments, Scope::kAll},
    {Role::kProvincialAuthority,   Read::kStatus,      Scope::kAll},

    {Role::kSupervisingDepartment, Read::kAccounts,    Scope::kAll},
    {Role::kSupervisingDepartment, Read::kInstruments, Scope::kAll},
    {Role::kSupervisingDepartment, Read::kStatus,      Scope::kAll},

    {Role::kTradingSystem,         Read::kAccounts,    Scope::kAll},
    {Role::kTradingSystem,         Read::kJournal,     Scope::kAll},
    {Role::kTradingSystem,         Read::kStatus,      Scope::kAll},

    {Role::kUnitRepresentative,    Read::kAccounts,    Scope::kOwnAccount},
    {Role::kUnitRepresentative,    Read::kInstruments, Scope::kAll},
    {Role::kUnitRepresentative,    Read::kStatus,      Scope::kAll},

    {Role::kConsole,               Read::kStatus,      Scope::kAll},
    {Role::kManagementPlatform,    Read::kStatus,      Scope::kAll},

    // R19. Proposals: the own office's, and those that the role approves (MayApprove).
    {Role::kSecurityAdministrator, Read::kAccess,      Scope::kAll},
    {Role::kAuditor,               Read::kAccess,      Scope::kAll},
    {Role::kRegistryOperator,      Read::kProposals,   Scope::kAll},
    {Role::kRegistryReviewer,      Read::kProposals,   Scope::kAll},
    {Role::kSecurityAdministrator, Read::kProposals,   Scope::kAll},
    {Role::kAuditor,               Read::kProposals,   Scope::kAll},
    {Role::kMinistry,              Read::kProposals,   Scope::kAll},
    {Role::kProvincialAuthority,   Read::kProposals,   Scope::kOwnProvince},
    {Role::kUnitRepresentative,    Read::kProposals,   Scope::kOwnAccount},
    {Role::kAuditor,               Read::kTrail,       Scope::kAll},
};
// clang-format on

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
    case Read::kAccess:
      return "ACCESS";
    case Read::kProposals:
      return "PROPOSALS";
    case Read::kTrail:
      return "TRAIL";
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

bool MayApprove(Role approver, Role proposer) {
  for (const ApprovalRight& right : kApprovalRights) {
    if (right.proposer == proposer) return Has(right.approvers, approver);
  }
  return false;
}

Scope RightTo(Role role, Read read) {
  for (const ReadRight& right : kReadRights) {
    if (right.role == role && right.read == read) return right.scope;
  }
  return Scope::kNone;
}

}  // namespace registry::ledger
