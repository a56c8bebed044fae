#include "server/house_work.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "ledger/calendar.h"
#include "ledger/freeze.h"
#include "ledger/reason.h"
#include "log/request_id.h"
#include "storage/account_reader.h"
#include "storage/holdings_reader.h"

namespace registry::server {
namespace {

using ledger::AccountId;
using ledger::Instant;
using ledger::Raw;
using ledger::Rules;

// Whether a freeze reaches what is in TRADING already.
bool ReachesTrading(const Rules& rules, ledger::Sequence id, Instant day, Instant now) {
  const auto found = rules.freezes.find(id);
  return found != rules.freezes.end() && found->second.recorded_at < day &&
         ledger::InForce(found->second, now);
}

// The accounts with a freeze that reaches TRADING.
absl::StatusOr<std::set<AccountId>> AccountsToSweep(const storage::AccountReader& reader,
                                                    const Rules& rules, Instant now) {
  const Instant day = ledger::StartOfDay(now);
  std::set<AccountId> accounts;
  const auto reaches = [&](const std::set<ledger::Sequence>& freezes) {
    return std::any_of(freezes.begin(), freezes.end(),
                       [&](ledger::Sequence id) { return ReachesTrading(rules, id, day, now); });
  };
  for (const auto& [account, freezes] : rules.frozen_accounts) {
    if (reaches(freezes)) accounts.insert(account);
  }
  for (const auto& [code, freezes] : rules.frozen_holders) {
    if (!reaches(freezes)) continue;
    const auto account = reader.FindHolder(code);
    if (!account.ok()) return account.status();
    if (*account) accounts.insert(**account);
  }
  return accounts;
}

const ledger::Instrument* FindInstrument(const Rules& rules, ledger::InstrumentId id) {
  const auto found = std::find_if(rules.instruments.begin(), rules.instruments.end(),
                                  [&](const auto& entry) { return entry.second.id == id; });
  return found == rules.instruments.end() ? nullptr : &found->second;
}

// What freezes want of one account's TRADING, given all its holdings.
void AddLeft(const Rules& rules, Instant now, const ledger::Account& account,
             const std::vector<storage::Holding>& holdings, std::vector<HouseWork>& work) {
  const Instant day = ledger::StartOfDay(now);
  std::map<ledger::InstrumentId, ledger::Quantity> frozen;
  for (const storage::Holding& row : holdings) {
    if (row.key.bucket == ledger::Bucket::kFrozen) frozen[row.key.instrument] = row.balance;
  }
  for (const storage::Holding& row : holdings) {
    if (row.key.bucket != ledger::Bucket::kTrading || row.balance.value <= 0) continue;
    const ledger::Instrument* instrument = FindInstrument(rules, row.key.instrument);
    if (instrument == nullptr) continue;
    const auto wanted =
        ledger::StillWanted(rules, account, *instrument, frozen[row.key.instrument], day, now);
    if (wanted && wanted->value <= 0) continue;
    work.push_back({absl::StrCat("take left ", Raw(row.last_sequence), " ", Raw(account.id), " ",
                                 Raw(row.key.instrument), " ", day.micros, " ", Raw(rules.epoch)),
                    ledger::TakeFrozen{account.id, row.key.instrument, ledger::Bucket::kTrading}});
  }
}

}  // namespace

ledger::RequestId HouseRequestId(std::string_view name, std::uint32_t attempt) {
  return log::RequestIdOf(std::string(name) + " " + std::to_string(attempt));
}

HouseWork ExpiryOf(ledger::Sequence proposal) {
  return {absl::StrCat("expire ", Raw(proposal)), ledger::ExpireProposal{proposal}};
}

std::vector<HouseWork> DueByRules(const Rules& rules, Instant now, std::size_t limit) {
  std::vector<HouseWork> work;
  for (const auto& [id, freeze] : rules.freezes) {
    if (work.size() == limit) break;
    if (freeze.state != ledger::FreezeState::kInForce) continue;
    if (freeze.scope == ledger::FreezeScope::kPledge || freeze.until > now) continue;
    work.push_back({absl::StrCat("expire freeze ", Raw(id)), ledger::ExpireFreeze{id}});
  }
  const std::size_t freezes = work.size();
  for (const auto& [id, transfer] : rules.delayed) {
    if (work.size() == freezes + limit) break;
    if (transfer.state != ledger::DelayedState::kWaiting || transfer.due_at > now) continue;
    work.push_back({absl::StrCat("execute transfer ", Raw(id)), ledger::ExecuteTransfer{id}});
  }
  return work;
}

absl::StatusOr<std::vector<HouseWork>> LeftInTrading(storage::ReaderPool* pool, const Rules& rules,
                                                     Instant now) {
  const storage::AccountReader accounts(pool);
  const auto swept = AccountsToSweep(accounts, rules, now);
  if (!swept.ok()) return swept.status();
  std::vector<HouseWork> work;
  for (const AccountId id : *swept) {
    const auto account = accounts.Find(id);
    if (!account.ok()) return account.status();
    if (!*account) continue;
    storage::HoldingFilter filter;
    filter.account = id;
    std::vector<storage::Holding> holdings;
    std::optional<ledger::PositionId> after;
    do {
      auto page = storage::HoldingsReader(pool).List(filter, after, storage::kMaxPageSize);
      if (!page.ok()) return page.status();
      holdings.insert(holdings.end(), page->rows.begin(), page->rows.end());
      after = page->next;
    } while (after);
    AddLeft(rules, now, **account, holdings, work);
  }
  return work;
}

bool CameTooEarly(const storage::Answer& answer) {
  const auto* recorded = std::get_if<ledger::Recorded>(&answer);
  const auto* refused =
      recorded == nullptr ? nullptr : std::get_if<ledger::Rejection>(&recorded->outcome);
  if (refused == nullptr) return false;
  switch (refused->checks.front().reason) {
    case ledger::Reason::kProposalNotExpired:
    case ledger::Reason::kFreezeNotEnded:
    case ledger::Reason::kTransferNotDue:
      return true;
    default:
      return false;
  }
}

}  // namespace registry::server
