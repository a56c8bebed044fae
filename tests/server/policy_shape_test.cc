// Which policies have the right shape: kind by kind the roles, commands and values.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "google/protobuf/text_format.h"
#include "ledger/policy.h"
#include "server/convert.h"

namespace registry::server {
namespace {

// The fields that are named, with a space between them; `policy` as text, kinds, roles and commands
// without their prefixes.
std::string Wrong(const std::string& kind, const std::string& role, const std::string& command,
                  std::int64_t value, std::int64_t above = 0) {
  v1::Policy policy;
  std::string text = "kind: POLICY_KIND_" + kind + " role: ROLE_" + role +
                     " from_time { seconds: 1626400800 } value: " + std::to_string(value) +
                     " above_tco2e: " + std::to_string(above);
  if (!command.empty()) text += " command: TRANSACTION_TYPE_" + command;
  REQUIRE(google::protobuf::TextFormat::ParseFromString(text, &policy));
  Shape shape;
  PolicyFromProto(policy, shape);
  std::string fields;
  for (const Violation& violation : shape.violations()) {
    fields += (fields.empty() ? "" : " ") + violation.field;
  }
  return fields;
}

constexpr char kUnit[] = "UNIT_REPRESENTATIVE";

}  // namespace

TEST_CASE("a policy of any kind has its least and its greatest value, and none beyond") {
  struct Row {
    const char* kind;
    const char* role;
    const char* command;
    std::int64_t most;
  };
  const Row rows[] = {{"PERSON_REQUIRED", "AUDITOR", "", 1},
                      {"APPROVALS_NEEDED", "REGISTRY_OPERATOR", "TRANSFER", 5},
                      {"COMMAND_SWITCH", "REGISTRY_OPERATOR", "OPEN_ACCOUNT", 1},
                      {"COMMAND_SWITCH", kUnit, "TRANSFER_AT_WILL", 1},
                      {"DAILY_LIMIT", kUnit, "TRANSFER_AT_WILL", 1'000'000'000'000},
                      {"DELAY_HOURS", kUnit, "TRANSFER_AT_WILL", 8'760},
                      {"TRUST_DELAY_DAYS", kUnit, "TRUST_ACCOUNT", 250},
                      {"PUBLICATION_DELAY_DAYS", "PUBLIC", "", 250}};
  for (const Row& row : rows) {
    INFO(row.kind);
    CHECK(Wrong(row.kind, row.role, row.command, 0) == "");
    CHECK(Wrong(row.kind, row.role, row.command, row.most) == "");
    CHECK(Wrong(row.kind, row.role, row.command, row.most + 1) == "policy.value");
    CHECK(Wrong(row.kind, row.role, row.command, -1) == "policy.value");
    CHECK(Wrong(row.kind, row.role, row.command, INT64_MIN) == "policy.value");
    // Only approvals go by quantity.
    const bool approvals = row.kind == std::string("APPROVALS_NEEDED");
    CHECK(Wrong(row.kind, row.role, row.command, 1, 5) == (approvals ? "" : "policy.above_tco2e"));
  }
  CHECK(Wrong("APPROVALS_NEEDED", "REGISTRY_OPERATOR", "TRANSFER", 1, -1) == "policy.above_tco2e");
}

TEST_CASE("a policy is of the roles and commands that its kind is about") {
  CHECK(Wrong("PERSON_REQUIRED", "AUDITOR", "TRANSFER", 1) == "policy.command");
  CHECK(Wrong("PUBLICATION_DELAY_DAYS", "PUBLIC", "SUCCEED", 1) == "policy.command");
  CHECK(Wrong("PUBLICATION_DELAY_DAYS", "AUDITOR", "", 1) == "policy.role");
  for (const char* kind : {"DAILY_LIMIT", "DELAY_HOURS"}) {
    CHECK(Wrong(kind, kUnit, "TRUST_ACCOUNT", 1) == "policy.command");
    CHECK(Wrong(kind, kUnit, "", 1) == "policy.command");
    CHECK(Wrong(kind, "REGISTRY_OPERATOR", "TRANSFER_AT_WILL", 1) == "policy.role");
  }
  CHECK(Wrong("TRUST_DELAY_DAYS", kUnit, "TRANSFER_AT_WILL", 1) == "policy.command");
  CHECK(Wrong("APPROVALS_NEEDED", "REGISTRY_OPERATOR", "REVIEW_APPLICATION", 1) ==
        "policy.command");
}

TEST_CASE("a switch is for what a role may do at all, and never for switching itself") {
  for (int role = 1; role <= ledger::kRoleCount; ++role) {
    for (int type = 1; type <= ledger::kCommandTypeCount; ++type) {
      const auto command = static_cast<ledger::CommandType>(type);
      const bool answer = command == ledger::CommandType::kApproveProposal ||
                          command == ledger::CommandType::kRejectProposal ||
                          command == ledger::CommandType::kWithdrawProposal;
      const bool may =
          ledger::RightTo(static_cast<ledger::Role>(role), command) != ledger::Scope::kNone;
      const bool fits = may && !answer && command != ledger::CommandType::kSetPolicy;
      const std::string role_name(ledger::RoleName(static_cast<ledger::Role>(role)));
      const std::string name(ledger::CommandTypeName(command));
      INFO(role_name << " " << name);
      CHECK(Wrong("COMMAND_SWITCH", role_name, name, 0) == (fits ? "" : "policy.command"));
    }
  }
}

}  // namespace registry::server
