// Tells to the whole system: a registryd of its own on a database of its own, reached over gRPC
// with the certificate of whoever acts, or a person's token through the console.
#ifndef TESTS_STORIES_SYSTEM_TELLER_H_
#define TESTS_STORIES_SYSTEM_TELLER_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "client/registry.h"
#include "tests/stories/server_process.h"
#include "tests/stories/teller.h"
#include "tests/support/test_database.h"

namespace registry::stories {

// Each command is sent three times: with validate_only, in earnest, and once more under the same
// request id. A story hears of it when the three do not agree.
class SystemTeller : public Teller {
 public:
  SystemTeller();

  std::string name() const override { return "the system"; }
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
  template <typename Done>
  Outcome Await(ledger::Sequence after, const Done& done);
  client::Registry& As(const Asker& asker);
  carbon::registry::v1::ProposalDetails Details(ledger::Sequence proposal);
  client::Registry& AsAuditor() { return As({"auditor", ""}); }

  testing::TestDatabase database_;
  std::unique_ptr<ServerProcess> server_;
  std::map<std::string, std::unique_ptr<client::Registry>> registries_;
};

}  // namespace registry::stories

#endif  // TESTS_STORIES_SYSTEM_TELLER_H_
