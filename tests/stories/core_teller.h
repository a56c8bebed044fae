// Tells to the core: decisions over a snapshot in memory, nothing but ledger/.
#ifndef TESTS_STORIES_CORE_TELLER_H_
#define TESTS_STORIES_CORE_TELLER_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/context.h"
#include "ledger/posting.h"
#include "ledger/rules.h"
#include "tests/stories/teller.h"

namespace registry::stories {

class CoreTeller : public Teller {
 public:
  // Opens the book and enters the offices, as the bootstrap ceremony does.
  CoreTeller();

  std::string name() const override { return "the core"; }
  Answer Ask(const Asker& asker, const ledger::Command& command) override;
  ledger::Digest HashOf(ledger::Sequence proposal) override;
  ledger::ProposalState StateOf(ledger::Sequence proposal) override;
  Outcome AwaitExpiry(ledger::Sequence proposal) override;
  Outcome AwaitFreezeEnd(ledger::Sequence freeze) override;
  Outcome AwaitTaken(ledger::AccountId account, const std::string& instrument) override;
  std::int64_t Balance(ledger::AccountId account, const std::string& instrument,
                       ledger::Bucket bucket) override;
  Supply SupplyOf(const std::string& instrument) override;
  std::optional<ledger::Obligation> ObligationOf(const ledger::ObligationKey& key) override;

 private:
  Answer Decide(ledger::ParticipantId participant, const std::string& person,
                const ledger::Command& command);
  // Keeps what was proposed; false: the effects are no proposal.
  bool KeepProposal(const ledger::Request& request, const ledger::Effects& effects);
  ledger::Snapshot Load(const ledger::Touched& touched) const;
  void Take(const ledger::Effects& effects);
  // What the journal decides right after, as the registry itself.
  void TakeFrozenAfter(const ledger::Request& request, const ledger::Effects& effects);

  ledger::Rules rules_;
  ledger::NewIds ids_;
  std::map<ledger::AccountId, ledger::Account> accounts_;
  std::map<ledger::PositionKey, ledger::Position> positions_;
  std::map<ledger::IssuanceCapKey, ledger::IssuanceCap> caps_;
  std::map<ledger::ObligationKey, ledger::Obligation> obligations_;
  std::map<std::string, ledger::Trade> trades_;
  std::map<ledger::Sequence, ledger::Proposal> proposals_;
  std::map<ledger::Sequence, std::shared_ptr<const ledger::Proposed>> proposed_;
  std::vector<ledger::Posting> journal_;
  ledger::Sequence sequence_{0};
};

}  // namespace registry::stories

#endif  // TESTS_STORIES_CORE_TELLER_H_
