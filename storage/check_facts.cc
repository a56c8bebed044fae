// The last phase: every version of every fact up to the head against what the records made of it.
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "storage/array_parameter.h"
#include "storage/check_state.h"
#include "storage/check_statements.h"
#include "storage/fact_walk.h"
#include "storage/fields.h"
#include "storage/rows.h"

namespace registry::storage {
namespace {

using ledger::Raw;

absl::StatusOr<ledger::Clock> ParseClock(const pqxx::row& row) {
  Fields fields(row);
  ledger::Clock clock;
  clock.mode = fields.As<ledger::ClockMode>();
  clock.replay_instant = fields.Instant();
  RETURN_IF_ERROR(fields.Status("clock"));
  return clock;
}

constexpr int kRowsPerPage = FactWalk::kRowsPerPage;

class FactsCheck {
 public:
  explicit FactsCheck(CheckState& state)
      : state_(state), walk_(state, state.facts.Count() + state.trades + state.records) {}

  absl::Status Run() {
    RETURN_IF_ERROR(Accounts());
    RETURN_IF_ERROR(Caps());
    RETURN_IF_ERROR(Obligations());
    RETURN_IF_ERROR(Rules());
    RETURN_IF_ERROR(CheckAccess(state_, walk_));
    RETURN_IF_ERROR(CheckLife(state_, walk_));
    RETURN_IF_ERROR(CountTrades());
    RETURN_IF_ERROR(CountRequests());
    return walk_.Finish();
  }

 private:
  absl::Status Accounts() {
    return walk_.Walk(
        state_.facts.accounts,
        [](Tx& tx, const auto& last) {
          return tx.Run(kCheckAccounts, last ? Raw(last->value.id) : 0, last ? last->sequence : 0,
                        kRowsPerPage);
        },
        [this](const pqxx::row& row) { return ParseAccountRow(row); },
        [](const auto& found) { return std::pair(found.value.id, found.sequence); });
  }

  // With the code under which the account's holder is entered: one subject, one account.
  absl::StatusOr<Stored<ledger::Account>> ParseAccountRow(const pqxx::row& row) {
    ASSIGN_OR_RETURN(Stored<ledger::Account> stored, WithSequence(ParseAccount(row), row, 10));
    Fields fields(row);
    fields.Skip(11);
    RETURN_IF_ERROR(state_.Compare(
        [&] { return absl::StrCat("entered holder of ", NameOf(stored.value)); },
        stored.value.social_credit_code, fields.TextOrEmpty(), std::nullopt, stored.sequence));
    return stored;
  }

  absl::Status Caps() {
    return walk_.Walk(
        state_.facts.caps,
        [](Tx& tx, const auto& last) {
          const ledger::IssuanceCapKey key = last ? last->value.key : ledger::IssuanceCapKey{};
          return tx.Run(kCheckCaps, key.plan, key.instrument, Raw(key.sector),
                        last ? last->sequence : 0, kRowsPerPage);
        },
        [](const pqxx::row& row) { return WithSequence(ParseIssuanceCap(row), row, 6); },
        [](const auto& found) { return std::pair(found.value.key, found.sequence); });
  }

  absl::Status Obligations() {
    return walk_.Walk(
        state_.facts.obligations,
        [](Tx& tx, const auto& last) {
          const ledger::ObligationKey key = last ? last->value.key : ledger::ObligationKey{};
          return tx.Run(kCheckObligations, Raw(key.unit_account), Raw(key.sector), key.period,
                        last ? last->sequence : 0, kRowsPerPage);
        },
        [](const pqxx::row& row) { return WithSequence(ParseObligation(row), row, 8); },
        [](const auto& found) { return std::pair(found.value.key, found.sequence); });
  }

  absl::Status Rules() {
    RETURN_IF_ERROR(
        walk_.WalkById(state_.facts.instruments, kCheckInstruments, ParseInstrument, 8));
    RETURN_IF_ERROR(walk_.WalkById(state_.facts.periods, kCheckPeriods, ParsePeriod, 5));
    return walk_.Walk(
        state_.facts.clocks,
        [](Tx& tx, const auto& last) {
          return tx.Run(kCheckClocks, last ? last->sequence : 0, kRowsPerPage);
        },
        [](const pqxx::row& row) { return WithSequence(ParseClock(row), row, 2); },
        [](const auto& found) { return found.sequence; });
  }

  // Each record's trade was found; so none is left over when there are as many.
  absl::Status CountTrades() {
    std::string after;
    std::int64_t found = 0;
    bool more = true;
    while (more) {
      RETURN_IF_ERROR(walk_.Tell());
      RETURN_IF_ERROR(state_.InPage([&](Tx& tx, const Head&) -> absl::Status {
        ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCountTrades, after, kRowsPerPage));
        for (const pqxx::row& row : rows) {
          Fields fields(row);
          after = fields.Text();
          if (fields.Int() <= state_.sequence) ++found;
        }
        more = static_cast<int>(rows.size()) == kRowsPerPage;
        walk_.Count(static_cast<std::int64_t>(rows.size()));
        return absl::OkStatus();
      }));
    }
    return state_.Compare("trades delivered", state_.trades, found);
  }

  // The same for requests: every record's was found and leads back to it.
  absl::Status CountRequests() {
    std::array<std::uint8_t, 16> after{};
    std::int64_t participant = std::numeric_limits<std::int32_t>::min();
    std::int64_t found = 0;
    bool more = true;
    while (more) {
      RETURN_IF_ERROR(walk_.Tell());
      RETURN_IF_ERROR(state_.InPage([&](Tx& tx, const Head&) -> absl::Status {
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Run(kCountRequests, UuidText(after), participant, kRowsPerPage, state_.records));
        if (rows.empty()) return absl::InternalError("count_requests: no row");
        const pqxx::row row = rows[0];
        Fields fields(row);
        const std::int64_t read = fields.Int();
        found += fields.Int();
        walk_.Count(read);
        more = read == kRowsPerPage;
        if (!more) return fields.Status("request");
        after = fields.Uuid();
        participant = fields.Int();
        return fields.Status("request");
      }));
    }
    return state_.Compare("requests that lead to a record", state_.records, found);
  }

  CheckState& state_;
  FactWalk walk_;
};

}  // namespace

absl::Status CheckFacts(CheckState& state) { return FactsCheck(state).Run(); }

}  // namespace registry::storage
