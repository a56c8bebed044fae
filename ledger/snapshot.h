// Touched and Snapshot: the keys that a request reads or changes, and what stands under them.
#ifndef LEDGER_SNAPSHOT_H_
#define LEDGER_SNAPSHOT_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/decision.h"
#include "ledger/fact.h"
#include "ledger/position.h"

namespace registry::ledger {

// The keys of a request, by kind; storage loads each kind with one statement. Sets, so no key
// stands twice.
struct Touched {
  std::set<AccountId> accounts;
  std::set<std::string> holders;  // social credit codes
  std::set<PositionKey> positions;
  std::set<AccountId> account_positions;  // every position of these accounts
  std::set<IssuanceCapKey> issuance_caps;
  std::set<ObligationKey> obligations;
  std::set<AccountId> account_obligations;  // every obligation of these accounts
  std::set<std::string> trades;             // trade ids
  std::set<Sequence> proposals;

  void Merge(const Touched& other);
  // Whether the position is touched by itself or with all positions of its account.
  bool Covers(const PositionKey& key) const;
  bool operator==(const Touched&) const = default;
};

// What stands under the touched keys at one moment. Strict: a touched key without a value reads as
// absent (a position as zero); a key that was not touched is a fault, remembered in fault().
// A value: copies are independent. It moves forward within a batch by Apply.
class Snapshot {
 public:
  Snapshot() = default;

  // Storage declares what it loaded, then puts the values that exist.
  void Touch(const Touched& touched);
  void Put(const Account& account);
  void Put(const PositionKey& key, const Position& position);
  void Put(const IssuanceCap& cap);
  void Put(const Obligation& obligation);
  void Put(const Trade& trade);
  void Put(const Proposal& proposal);

  // Reads. The pointers hold until the next non-const call.
  const Account* FindAccount(AccountId id) const;
  // The account of a holder, or nothing when that holder has none.
  std::optional<AccountId> FindHolder(const std::string& social_credit_code) const;
  Position FindPosition(const PositionKey& key) const;
  // Positions of an account in account_positions that are not zero.
  std::vector<PositionKey> NonZeroPositions(AccountId account) const;
  const IssuanceCap* FindIssuanceCap(const IssuanceCapKey& key) const;
  const Obligation* FindObligation(const ObligationKey& key) const;
  // The obligations of an account in account_obligations, by key.
  std::vector<Obligation> ObligationsOf(AccountId account) const;
  const Trade* FindTrade(const std::string& trade_id) const;
  const Proposal* FindProposal(Sequence id) const;

  // The first read of a key that was not touched since the last ClearFault, in words.
  const std::optional<std::string>& fault() const { return fault_; }
  void ClearFault() { fault_.reset(); }

  // The touched keys, for the check that writes stay within them.
  const Touched& touched() const { return touched_; }

  // Takes the effects in: moves the balances under `sequence`, stores the facts. Returns the
  // postings with their running balances. The effects have passed CheckConservation.
  std::vector<PostedLine> Apply(const Effects& effects, Sequence sequence);

 private:
  // Remembers a fault unless the key was touched.
  void Require(bool touched, const char* kind, const std::string& key) const;

  Touched touched_;
  std::map<AccountId, Account> accounts_;
  std::map<std::string, AccountId> holders_;
  std::map<PositionKey, Position> positions_;
  std::map<IssuanceCapKey, IssuanceCap> issuance_caps_;
  std::map<ObligationKey, Obligation> obligations_;
  std::map<std::string, Trade> trades_;
  std::map<Sequence, Proposal> proposals_;
  mutable std::optional<std::string> fault_;
};

}  // namespace registry::ledger

#endif  // LEDGER_SNAPSHOT_H_
