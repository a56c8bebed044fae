#include "ledger/dated_policy.h"

#include <iterator>

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
  }
  return "UNKNOWN";
}

std::optional<std::int64_t> ValueAt(const std::map<Instant, std::int64_t>& values, Instant now) {
  const auto after = values.upper_bound(now);
  if (after == values.begin()) return std::nullopt;
  return std::prev(after)->second;
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
  };
  return policies;
}

}  // namespace registry::ledger
