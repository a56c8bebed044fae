#include "storage/loader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "log/canonical.h"
#include "storage/array_parameter.h"
#include "storage/fields.h"
#include "storage/rows.h"
#include "storage/statements.h"
#include "storage/status_macros.h"

namespace registry::storage {
namespace {

using ledger::Raw;

// The keys that the cache does not know; known from now on, as absent until a row says otherwise.
template <typename Keys, typename Map>
std::vector<typename Map::key_type> TakeUnknown(const Keys& keys, Map& known) {
  std::vector<typename Map::key_type> unknown;
  for (const auto& key : keys) {
    if (known.try_emplace(key).second) unknown.push_back(key);
  }
  return unknown;
}

absl::Status LoadHolders(Tx& tx, const std::set<std::string>& codes, FactCache& cache) {
  const auto unknown = TakeUnknown(codes, cache.holders);
  if (unknown.empty()) return absl::OkStatus();
  ArrayParameter array{ArrayParameter::kText};
  for (const std::string& code : unknown) array.AddText(code);
  if (!array.ok()) return absl::InternalError("a social credit code holds a NUL");
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kLoadHolders, array.Take()));
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    std::string code = fields.Text();
    cache.holders[std::move(code)] = ledger::AccountId{fields.Int()};
    RETURN_IF_ERROR(fields.Status("holder"));
  }
  return absl::OkStatus();
}

absl::Status LoadAccounts(Tx& tx, const std::set<ledger::AccountId>& ids, FactCache& cache) {
  const auto unknown = TakeUnknown(ids, cache.accounts);
  if (unknown.empty()) return absl::OkStatus();
  ArrayParameter array{ArrayParameter::kInt8};
  for (const ledger::AccountId id : unknown) array.AddInt(Raw(id));
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kLoadAccounts, array.Take(), kNow));
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(const ledger::Account account, ParseAccount(row));
    cache.accounts[account.id] = account;
  }
  return absl::OkStatus();
}

absl::Status PutPositions(const pqxx::result& rows, FactCache& cache) {
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    const ledger::PositionId id{fields.Int()};
    const ledger::Quantity balance{fields.Int()};
    cache.positions[id] = {balance, ledger::Sequence{fields.Int()}};
    RETURN_IF_ERROR(fields.Status("position"));
  }
  return absl::OkStatus();
}

absl::Status LoadPositions(Tx& tx, const std::set<ledger::PositionKey>& keys, FactCache& cache) {
  ArrayParameter array{ArrayParameter::kInt8};
  for (const ledger::PositionKey& key : keys) {
    const ledger::PositionId id = ledger::Pack(key);
    if (cache.positions.try_emplace(id).second) array.AddInt(Raw(id));
  }
  if (array.size() == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kLoadPositions, array.Take()));
  return PutPositions(rows, cache);
}

// Always from PostgreSQL: the cache does not know whether it knows all of an account.
absl::Status LoadAccountPositions(Tx& tx, const std::set<ledger::AccountId>& accounts,
                                  FactCache& cache, ledger::Snapshot& snapshot) {
  if (accounts.empty()) return absl::OkStatus();
  ArrayParameter array{ArrayParameter::kInt8};
  for (const ledger::AccountId id : accounts) array.AddInt(Raw(id));
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kLoadAccountPositions, array.Take()));
  RETURN_IF_ERROR(PutPositions(rows, cache));
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    const ledger::PositionId id{fields.Int()};
    snapshot.Put(ledger::Unpack(id), cache.positions[id]);
  }
  return absl::OkStatus();
}

absl::Status LoadIssuanceCaps(Tx& tx, const std::set<ledger::IssuanceCapKey>& keys,
                              FactCache& cache) {
  const auto unknown = TakeUnknown(keys, cache.issuance_caps);
  if (unknown.empty()) return absl::OkStatus();
  ArrayParameter plans{ArrayParameter::kText}, instruments{ArrayParameter::kText},
      sectors{ArrayParameter::kInt2};
  for (const ledger::IssuanceCapKey& key : unknown) {
    plans.AddText(key.plan);
    instruments.AddText(key.instrument);
    sectors.AddInt(Raw(key.sector));
  }
  if (!plans.ok() || !instruments.ok()) return absl::InternalError("a cap's key holds a NUL");
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Run(kLoadIssuanceCaps, plans.Take(), instruments.Take(), sectors.Take()));
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(const ledger::IssuanceCap cap, ParseIssuanceCap(row));
    cache.issuance_caps[cap.key] = cap;
  }
  return absl::OkStatus();
}

absl::Status LoadObligations(Tx& tx, const std::set<ledger::ObligationKey>& keys,
                             FactCache& cache) {
  const auto unknown = TakeUnknown(keys, cache.obligations);
  if (unknown.empty()) return absl::OkStatus();
  ArrayParameter units{ArrayParameter::kInt8}, sectors{ArrayParameter::kInt2},
      periods{ArrayParameter::kText};
  for (const ledger::ObligationKey& key : unknown) {
    units.AddInt(Raw(key.unit_account));
    sectors.AddInt(Raw(key.sector));
    periods.AddText(key.period);
  }
  if (!periods.ok()) return absl::InternalError("a period holds a NUL");
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Run(kLoadObligations, units.Take(), sectors.Take(), periods.Take()));
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(const ledger::Obligation obligation, ParseObligation(row));
    cache.obligations[obligation.key] = obligation;
  }
  return absl::OkStatus();
}

// Always from PostgreSQL, as LoadAccountPositions.
absl::Status LoadAccountObligations(Tx& tx, const std::set<ledger::AccountId>& units,
                                    FactCache& cache, ledger::Snapshot& snapshot) {
  if (units.empty()) return absl::OkStatus();
  ArrayParameter array{ArrayParameter::kInt8};
  for (const ledger::AccountId id : units) array.AddInt(Raw(id));
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kLoadAccountObligations, array.Take()));
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(const ledger::Obligation obligation, ParseObligation(row));
    cache.obligations[obligation.key] = obligation;
    snapshot.Put(obligation);
  }
  return absl::OkStatus();
}

absl::Status LoadTrades(Tx& tx, const std::set<std::string>& ids, ledger::Snapshot& snapshot) {
  if (ids.empty()) return absl::OkStatus();
  ArrayParameter array{ArrayParameter::kText};
  for (const std::string& id : ids) array.AddText(id);
  if (!array.ok()) return absl::InternalError("a trade id holds a NUL");
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kLoadTrades, array.Take()));
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(const ledger::Trade trade, ParseTrade(row));
    snapshot.Put(trade);
  }
  return absl::OkStatus();
}

absl::Status LoadProposals(Tx& tx, const std::set<ledger::Sequence>& ids, FactCache& cache) {
  const auto unknown = TakeUnknown(ids, cache.proposals);
  if (unknown.empty()) return absl::OkStatus();
  ArrayParameter array{ArrayParameter::kInt8};
  for (const ledger::Sequence id : unknown) array.AddInt(Raw(id));
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kLoadProposals, array.Take()));
  for (const pqxx::row& row : rows) {
    ASSIGN_OR_RETURN(const ledger::Proposal proposal, ParseProposal(row));
    cache.proposals[proposal.id] = proposal;
  }
  return absl::OkStatus();
}

// Puts the values under the keys into the snapshot, those that exist. Whether all were known.
template <typename Keys, typename Map>
bool PutKnown(const Keys& keys, const Map& known, ledger::Snapshot& snapshot) {
  for (const auto& key : keys) {
    const auto found = known.find(key);
    if (found == known.end()) return false;
    if (found->second.has_value()) snapshot.Put(*found->second);
  }
  return true;
}

bool PutKnownPositions(const std::set<ledger::PositionKey>& keys, const FactCache& cache,
                       ledger::Snapshot& snapshot) {
  for (const ledger::PositionKey& key : keys) {
    const auto found = cache.positions.find(ledger::Pack(key));
    if (found == cache.positions.end()) return false;
    if (Raw(found->second.last_sequence) != 0) snapshot.Put(key, found->second);
  }
  return true;
}

// What is asked for and what comes with the accounts of holders, as far as the holders are known.
ledger::Touched TouchedWithHolders(const ledger::Touched& asked, const FactCache& cache) {
  ledger::Touched touched = asked;
  for (const std::string& code : asked.holders) {
    const auto holder = cache.holders.find(code);
    if (holder == cache.holders.end() || !holder->second.has_value()) continue;
    ledger::TouchWithHolder(*holder->second, touched);
  }
  return touched;
}

// Accounts that are touched, and those whose positions are: their kinds say what floor a new
// position gets.
std::set<ledger::AccountId> AccountsOf(const ledger::Touched& touched) {
  std::set<ledger::AccountId> accounts = touched.accounts;
  for (const ledger::PositionKey& key : touched.positions) accounts.insert(key.account);
  return accounts;
}

// What the cache knows of the touched keys. Whether it knew all of it.
bool PutAllKnown(const ledger::Touched& touched, const std::set<ledger::AccountId>& accounts,
                 const FactCache& cache, ledger::Snapshot& snapshot) {
  snapshot.Touch(touched);
  return PutKnown(accounts, cache.accounts, snapshot) &&
         PutKnownPositions(touched.positions, cache, snapshot) &&
         PutKnown(touched.issuance_caps, cache.issuance_caps, snapshot) &&
         PutKnown(touched.obligations, cache.obligations, snapshot) &&
         PutKnown(touched.proposals, cache.proposals, snapshot);
}

}  // namespace

absl::StatusOr<ledger::Snapshot> LoadSnapshot(Tx& tx, const ledger::Touched& asked,
                                              FactCache& cache, Names names) {
  RETURN_IF_ERROR(LoadHolders(tx, asked.holders, cache));
  // Nothing has to be copied where no holder is asked for.
  const ledger::Touched with_holders =
      asked.holders.empty() ? ledger::Touched{} : TouchedWithHolders(asked, cache);
  const ledger::Touched& touched = asked.holders.empty() ? asked : with_holders;
  const std::set<ledger::AccountId> accounts = AccountsOf(touched);
  RETURN_IF_ERROR(LoadAccounts(tx, accounts, cache));
  RETURN_IF_ERROR(LoadPositions(tx, touched.positions, cache));
  RETURN_IF_ERROR(LoadIssuanceCaps(tx, touched.issuance_caps, cache));
  RETURN_IF_ERROR(LoadObligations(tx, touched.obligations, cache));
  RETURN_IF_ERROR(LoadProposals(tx, touched.proposals, cache));
  ledger::Snapshot snapshot;
  if (!PutAllKnown(touched, accounts, cache, snapshot)) {
    return absl::InternalError("what was loaded is not remembered");
  }
  RETURN_IF_ERROR(LoadAccountPositions(tx, touched.account_positions, cache, snapshot));
  RETURN_IF_ERROR(LoadAccountObligations(tx, touched.account_obligations, cache, snapshot));
  if (names == Names::kLookUp) RETURN_IF_ERROR(LoadTrades(tx, touched.trades, snapshot));
  return snapshot;
}

std::optional<ledger::Snapshot> RememberedSnapshot(const ledger::Touched& asked,
                                                   const FactCache& cache) {
  // A holder brings keys with him, and all of an account is known to PostgreSQL alone.
  if (!asked.holders.empty() || !asked.account_positions.empty() ||
      !asked.account_obligations.empty()) {
    return std::nullopt;
  }
  ledger::Snapshot snapshot;
  if (!PutAllKnown(asked, AccountsOf(asked), cache, snapshot)) return std::nullopt;
  return snapshot;
}

absl::StatusOr<KnownRequests> FindRequests(Tx& tx, std::span<const ledger::Request> requests) {
  ArrayParameter participants{ArrayParameter::kInt4}, ids{ArrayParameter::kUuid};
  for (const ledger::Request& request : requests) {
    participants.AddInt(Raw(request.key.participant));
    ids.AddUuid(request.key.request_id);
  }
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kFindRequests, participants.Take(), ids.Take()));
  KnownRequests known;
  for (const pqxx::row& row : rows) {
    Fields fields(row);
    const ledger::ParticipantId participant{fields.As<std::int32_t>()};
    const ledger::RequestKey key{participant, fields.Uuid()};
    const ledger::Digest hash = fields.Digest();
    std::optional<log::ParsedRecord> record = log::ParseRecord(fields.Bytes());
    RETURN_IF_ERROR(fields.Status("request"));
    if (!record.has_value()) {
      return absl::DataLossError(
          absl::StrCat("the record of request ", UuidText(key.request_id), " does not parse"));
    }
    known.insert_or_assign(key, KnownRequest{hash, std::move(record->recorded)});
  }
  return known;
}

absl::StatusOr<std::shared_ptr<const ledger::Proposed>> LoadProposed(Tx& tx,
                                                                     ledger::Sequence proposal) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadProposed, Raw(proposal)));
  if (rows.empty()) return nullptr;
  const pqxx::row row = rows[0];
  Fields fields(row);
  std::optional<log::ParsedRecord> record = log::ParseRecord(fields.Bytes());
  const auto lost = [&] {
    return absl::DataLossError(
        absl::StrCat("the record of transaction ", Raw(proposal), " or its request is not whole"));
  };
  if (!fields.ok() || !record.has_value()) return lost();
  const auto* accepted = std::get_if<ledger::Accepted>(&record->recorded.outcome);
  if (accepted == nullptr || accepted->sequence != proposal) return lost();
  if (!accepted->waiting.has_value()) return nullptr;
  auto proposed = std::make_shared<ledger::Proposed>();
  proposed->request = std::move(record->request);
  proposed->request_hash = fields.Digest();
  if (!fields.ok()) return lost();
  for (const ledger::PostedLine& line : accepted->postings) {
    proposed->reserved.push_back(line.posting);
  }
  return proposed;
}

absl::StatusOr<ledger::NewIds> LoadNewIds(Tx& tx) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Run(kReadLargestIds));
  if (rows.size() != 1) return absl::DataLossError("largest ids are not one row");
  const pqxx::row row = rows[0];
  Fields fields(row);
  ledger::NewIds ids;
  const std::int64_t account = fields.OptionalInt().value_or(0);
  ids.account = ledger::AccountId{std::max(account + 1, Raw(ledger::kFirstHolderAccount))};
  const auto next = [&fields] {
    return static_cast<std::int32_t>(fields.OptionalInt().value_or(0) + 1);
  };
  ids.instrument = ledger::InstrumentId{next()};
  ids.period = ledger::PeriodId{next()};
  ids.participant = ledger::ParticipantId{next()};
  ids.person = ledger::PersonId{next()};
  RETURN_IF_ERROR(fields.Status("largest ids"));
  return ids;
}

}  // namespace registry::storage
