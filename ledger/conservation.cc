#include "ledger/conservation.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "ledger/account.h"
#include "ledger/position.h"

namespace registry::ledger {
namespace {

using std::to_string;

std::string Name(const PositionKey& key) {
  return "position " + to_string(Raw(key.account)) + "/" + to_string(Raw(key.instrument)) + "/" +
         std::string(BucketName(key.bucket));
}

std::optional<Fault> Broken(std::string what) { return Fault{"law broken: " + std::move(what)}; }

// Whether the account may go below zero; reading its kind, so that it has to be touched.
bool MayBeBelowZero(const Snapshot& snapshot, AccountId id) {
  const Account* account = snapshot.FindAccount(id);
  return account != nullptr && ledger::MayBeBelowZero(account->kind);
}

// Adds both positions to `moved`.
std::optional<Fault> CheckPosting(const Snapshot& snapshot, const Posting& posting,
                                  std::set<PositionKey>& moved) {
  const PositionKey& transferring = posting.transferring;
  const PositionKey& acquiring = posting.acquiring;
  if (posting.quantity.value <= 0) {
    return Broken("quantity " + to_string(posting.quantity.value) + " from " + Name(transferring));
  }
  if (transferring.instrument != acquiring.instrument) {
    return Broken("two instruments, " + Name(transferring) + " and " + Name(acquiring));
  }
  if (transferring == acquiring) return Broken("same position twice, " + Name(transferring));
  for (const PositionKey& key : {transferring, acquiring}) {
    if (!snapshot.touched().Covers(key)) return Broken("not touched, " + Name(key));
    if (!moved.insert(key).second) return Broken("moved twice, " + Name(key));
  }
  const auto after = Subtract(snapshot.FindPosition(transferring).balance, posting.quantity);
  if (!after) return Broken("overflow, " + Name(transferring));
  if (after->value < 0 && !MayBeBelowZero(snapshot, transferring.account)) {
    return Broken("below zero, " + Name(transferring) + " would be " + to_string(after->value));
  }
  if (!Add(snapshot.FindPosition(acquiring).balance, posting.quantity)) {
    return Broken("overflow, " + Name(acquiring));
  }
  return std::nullopt;
}

// Checks that a fact's key is touched. Facts of Rules have no key there: their epoch guards them.
class FactCheck {
 public:
  FactCheck(const Snapshot& snapshot, const Effects& effects)
      : touched_(snapshot.touched()), effects_(effects) {}

  std::optional<Fault> operator()(const Account& account) const {
    return Require(IsTouched(account), "account " + to_string(Raw(account.id)));
  }
  std::optional<Fault> operator()(const HolderParticulars& holder) const {
    const bool with_account =
        std::any_of(effects_.facts.begin(), effects_.facts.end(), [&](const Fact& fact) {
          const auto* account = std::get_if<Account>(&fact);
          return account != nullptr && account->id == holder.account;
        });
    return Require(with_account || touched_.accounts.contains(holder.account),
                   "particulars of account " + to_string(Raw(holder.account)));
  }
  std::optional<Fault> operator()(const IssuanceCap& cap) const {
    if (auto fault = Require(touched_.issuance_caps.contains(cap.key), "cap of " + cap.key.plan)) {
      return fault;
    }
    if (cap.issued.value < 0 || cap.reserved.value < 0 || cap.issued > cap.cap ||
        cap.reserved.value > cap.cap.value - cap.issued.value) {
      return Broken("issued " + to_string(cap.issued.value) + " and reserved " +
                    to_string(cap.reserved.value) + " under a cap of " + to_string(cap.cap.value));
    }
    return std::nullopt;
  }
  std::optional<Fault> operator()(const Obligation& obligation) const {
    if (auto fault = Require(touched_.obligations.contains(obligation.key) ||
                                 touched_.account_obligations.contains(obligation.key.unit_account),
                             "obligation of " + to_string(Raw(obligation.key.unit_account)))) {
      return fault;
    }
    if (obligation.verified_emissions.value < 0 || obligation.obligation.value < 0 ||
        obligation.surrendered.value < 0 || obligation.uncollected.value < 0) {
      return Broken("obligation below zero");
    }
    return std::nullopt;
  }
  std::optional<Fault> operator()(const Trade& trade) const {
    return Require(touched_.trades.contains(trade.trade_id), "trade " + trade.trade_id);
  }
  // A new proposal has no key yet: its number is that of the decision that makes it.
  std::optional<Fault> operator()(const Proposal& proposal) const {
    const bool is_new = proposal.state == ProposalState::kOpen && proposal.approvers.empty();
    return Require(is_new || touched_.proposals.contains(proposal.id),
                   "proposal " + to_string(Raw(proposal.id)));
  }
  template <typename OfRules>
  std::optional<Fault> operator()(const OfRules&) const {
    return std::nullopt;
  }

 private:
  // A new account has no key of its own yet: its holder's guards it.
  bool IsTouched(const Account& account) const {
    return touched_.accounts.contains(account.id) ||
           (!account.social_credit_code.empty() &&
            touched_.holders.contains(account.social_credit_code));
  }
  static std::optional<Fault> Require(bool is_touched, const std::string& name) {
    if (is_touched) return std::nullopt;
    return Broken("not touched, " + name);
  }

  const Touched& touched_;
  const Effects& effects_;
};

// What leaves the issuance account is what the caps of the decision add to issued, for each
// instrument.
std::optional<Fault> CheckIssued(const Rules& rules, const Snapshot& snapshot,
                                 const Effects& effects) {
  std::map<InstrumentId, Quantity> unexplained;
  for (const Posting& posting : effects.postings) {
    if (posting.transferring.account != kIssuanceAccount) continue;
    Quantity& sum = unexplained[posting.transferring.instrument];
    const auto added = Add(sum, posting.quantity);
    if (!added) return Broken("overflow, issued");
    sum = *added;
  }
  std::set<IssuanceCapKey> seen;
  for (const Fact& fact : effects.facts) {
    const auto* cap = std::get_if<IssuanceCap>(&fact);
    if (cap == nullptr) continue;
    if (!seen.insert(cap->key).second) return Broken("same cap twice");
    const Instrument* instrument = rules.FindInstrument(cap->key.instrument);
    if (instrument == nullptr) return Broken("cap of an unknown instrument");
    const IssuanceCap* before = snapshot.FindIssuanceCap(cap->key);
    // Neither side is below zero, so no difference overflows.
    const Quantity issued{cap->issued.value - (before == nullptr ? 0 : before->issued.value)};
    Quantity& sum = unexplained[instrument->id];
    const auto left = Subtract(sum, issued);
    if (!left) return Broken("overflow, issued");
    sum = *left;
  }
  for (const auto& [instrument, quantity] : unexplained) {
    if (quantity.value != 0) {
      return Broken("issuance of instrument " + to_string(Raw(instrument)) +
                    " and caps differ by " + to_string(quantity.value));
    }
  }
  return std::nullopt;
}

// What reaches the surrender account is what the obligations of the decision add to surrendered.
std::optional<Fault> CheckSurrendered(const Snapshot& snapshot, const Effects& effects) {
  Quantity unexplained;
  for (const Posting& posting : effects.postings) {
    if (posting.acquiring.account != kSurrenderAccount) continue;
    const auto sum = Add(unexplained, posting.quantity);
    if (!sum) return Broken("overflow, surrendered");
    unexplained = *sum;
  }
  std::set<ObligationKey> seen;
  for (const Fact& fact : effects.facts) {
    const auto* obligation = std::get_if<Obligation>(&fact);
    if (obligation == nullptr) continue;
    if (!seen.insert(obligation->key).second) return Broken("same obligation twice");
    const Obligation* before = snapshot.FindObligation(obligation->key);
    // Neither side is below zero, so no difference overflows.
    const Quantity added{obligation->surrendered.value -
                         (before == nullptr ? 0 : before->surrendered.value)};
    const auto left = Subtract(unexplained, added);
    if (!left) return Broken("overflow, surrendered");
    unexplained = *left;
  }
  if (unexplained.value == 0) return std::nullopt;
  return Broken("surrender account and obligations differ by " + to_string(unexplained.value));
}

}  // namespace

std::optional<Fault> CheckConservation(const Rules& rules, const Snapshot& snapshot,
                                       const Effects& effects) {
  std::set<PositionKey> moved;
  for (const Posting& posting : effects.postings) {
    if (auto fault = CheckPosting(snapshot, posting, moved)) return fault;
  }
  const FactCheck check(snapshot, effects);
  for (const Fact& fact : effects.facts) {
    if (auto fault = std::visit(check, fact)) return fault;
  }
  if (auto fault = CheckIssued(rules, snapshot, effects)) return fault;
  return CheckSurrendered(snapshot, effects);
}

}  // namespace registry::ledger
