// Facts: new versions of something with a key, which the journal keeps beside the postings.
#ifndef LEDGER_FACT_H_
#define LEDGER_FACT_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "ledger/account.h"
#include "ledger/calendar.h"
#include "ledger/certificate.h"
#include "ledger/dated_policy.h"
#include "ledger/delayed_transfer.h"
#include "ledger/freeze_fact.h"
#include "ledger/ids.h"
#include "ledger/instrument.h"
#include "ledger/participant.h"
#include "ledger/person.h"
#include "ledger/proposal.h"
#include "ledger/quantity.h"
#include "ledger/staff_entry.h"

namespace registry::ledger {

struct IssuanceCapKey {
  std::string plan;
  std::string instrument;
  Sector sector{};
  auto operator<=>(const IssuanceCapKey&) const = default;
};

struct IssuanceCap {
  IssuanceCapKey key;
  Quantity cap;
  Quantity issued;
  Quantity reserved{};  // by open proposals; issued and reserved are never more than cap
  bool operator==(const IssuanceCap&) const = default;
};

struct ObligationKey {
  AccountId unit_account{};
  Sector sector{};
  std::string period;
  auto operator<=>(const ObligationKey&) const = default;
};

// Emissions, what is due for them and what was handed in, of a unit in a sector for a period (RULES
// R9).
struct Obligation {
  ObligationKey key;
  Quantity verified_emissions;
  Quantity obligation;
  Quantity surrendered;
  // Arrival of the surrender that reached the obligation (RULES R10); absent while something is
  // open.
  std::optional<Instant> completed_at;
  // What was written to the register of uncollected obligations when the unit was dissolved (RULES
  // R17).
  Quantity uncollected{};
  bool operator==(const Obligation&) const = default;
};

enum class TradingMethod : std::int16_t { kListed = 1, kBlock = 2, kOneWayBidding = 3 };
inline constexpr int kTradingMethodCount = 3;
std::string_view TradingMethodName(TradingMethod method);  // "ONE_WAY_BIDDING"

// A delivered trade, with all the exchange said of it.
struct Trade {
  std::string trade_id;
  std::string instrument;
  TradingMethod method{};
  AccountId seller{};
  AccountId buyer{};
  Quantity quantity;
  Fen price;
  Fen amount;
  Instant match_time;
  bool operator==(const Trade&) const = default;
};

// The name behind an account: personal data, kept apart from the ledger.
struct HolderParticulars {
  AccountId account{};
  std::string name;
  bool operator==(const HolderParticulars&) const = default;
};

enum class ClockMode : std::int16_t { kSystem = 1, kReplay = 2 };

struct Clock {
  ClockMode mode = ClockMode::kSystem;
  Instant replay_instant;
  bool operator==(const Clock&) const = default;
};

using Fact = std::variant<Account, HolderParticulars, IssuanceCap, Obligation, Trade, Participant,
                          Instrument, CompliancePeriod, Clock, Certificate, Person, Policy,
                          Calendar, Proposal, Freeze, StaffEntry, TrustedAccount, DelayedTransfer>;

}  // namespace registry::ledger

#endif  // LEDGER_FACT_H_
