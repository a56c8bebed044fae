// Which kind of policy is about what, and has which values.
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/policy.h"
#include "ledger/second_person.h"
#include "server/convert.h"

namespace registry::server {
namespace {

using ledger::CommandType;
using ledger::PolicyKind;
using ledger::Role;

// Limits of values that the sources do not name: assumed, so that a slip of the pen is noticed.
constexpr std::int64_t kMostTonnes = 1'000'000'000'000;
constexpr std::int64_t kMostHours = 8'760;  // a year
constexpr std::int64_t kMostDays = 250;     // of work: a year

std::int64_t MostOf(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::kPersonRequired:
    case PolicyKind::kCommandSwitch:
      return 1;
    case PolicyKind::kApprovalsNeeded:
      return ledger::kMostApprovals;
    case PolicyKind::kDailyLimit:
      return kMostTonnes;
    case PolicyKind::kDelayHours:
      return kMostHours;
    case PolicyKind::kTrustDelayDays:
    case PolicyKind::kPublicationDelayDays:
      return kMostDays;
  }
  return 0;
}

// Whose policy it is, where only one role has it.
std::optional<Role> OnlyRole(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::kDailyLimit:
    case PolicyKind::kDelayHours:
    case PolicyKind::kTrustDelayDays:
      return Role::kUnitRepresentative;
    case PolicyKind::kPublicationDelayDays:
      return Role::kPublic;
    default:
      return std::nullopt;
  }
}

bool IsAnswer(CommandType command) {
  return command == CommandType::kApproveProposal || command == CommandType::kRejectProposal ||
         command == CommandType::kWithdrawProposal;
}

bool HasCommand(PolicyKind kind) {
  return kind != PolicyKind::kPersonRequired && kind != PolicyKind::kPublicationDelayDays;
}

// What is wrong with a command; empty: nothing.
std::string_view WrongCommand(PolicyKind kind, Role role, CommandType command) {
  switch (kind) {
    case PolicyKind::kApprovalsNeeded:
      return ledger::MayWait(command) ? "" : "is not one that can wait for an approval";
    case PolicyKind::kCommandSwitch:
      // Without it nothing could be switched on again.
      if (command == CommandType::kSetPolicy) return "cannot be switched off";
      if (IsAnswer(command)) return "is not for this kind";
      return ledger::RightTo(role, command) == ledger::Scope::kNone
                 ? "is not one that this role may give"
                 : "";
    case PolicyKind::kDailyLimit:
    case PolicyKind::kDelayHours:
      return command == CommandType::kTransferAtWill ? "" : "is not TRANSFER_AT_WILL";
    case PolicyKind::kTrustDelayDays:
      return command == CommandType::kTrustAccount ? "" : "is not TRUST_ACCOUNT";
    default:
      return "";
  }
}

void ReadCommand(const v1::Policy& policy, Shape& shape, ledger::PolicyKey& key) {
  if (!HasCommand(key.kind)) {
    if (policy.command() != 0) shape.Violate("policy.command", "is not for this kind");
    return;
  }
  const auto command =
      shape.Enum<CommandType>("policy.command", policy.command(), v1::TransactionType_IsValid);
  key.command = command;
  if (command == CommandType{} || key.role == Role{}) return;
  const std::string_view wrong = WrongCommand(key.kind, key.role, command);
  if (!wrong.empty()) shape.Violate("policy.command", std::string(wrong));
}

// The table of rights (ledger/policy.h): every pair that is not forbidden.
void AddRights(v1::PolicyTable& table) {
  for (int role = 1; role <= ledger::kRoleCount; ++role) {
    const auto office = static_cast<Role>(role);
    for (int command = 1; command <= ledger::kCommandTypeCount; ++command) {
      const ledger::Scope scope = ledger::RightTo(office, static_cast<CommandType>(command));
      if (scope == ledger::Scope::kNone) continue;
      v1::CommandRight& right = *table.add_command_rights();
      right.set_role(static_cast<v1::Role>(role));
      right.set_command(static_cast<v1::TransactionType>(command));
      right.set_scope(static_cast<v1::Scope>(scope));
    }
    for (int read = 1; read <= ledger::kReadCount; ++read) {
      const ledger::Scope scope = ledger::RightTo(office, static_cast<ledger::Read>(read));
      if (scope == ledger::Scope::kNone) continue;
      v1::ReadingRight& right = *table.add_reading_rights();
      right.set_role(static_cast<v1::Role>(role));
      right.set_read(static_cast<v1::ReadRight>(read));
      right.set_scope(static_cast<v1::Scope>(scope));
    }
    for (int proposer = 1; proposer <= ledger::kRoleCount; ++proposer) {
      if (!ledger::MayApprove(office, static_cast<Role>(proposer))) continue;
      v1::ApprovalRight& right = *table.add_approval_rights();
      right.set_approver(static_cast<v1::Role>(role));
      right.set_proposer(static_cast<v1::Role>(proposer));
    }
  }
}

}  // namespace

v1::PolicyTable PolicyTableOf(const ledger::Rules& rules) {
  v1::PolicyTable table;
  AddRights(table);
  for (const auto& [key, values] : rules.policies) {
    for (const auto& [from, value] : values) {
      *table.add_policies() = ToProto(ledger::Policy{key, from, value});
    }
  }
  return table;
}

ledger::Policy PolicyFromProto(const v1::Policy& policy, Shape& shape) {
  ledger::Policy read;
  read.key.kind = shape.Enum<PolicyKind>("policy.kind", policy.kind(), v1::PolicyKind_IsValid);
  read.key.role = shape.Enum<Role>("policy.role", policy.role(), v1::Role_IsValid);
  read.from = shape.RequiredTime("policy.from_time", policy.has_from_time(), policy.from_time());
  read.value = policy.value();
  if (read.key.kind == PolicyKind{}) return read;
  const std::int64_t most = MostOf(read.key.kind);
  if (read.value < 0 || read.value > most) {
    shape.Violate("policy.value", absl::StrCat("is not 0 to ", most));
  }
  const auto only = OnlyRole(read.key.kind);
  if (only && read.key.role != Role{} && read.key.role != *only) {
    shape.Violate("policy.role", "is not " + std::string(ledger::RoleName(*only)));
  }
  ReadCommand(policy, shape, read.key);
  if (read.key.kind == PolicyKind::kApprovalsNeeded) {
    read.key.above = shape.ZeroOrMore("policy.above_tco2e", policy.above_tco2e());
  } else if (policy.above_tco2e() != 0) {
    shape.Violate("policy.above_tco2e", "is not for this kind");
  }
  return read;
}

}  // namespace registry::server
