// Participants: the offices and systems that may call the registry.
#ifndef LEDGER_PARTICIPANT_H_
#define LEDGER_PARTICIPANT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/account.h"
#include "ledger/ids.h"

namespace registry::ledger {

// The numbers are stored for ever.
enum class Role : std::int16_t {
  kRegistryOperator = 1,
  kRegistryReviewer = 2,
  kSecurityAdministrator = 3,
  kAuditor = 4,
  kMinistry = 5,
  kProvincialAuthority = 6,
  kSupervisingDepartment = 7,
  kTradingSystem = 8,
  kSettlementBank = 9,
  kCreditRegistry = 10,
  kManagementPlatform = 11,
  kUnitRepresentative = 12,
  kCourtLiaison = 13,
  kPublic = 14,
  kConsole = 15,  // the web console: carries persons' tokens, has no right of its own
};
inline constexpr int kRoleCount = 15;
std::string_view RoleName(Role role);  // "REGISTRY_OPERATOR"

// The caller of the bootstrap ceremony, which the database owner holds; nobody has it over the
// wire.
inline constexpr ParticipantId kCeremony{0};
// The registry itself, which lets proposals expire; nobody has it over the wire.
inline constexpr ParticipantId kHouse{-1};

struct Participant {
  ParticipantId id{};
  std::string name;  // the last part of its certificate's URI, such as "authority-13"
  Role role{};
  Province province;                 // of a provincial authority: whose accounts it may act for
  std::optional<AccountId> account;  // of a unit's representative: the account it may act for
  bool active = true;                // a suspended one is not heard
  bool operator==(const Participant&) const = default;
};

}  // namespace registry::ledger

#endif  // LEDGER_PARTICIPANT_H_
