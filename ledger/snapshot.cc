#include "ledger/snapshot.h"

#include <cstdint>
#include <variant>

namespace registry::ledger {
namespace {

template <typename Set>
void Insert(const Set& from, Set& to) {
  to.insert(from.begin(), from.end());
}

template <typename Map, typename Key>
const typename Map::mapped_type* FindIn(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

void Touched::Merge(const Touched& other) {
  Insert(other.accounts, accounts);
  Insert(other.holders, holders);
  Insert(other.positions, positions);
  Insert(other.account_positions, account_positions);
  Insert(other.issuance_caps, issuance_caps);
  Insert(other.obligations, obligations);
  Insert(other.account_obligations, account_obligations);
  Insert(other.trades, trades);
  Insert(other.proposals, proposals);
}

bool Touched::Covers(const PositionKey& key) const {
  return positions.contains(key) || account_positions.contains(key.account);
}

void TouchWithHolder(AccountId account, Touched& touched) {
  touched.accounts.insert(account);
  touched.account_positions.insert(account);
  touched.account_obligations.insert(account);
}

void Snapshot::Touch(const Touched& touched) { touched_.Merge(touched); }

void Snapshot::Put(const Account& account) {
  accounts_.insert_or_assign(account.id, account);
  if (!account.social_credit_code.empty()) {
    holders_.insert_or_assign(account.social_credit_code, account.id);
  }
}

void Snapshot::Put(const PositionKey& key, const Position& position) {
  positions_.insert_or_assign(key, position);
}

void Snapshot::Put(const IssuanceCap& cap) { issuance_caps_.insert_or_assign(cap.key, cap); }

void Snapshot::Put(const Obligation& obligation) {
  obligations_.insert_or_assign(obligation.key, obligation);
}

void Snapshot::Put(const Trade& trade) { trades_.insert_or_assign(trade.trade_id, trade); }

void Snapshot::Put(const Proposal& proposal) { proposals_.insert_or_assign(proposal.id, proposal); }

void Snapshot::Require(bool touched, const char* kind, const std::string& key) const {
  if (touched || fault_) return;
  fault_ = std::string("read of a key that was not touched: ") + kind + " " + key;
}

const Account* Snapshot::FindAccount(AccountId id) const {
  const Account* found = FindIn(accounts_, id);
  // Such as one that was opened in this batch, of which nobody could know the number before.
  const bool of_holder = found != nullptr && touched_.holders.contains(found->social_credit_code);
  Require(touched_.accounts.contains(id) || of_holder, "account", std::to_string(Raw(id)));
  return found;
}

std::optional<AccountId> Snapshot::FindHolder(const std::string& social_credit_code) const {
  Require(touched_.holders.contains(social_credit_code), "holder", social_credit_code);
  const AccountId* account = FindIn(holders_, social_credit_code);
  if (account == nullptr) return std::nullopt;
  return *account;
}

Position Snapshot::FindPosition(const PositionKey& key) const {
  Require(touched_.Covers(key), "position", std::to_string(static_cast<std::int64_t>(Pack(key))));
  const Position* position = FindIn(positions_, key);
  return position == nullptr ? Position{} : *position;
}

std::vector<PositionKey> Snapshot::NonZeroPositions(AccountId account) const {
  Require(touched_.account_positions.contains(account), "positions of account",
          std::to_string(Raw(account)));
  std::vector<PositionKey> keys;
  const PositionKey lowest{account, InstrumentId{0}, Bucket{0}};
  for (auto it = positions_.lower_bound(lowest);
       it != positions_.end() && it->first.account == account; ++it) {
    if (it->second.balance.value != 0) keys.push_back(it->first);
  }
  return keys;
}

const IssuanceCap* Snapshot::FindIssuanceCap(const IssuanceCapKey& key) const {
  Require(touched_.issuance_caps.contains(key), "issuance cap", key.plan + " " + key.instrument);
  return FindIn(issuance_caps_, key);
}

const Obligation* Snapshot::FindObligation(const ObligationKey& key) const {
  Require(
      touched_.obligations.contains(key) || touched_.account_obligations.contains(key.unit_account),
      "obligation", std::to_string(Raw(key.unit_account)) + " " + key.period);
  return FindIn(obligations_, key);
}

std::vector<Obligation> Snapshot::ObligationsOf(AccountId account) const {
  Require(touched_.account_obligations.contains(account), "obligations of account",
          std::to_string(Raw(account)));
  std::vector<Obligation> found;
  for (auto it = obligations_.lower_bound({account, Sector{}, {}});
       it != obligations_.end() && it->first.unit_account == account; ++it) {
    found.push_back(it->second);
  }
  return found;
}

const Trade* Snapshot::FindTrade(const std::string& trade_id) const {
  Require(touched_.trades.contains(trade_id), "trade", trade_id);
  return FindIn(trades_, trade_id);
}

const Proposal* Snapshot::FindProposal(Sequence id) const {
  Require(touched_.proposals.contains(id), "proposal", std::to_string(Raw(id)));
  return FindIn(proposals_, id);
}

std::vector<PostedLine> Snapshot::Apply(const Effects& effects, Sequence sequence) {
  std::vector<PostedLine> lines;
  lines.reserve(effects.postings.size());
  for (const Posting& posting : effects.postings) {
    Position& transferring = positions_[posting.transferring];
    transferring.balance.value -= posting.quantity.value;
    transferring.last_sequence = sequence;
    Position& acquiring = positions_[posting.acquiring];
    acquiring.balance.value += posting.quantity.value;
    acquiring.last_sequence = sequence;
    lines.push_back({posting, transferring.balance, acquiring.balance});
  }
  for (const Fact& fact : effects.facts) {
    std::visit(
        [this]<typename F>(const F& value) {
          if constexpr (requires { this->Put(value); }) this->Put(value);
        },
        fact);
  }
  return lines;
}

}  // namespace registry::ledger
