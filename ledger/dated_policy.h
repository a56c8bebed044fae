// Policies that are data: each says from when which value holds, and is recorded by a command with
// its own second person. What no policy says is zero.
#ifndef LEDGER_DATED_POLICY_H_
#define LEDGER_DATED_POLICY_H_

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/command_type.h"
#include "ledger/ids.h"
#include "ledger/participant.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// The numbers are stored for ever.
enum class PolicyKind : std::int16_t {
  // 1: an office of this role is heard only through a person with a token. Without: by its
  // certificate alone.
  kPersonRequired = 1,
  // How many other persons have to approve this command of this role, for a quantity above
  // `above`.
  kApprovalsNeeded = 2,
  // 1: this role may give this command; 0: it may not. Where no policy says anything:
  // IsOnByDefault.
  kCommandSwitch = 3,
  // What leaves an account on a day (Beijing) by this command, in t; not set: kDefaultDailyLimit.
  kDailyLimit = 4,
  // Hours between asking for this command and carrying it out; not set: kDefaultDelayHours.
  kDelayHours = 5,
  // Working days until a trusted account is one; not set: kDefaultTrustDelayDays.
  kTrustDelayDays = 6,
  // Working days until an event is shown to the public (of Role::kPublic, without a command); not
  // set: kDefaultPublicationDelayDays.
  kPublicationDelayDays = 7,
};
inline constexpr int kPolicyKindCount = 7;
std::string_view PolicyKindName(PolicyKind kind);  // "APPROVALS_NEEDED"

// What a policy is about.
struct PolicyKey {
  PolicyKind kind{};
  Role role{};
  std::optional<CommandType> command;  // of kApprovalsNeeded
  Quantity above;                      // of kApprovalsNeeded; 0: any quantity, or none
  auto operator<=>(const PolicyKey&) const = default;
};

struct Policy {
  PolicyKey key;
  Instant from;
  std::int64_t value = 0;
  bool operator==(const Policy&) const = default;
};

// What holds at a moment, of values by the instants from which they hold; nothing before the first.
std::optional<std::int64_t> ValueAt(const std::map<Instant, std::int64_t>& values, Instant now);

inline constexpr std::int64_t kMostApprovals = 5;
// All assumed: the national rules know no transfers at will and name no delay of publication.
inline constexpr std::int64_t kDefaultDailyLimit = 100'000;
inline constexpr std::int64_t kDefaultDelayHours = 24;
inline constexpr std::int64_t kDefaultTrustDelayDays = 4;
inline constexpr std::int64_t kDefaultPublicationDelayDays = 1;

// Whether a command may be given where no policy says so. Off: what the national rules do not know
// (pledges, transfers at will).
bool IsOnByDefault(CommandType command);

struct Rules;
// Whether a policy lets a role give a command now.
bool IsSwitchedOn(const Rules& rules, Role role, CommandType command, Instant now);

// The policies with which the ceremony opens a book for persons (RULES R19): every office of people
// is heard through persons, and what is listed here needs a second one.
const std::vector<Policy>& DefaultPolicies();

}  // namespace registry::ledger

#endif  // LEDGER_DATED_POLICY_H_
