#include "ledger/policy.h"

// Who may do and read what, each row with its source. What no row grants is forbidden.
namespace registry::ledger {
namespace {

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

    {Role::kSecurityAdministrator, C::kRegisterStaff,           Scope::kAll},  // Reg. art. 28

    // Freezes: R18, Reg. art. 22. The court's liaison orders, as the registry's operator does for it.
    {Role::kRegistryOperator, C::kFreezeHolding,   Scope::kAll},
    {Role::kRegistryOperator, C::kRenewFreeze,     Scope::kAll},
    {Role::kRegistryOperator, C::kReleaseFreeze,   Scope::kAll},
    {Role::kRegistryOperator, C::kDeductFrozen,    Scope::kAll},
    {Role::kRegistryOperator, C::kSurrenderFrozen, Scope::kAll},
    {Role::kRegistryOperator, C::kPledge,          Scope::kAll},
    {Role::kRegistryOperator, C::kReleasePledge,   Scope::kAll},
    {Role::kCourtLiaison,     C::kFreezeHolding,   Scope::kAll},
    {Role::kCourtLiaison,     C::kRenewFreeze,     Scope::kAll},
    {Role::kCourtLiaison,     C::kReleaseFreeze,   Scope::kAll},
    {Role::kCourtLiaison,     C::kDeductFrozen,    Scope::kAll},
    {Role::kCourtLiaison,     C::kSurrenderFrozen, Scope::kAll},

    // The life of an account: R17, Reg. art. 6 to 15. Who files does not review.
    {Role::kRegistryOperator,   C::kApplyForAccount,     Scope::kAll},
    {Role::kRegistryReviewer,   C::kReviewApplication,   Scope::kAll},
    {Role::kRegistryOperator,   C::kOpenAppliedAccount,  Scope::kAll},
    {Role::kRegistryOperator,   C::kChangeParticulars,   Scope::kAll},
    {Role::kRegistryOperator,   C::kChangeAccountKind,   Scope::kAll},
    {Role::kRegistryOperator,   C::kObjectToRestriction, Scope::kAll},  // received on paper
    {Role::kUnitRepresentative, C::kObjectToRestriction, Scope::kOwnAccount},
    {Role::kRegistryReviewer,   C::kDecideObjection,     Scope::kAll},
    {Role::kRegistryOperator,   C::kSucceed,             Scope::kAll},
    {Role::kRegistryOperator,   C::kCloseDissolved,      Scope::kAll},

    // At the holder's own will: R16.
    {Role::kUnitRepresentative, C::kTrustAccount,    Scope::kOwnAccount},
    {Role::kUnitRepresentative, C::kDistrustAccount, Scope::kOwnAccount},
    {Role::kUnitRepresentative, C::kTransferAtWill,  Scope::kOwnAccount},
    {Role::kUnitRepresentative, C::kAbortTransfer,   Scope::kOwnAccount},
    {Role::kRegistryOperator,   C::kAbortTransfer,   Scope::kAll},

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
    {Role::kCourtLiaison,          C::kWithdrawProposal, Scope::kAll},
};
// clang-format on

struct ApprovalRight {
  Role proposer;
  Role approver;
};

// R19: another person with the right role. What the registry's operators propose, its reviewers
// approve; elsewhere a colleague of the same office.
constexpr ApprovalRight kApprovalRights[] = {
    {Role::kRegistryOperator, Role::kRegistryReviewer},
    {Role::kCourtLiaison, Role::kRegistryReviewer},
    {Role::kSecurityAdministrator, Role::kSecurityAdministrator},
    {Role::kMinistry, Role::kMinistry},
    {Role::kProvincialAuthority, Role::kProvincialAuthority},
    {Role::kUnitRepresentative, Role::kUnitRepresentative},
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

    // R18. Who is concerned sees its case: Reg. art. 16 (holder), 22 and 23 (courts).
    {Role::kCourtLiaison,          Read::kAccounts,    Scope::kAll},
    {Role::kCourtLiaison,          Read::kInstruments, Scope::kAll},
    {Role::kCourtLiaison,          Read::kStatus,      Scope::kAll},
    {Role::kCourtLiaison,          Read::kProposals,   Scope::kAll},
    {Role::kCourtLiaison,          Read::kFreezes,     Scope::kAll},
    {Role::kRegistryOperator,      Read::kFreezes,     Scope::kAll},
    {Role::kRegistryReviewer,      Read::kFreezes,     Scope::kAll},
    {Role::kAuditor,               Read::kFreezes,     Scope::kAll},
    {Role::kMinistry,              Read::kFreezes,     Scope::kAll},
    {Role::kProvincialAuthority,   Read::kFreezes,     Scope::kOwnProvince},
    {Role::kUnitRepresentative,    Read::kFreezes,     Scope::kOwnAccount},

    // What is published is for whoever may call at all: 775 art. 5, 19 art. 18 and 35.
    {Role::kPublic,                Read::kPublic,      Scope::kAll},
    {Role::kRegistryOperator,      Read::kPublic,      Scope::kAll},
    {Role::kRegistryReviewer,      Read::kPublic,      Scope::kAll},
    {Role::kSecurityAdministrator, Read::kPublic,      Scope::kAll},
    {Role::kAuditor,               Read::kPublic,      Scope::kAll},
    {Role::kMinistry,              Read::kPublic,      Scope::kAll},
    {Role::kProvincialAuthority,   Read::kPublic,      Scope::kAll},
    {Role::kSupervisingDepartment, Read::kPublic,      Scope::kAll},
    {Role::kCourtLiaison,          Read::kPublic,      Scope::kAll},
    {Role::kTradingSystem,         Read::kPublic,      Scope::kAll},
    {Role::kSettlementBank,        Read::kPublic,      Scope::kAll},
    {Role::kCreditRegistry,        Read::kPublic,      Scope::kAll},
    {Role::kManagementPlatform,    Read::kPublic,      Scope::kAll},
    {Role::kConsole,               Read::kPublic,      Scope::kAll},
    {Role::kUnitRepresentative,    Read::kPublic,      Scope::kAll},
};
// clang-format on

}  // namespace

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
    case Read::kFreezes:
      return "FREEZES";
    case Read::kPublic:
      return "PUBLIC";
  }
  return "UNKNOWN";
}

Scope RightTo(Role role, CommandType command) {
  for (const CommandRight& right : kCommandRights) {
    if (right.role == role && right.command == command) return right.scope;
  }
  return Scope::kNone;
}

bool MayApprove(Role approver, Role proposer) {
  for (const ApprovalRight& right : kApprovalRights) {
    if (right.proposer == proposer && right.approver == approver) return true;
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
