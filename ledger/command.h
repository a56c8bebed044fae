// Commands: what the registry can be asked to record. One alternative of Command for each.
// A command holds what its caller said, already well-formed (convert refuses bad shapes).
#ifndef LEDGER_COMMAND_H_
#define LEDGER_COMMAND_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ledger/account.h"
#include "ledger/ids.h"
#include "ledger/instrument.h"
#include "ledger/participant.h"
#include "ledger/quantity.h"

namespace registry::ledger {

// The paper behind a command: its number and the digest of its text.
struct Document {
  std::string number;
  Digest digest{};
  bool operator==(const Document&) const = default;
};

enum class ClockMode : std::int16_t { kSystem = 1, kReplay = 2 };

// The first record of every store: the registry's own accounts, and the mode of its clock (RULES R1).
struct OpenBook {
  ClockMode clock_mode = ClockMode::kSystem;
  Instant replay_begins;  // 0 on the system clock
};

struct RegisterParticipant {
  std::string name;
  Role role{};
  Province province;
  std::optional<AccountId> account;
};

// Moves the replay clock forward (RULES R1). Refused on the system clock.
struct AdvanceClock {
  Instant instant;
};

struct CreatePeriod {
  std::string code;
  std::int16_t first_year = 0;
  std::int16_t last_year = 0;
  Instant deadline;
};

struct CreateInstrument {
  std::string code;
  InstrumentKind kind{};
  std::int16_t vintage_first_year = 0;
  std::int16_t vintage_last_year = 0;
  std::optional<Instant> tradable_from;
  std::optional<Instant> tradable_until;
  std::vector<std::string> eligible_periods;
};

// How much of an instrument a plan lets the registry issue to a sector. Setting it again changes it,
// never below what was issued.
struct SetIssuanceCap {
  std::string plan;
  std::string instrument;
  Sector sector{};
  Quantity cap;  // zero or more
  Document document;
};

struct OpenAccount {
  AccountKind kind{};
  std::string social_credit_code;
  std::string holder_name;  // personal data: kept apart, only its digest in the leaf
  Province province;
  Sector sector = Sector::kNone;
};

struct ChangeAccountStatus {
  AccountId account{};
  AccountStatus status{};
  std::string cause;
};

// Issuance account -> a provincial authority's or the national account, under the cap.
struct Issue {
  std::string plan;
  std::string instrument;
  Sector sector{};
  AccountId acquiring_account{};
  Quantity quantity;
  Document document;
};

enum class AllocationStep : std::int16_t { kPreAllocation = 1, kDetermination = 2 };

// Hands allowances out free of charge: national account -> provincial authority, or provincial
// authority -> a key emitting unit of its province.
struct Allocate {
  AccountId transferring_account{};
  AccountId acquiring_account{};
  std::string instrument;
  std::string period;
  AllocationStep step{};
  Quantity quantity;
};

// A unit gives allowances back to its provincial authority when the determination is below the
// pre-allocation (RULES R13). From REGISTERED.
struct ReturnAllowances {
  AccountId transferring_account{};
  AccountId acquiring_account{};
  std::string instrument;
  std::string period;
  Quantity quantity;
};

// REGISTERED -> TRADING of one account.
struct MoveToTrading {
  AccountId account{};
  std::string instrument;
  Quantity quantity;
};

// TRADING -> REGISTERED of one account; the trading system's release (RULES R3).
struct MoveFromTrading {
  AccountId account{};
  std::string instrument;
  Quantity quantity;
};

// Why allowances change hands outside trading (RULES R16). At the holder's own will is behind a
// switch that is off: not in the national rules.
enum class TransferGround : std::int16_t {
  kSuccession = 1,
  kCompulsoryExecution = 2,
  kJudicialDeduction = 3,
  kReturn = 4,
  kCorrection = 5,
  kMinistryOrder = 6,
  kHolderWill = 7,
};
inline constexpr int kTransferGroundCount = 7;

// REGISTERED -> REGISTERED of another account.
struct Transfer {
  AccountId transferring_account{};
  AccountId acquiring_account{};
  std::string instrument;
  Quantity quantity;
  TransferGround ground{};
  Document document;
};

enum class TradingMethod : std::int16_t { kListed = 1, kBlock = 2, kOneWayBidding = 3 };

// Completes one trade of the exchange: seller's TRADING -> buyer's TRADING. The money leg belongs to
// the settlement day.
struct SettleTrade {
  std::string trade_id;
  std::string instrument;
  TradingMethod method{};
  AccountId seller{};
  AccountId buyer{};
  Quantity quantity;
  Fen price;          // for one tonne
  Fen amount;         // price x quantity, as the exchange says it
  Instant match_time; // decides which account status applied
};

// The verified emissions of a unit and what it has to surrender for them; the relief rules can make
// the second smaller (DOMAIN 4.4). Recording it again changes it, never below what was surrendered.
struct DetermineObligation {
  AccountId unit_account{};
  Sector sector{};
  std::string period;
  Quantity verified_emissions;  // tCO2e, zero or more
  Quantity obligation;          // tCO2e, zero or more
};

// A key emitting unit hands in allowances against its obligation of one compliance period.
// Source: State Council Order 775 art. 14 and 30; MEE Order 19 art. 28.
struct Surrender {
  struct Line {
    std::string instrument;
    Quantity quantity;  // more than zero
  };
  AccountId unit_account{};
  Sector sector{};
  std::string period;
  std::vector<Line> lines;     // one to sixteen, no instrument twice
  bool allow_surplus = false;  // RULES R11
};

// Gives allowances up for good (MEE Order 19 art. 19).
struct Cancel {
  AccountId account{};
  std::string instrument;
  Quantity quantity;
  std::string purpose;
};

// The order is that of CommandType, whose numbers are stored for ever.
using Command =
    std::variant<OpenBook, RegisterParticipant, AdvanceClock, CreatePeriod, CreateInstrument,
                 SetIssuanceCap, OpenAccount, ChangeAccountStatus, Issue, Allocate, ReturnAllowances,
                 MoveToTrading, MoveFromTrading, Transfer, SettleTrade, DetermineObligation, Surrender,
                 Cancel>;

enum class CommandType : std::int16_t {
  kOpenBook = 1,
  kRegisterParticipant = 2,
  kAdvanceClock = 3,
  kCreatePeriod = 4,
  kCreateInstrument = 5,
  kSetIssuanceCap = 6,
  kOpenAccount = 7,
  kChangeAccountStatus = 8,
  kIssue = 9,
  kAllocate = 10,
  kReturnAllowances = 11,
  kMoveToTrading = 12,
  kMoveFromTrading = 13,
  kTransfer = 14,
  kSettleTrade = 15,
  kDetermineObligation = 16,
  kSurrender = 17,
  kCancel = 18,
};
inline constexpr int kCommandTypeCount = 18;
static_assert(std::variant_size_v<Command> == kCommandTypeCount);

inline CommandType TypeOf(const Command& command) {
  return static_cast<CommandType>(command.index() + 1);
}

// Whether a command changes Rules. Such a command is decided in a batch of its own, so that whatever
// follows it is decided under the new epoch.
constexpr bool ChangesRules(CommandType type) {
  return type == CommandType::kOpenBook || type == CommandType::kRegisterParticipant ||
         type == CommandType::kAdvanceClock || type == CommandType::kCreatePeriod ||
         type == CommandType::kCreateInstrument;
}

// Who asks. Time, identity and randomness enter as values, so that a decision is the same today, in a
// replay and in a test.
struct RequestKey {
  ParticipantId participant{};
  RequestId request_id{};
  auto operator<=>(const RequestKey&) const = default;
};

struct Request {
  RequestKey key;
  std::string person;   // a person within the participant; empty for a system
  Instant received_at;  // stamped by the server on arrival; decides deadlines
  Salt salt{};          // of its leaf
  Command command;
};

// Identifiers that the next accepted command may give out; the journal hands them in under its lock,
// so they have no gaps.
struct NewIds {
  AccountId account = kFirstHolderAccount;
  InstrumentId instrument{1};
  PeriodId period{1};
  ParticipantId participant{1};
};

}  // namespace registry::ledger

#endif  // LEDGER_COMMAND_H_
