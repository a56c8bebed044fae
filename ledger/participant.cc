#include "ledger/participant.h"

namespace registry::ledger {

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kRegistryOperator:
      return "REGISTRY_OPERATOR";
    case Role::kRegistryReviewer:
      return "REGISTRY_REVIEWER";
    case Role::kSecurityAdministrator:
      return "SECURITY_ADMINISTRATOR";
    case Role::kAuditor:
      return "AUDITOR";
    case Role::kMinistry:
      return "MINISTRY";
    case Role::kProvincialAuthority:
      return "PROVINCIAL_AUTHORITY";
    case Role::kSupervisingDepartment:
      return "SUPERVISING_DEPARTMENT";
    case Role::kTradingSystem:
      return "TRADING_SYSTEM";
    case Role::kSettlementBank:
      return "SETTLEMENT_BANK";
    case Role::kCreditRegistry:
      return "CREDIT_REGISTRY";
    case Role::kManagementPlatform:
      return "MANAGEMENT_PLATFORM";
    case Role::kUnitRepresentative:
      return "UNIT_REPRESENTATIVE";
    case Role::kCourtLiaison:
      return "COURT_LIAISON";
    case Role::kPublic:
      return "PUBLIC";
    case Role::kConsole:
      return "CONSOLE";
  }
  return "UNKNOWN";
}

}  // namespace registry::ledger
