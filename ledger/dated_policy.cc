#include "ledger/dated_policy.h"

#include <iterator>

#include "ledger/rules.h"

namespace registry::ledger {
namespace {

using C = CommandType;

Policy Approvals(Role role, CommandType command, std::int64_t count, std::int64_t above = 0) {
  return {{PolicyKind::kApprovalsNeeded, role, command, {above}}, Instant{}, count};
}

Policy PersonRequired(Role role) {
  return {{PolicyKind::kPersonRequired, role, std::nullopt, {}}, Instant{}, 1};
}

// Above it an issuance needs two approvals (assumed; the sources name no limit).
constexpr std::int64_t kLargeIssuance = 10'000'000;

}  // namespace

std::string_view PolicyKindName(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::kPersonRequired:
      return "PERSON_REQUIRED";
    case PolicyKind::kApprovalsNeeded:
      return "APPROVALS_NEEDED";
    case PolicyKind::kCommandSwitch:
      return "COMMAND_SWITCH";
    case PolicyKind::kDailyLimit:
      return "DAILY_LIMIT";
    case PolicyKind::kDelayHours:
      return "DELAY_HOURS";
    case PolicyKind::kTrustDelayDays:
      return "TRUST_DELAY_DAYS";
    case PolicyKind::kPublicationDelayDays:
      return "PUBLICATION_DELAY_DAYS";
  }
  return "UNKNOWN";
}

std::optional<std::int64_t> ValueAt(const std::map<Instant, std::int64_t>& values, Instant now) {
  const auto after = values.upper_bound(now);
  if (after == values.begin()) return std::nullopt;
  return std::prev(after)->second;
}

bool IsOnByDefault(CommandType command) {
  switch (command) {
    case CommandType::kPledge:
    case CommandType::kTrustAccount:
    case CommandType::kTransferAtWill:
      return false;
    default:
      return true;
  }
}

bool IsSwitchedOn(const Rules& rules, Role role, CommandType command, Instant now) {
  if (rules.policies.empty()) return IsOnByDefault(command);
  return rules.PolicyOr({PolicyKind::kCommandSwitch, role, command, {}}, now,
                        IsOnByDefault(command) ? 1 : 0) != 0;
}

const std::vector<Policy>& DefaultPolicies() {
  static const std::vector<Policy> policies = {
      PersonRequired(Role::kRegistryOperator),
      PersonRequired(Role::kRegistryReviewer),
      PersonRequired(Role::kSecurityAdministrator),
      PersonRequired(Role::kAuditor),
      PersonRequired(Role::kMinistry),
      PersonRequired(Role::kProvincialAuthority),
      PersonRequired(Role::kSupervisingDepartment),
      PersonRequired(Role::kUnitRepresentative),
      PersonRequired(Role::kCourtLiaison),
      Approvals(Role::kRegistryOperator, C::kTransfer, 1),  // R16: two persons of the registry
      Approvals(Role::kRegistryOperator, C::kIssue, 1),
      Approvals(Role::kRegistryOperator, C::kIssue, 2, kLargeIssuance),
      Approvals(Role::kRegistryOperator, C::kCancel, 1),
      Approvals(Role::kMinistry, C::kSetIssuanceCap, 1),
      Approvals(Role::kUnitRepresentative, C::kCancel, 1),  // assumed: it cannot be undone
      Approvals(Role::kSecurityAdministrator, C::kRegisterParticipant, 1),
      Approvals(Role::kSecurityAdministrator, C::kChangeParticipant, 1),
      Approvals(Role::kSecurityAdministrator, C::kRegisterCertificate, 1),
      Approvals(Role::kSecurityAdministrator, C::kRegisterPerson, 1),
      Approvals(Role::kSecurityAdministrator, C::kChangePerson, 1),
      Approvals(Role::kSecurityAdministrator, C::kSetPolicy, 1),
      Approvals(Role::kSecurityAdministrator, C::kRegisterStaff, 1),
      // A freeze and its renewal act at once (assumed); what ends one or takes from it does not.
      Approvals(Role::kRegistryOperator, C::kReleaseFreeze, 1),
      Approvals(Role::kRegistryOperator, C::kDeductFrozen, 1),
      Approvals(Role::kRegistryOperator, C::kSurrenderFrozen, 1),
      Approvals(Role::kCourtLiaison, C::kReleaseFreeze, 1),
      Approvals(Role::kCourtLiaison, C::kDeductFrozen, 1),
      Approvals(Role::kCourtLiaison, C::kSurrenderFrozen, 1),
      Approvals(Role::kRegistryOperator, C::kPledge, 1),
      Approvals(Role::kRegistryOperator, C::kReleasePledge, 1),
      Approvals(Role::kRegistryOperator, C::kChangeAccountKind, 1),
      Approvals(Role::kRegistryOperator, C::kSucceed, 1),  // R16: two persons of the registry
      Approvals(Role::kRegistryOperator, C::kCloseDissolved, 1),  // R17: two persons
      Approvals(Role::kUnitRepresentative, C::kTrustAccount, 1),
      Approvals(Role::kUnitRepresentative, C::kTransferAtWill, 1),
      // R17: accounts are opened on an application that was reviewed, not by one command.
      {{PolicyKind::kCommandSwitch, Role::kRegistryOperator, C::kOpenAccount, {}}, Instant{}, 0},
  };
  return policies;
}

}  // namespace registry::ledger
