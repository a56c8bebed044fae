// The last phase: facts as of the head against what the records made of them.
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/account_number.h"
#include "storage/account_reader.h"
#include "storage/catalog_reader.h"
#include "storage/check_state.h"
#include "storage/fields.h"
#include "storage/snapshot_read.h"

namespace registry::storage {
namespace {

using ledger::Raw;

constexpr int kTradesPerPage = 20'000;

// Walks a listing page by page.
template <typename List, typename Row>
absl::Status ForEach(List list, Row row) {
  decltype(list({})->next) after;
  do {
    auto page = list(after);
    if (!page.ok()) return page.status();
    for (const auto& value : page->rows) RETURN_IF_ERROR(row(value));
    after = page->next;
  } while (after.has_value());
  return absl::OkStatus();
}

absl::Status Compare(CheckState& state, std::string text, std::int64_t expected,
                     std::int64_t found) {
  if (expected == found) return absl::OkStatus();
  return state.Report(std::move(text), std::to_string(expected), std::to_string(found));
}

absl::Status CheckCaps(CheckState& state) {
  const CatalogReader reader(state.pool);
  auto left = state.caps;
  RETURN_IF_ERROR(ForEach(
      [&](std::optional<ledger::IssuanceCapKey> after) {
        return reader.ListIssuanceCaps({}, std::move(after), kMaxPageSize, state.summary.as_of);
      },
      [&](const ledger::IssuanceCap& cap) -> absl::Status {
        const std::string name = absl::StrCat("cap of ", cap.key.plan, ", ", cap.key.instrument);
        const FoldedCap expected = state.caps[cap.key];
        RETURN_IF_ERROR(Compare(state, name, expected.cap, cap.cap.value));
        left.erase(cap.key);
        return Compare(state, name + ", issued", expected.issued, cap.issued.value);
      }));
  for (const auto& [key, cap] : left) {
    RETURN_IF_ERROR(state.Report("cap of " + key.plan, std::to_string(cap.cap), "none"));
  }
  return absl::OkStatus();
}

absl::Status CheckObligations(CheckState& state) {
  const CatalogReader reader(state.pool);
  auto left = state.obligations;
  const auto name = [](const ledger::ObligationKey& key) {
    return absl::StrCat("account ", ledger::FormatAccountNumber(key.unit_account), ", period ",
                        key.period);
  };
  RETURN_IF_ERROR(ForEach(
      [&](std::optional<ledger::ObligationKey> after) {
        return reader.ListObligations({}, std::move(after), kMaxPageSize, state.summary.as_of);
      },
      [&](const ledger::Obligation& found) -> absl::Status {
        const FoldedObligation expected = state.obligations[found.key];
        left.erase(found.key);
        RETURN_IF_ERROR(Compare(state, "surrendered of " + name(found.key), expected.surrendered,
                                found.surrendered.value));
        RETURN_IF_ERROR(Compare(state, "obligation of " + name(found.key), expected.obligation,
                                found.obligation.value));
        return Compare(state, "verified emissions of " + name(found.key),
                       expected.verified_emissions, found.verified_emissions.value);
      }));
  for (const auto& [key, obligation] : left) {
    RETURN_IF_ERROR(state.Report("obligation of " + name(key),
                                 std::to_string(obligation.obligation), "none"));
  }
  return absl::OkStatus();
}

absl::Status CheckAccounts(CheckState& state) {
  const AccountReader reader(state.pool);
  auto left = state.accounts;
  RETURN_IF_ERROR(ForEach(
      [&](std::optional<ledger::AccountId> after) {
        return reader.List({}, after, kMaxPageSize, state.summary.as_of);
      },
      [&](const ledger::Account& found) -> absl::Status {
        if (found.id < ledger::kFirstHolderAccount) return absl::OkStatus();
        const auto expected = left.find(found.id);
        const std::string number = ledger::FormatAccountNumber(found.id);
        if (expected == left.end()) return state.Report("account " + number, "none", "an account");
        const bool same = expected->second == found;
        left.erase(expected);
        if (same) return absl::OkStatus();
        return state.Report("account " + number, "kind, status, holder and place of its records",
                            "others");
      }));
  for (const auto& [id, account] : left) {
    RETURN_IF_ERROR(
        state.Report("account " + ledger::FormatAccountNumber(id), "an account", "none"));
  }
  return absl::OkStatus();
}

// Each record's trade was compared; this finds those that no record has.
absl::Status CheckTrades(CheckState& state) {
  std::string after;
  std::int64_t found = 0;
  bool more = true;
  while (more) {
    RETURN_IF_ERROR(InSnapshot(state.pool, [&](Tx& tx, const Head&) -> absl::Status {
      ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kCheckTrades, after, kTradesPerPage));
      for (const pqxx::row& row : rows) {
        Fields fields(row);
        after = fields.Text();
        if (fields.Int() <= state.sequence) ++found;
      }
      more = static_cast<int>(rows.size()) == kTradesPerPage;
      return absl::OkStatus();
    }));
  }
  return Compare(state, "trades delivered", state.trades, found);
}

}  // namespace

absl::Status CheckFacts(CheckState& state) {
  RETURN_IF_ERROR(state.Tell("facts", 0, 4));
  RETURN_IF_ERROR(CheckCaps(state));
  RETURN_IF_ERROR(state.Tell("facts", 1, 4));
  RETURN_IF_ERROR(CheckObligations(state));
  RETURN_IF_ERROR(state.Tell("facts", 2, 4));
  RETURN_IF_ERROR(CheckAccounts(state));
  RETURN_IF_ERROR(state.Tell("facts", 3, 4));
  RETURN_IF_ERROR(CheckTrades(state));
  return state.Tell("facts", 4, 4);
}

}  // namespace registry::storage
