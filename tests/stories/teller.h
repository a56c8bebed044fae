// A teller puts a story's commands to something of ours and reads back what came of them.
#ifndef TESTS_STORIES_TELLER_H_
#define TESTS_STORIES_TELLER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/account.h"
#include "ledger/command.h"
#include "ledger/fact.h"
#include "ledger/participant.h"
#include "ledger/position.h"
#include "ledger/proposal.h"
#include "tests/stories/story.h"

namespace registry::stories {

// The offices of every story, entered when its book is opened.
struct Office {
  std::string_view name;
  ledger::Role role{};
  std::string_view province;
};
inline constexpr std::array<Office, 10> kOffices = {
    Office{"operator", ledger::Role::kRegistryOperator, ""},
    Office{"ministry", ledger::Role::kMinistry, ""},
    Office{"trading-system", ledger::Role::kTradingSystem, ""},
    Office{"auditor", ledger::Role::kAuditor, ""},
    Office{"authority-11", ledger::Role::kProvincialAuthority, "11"},
    Office{"authority-13", ledger::Role::kProvincialAuthority, "13"},
    Office{"reviewer", ledger::Role::kRegistryReviewer, ""},
    Office{"security", ledger::Role::kSecurityAdministrator, ""},
    Office{"console", ledger::Role::kConsole, ""},
    Office{"court", ledger::Role::kCourtLiaison, ""},
};

// Who asks: an office by its certificate alone, or a person in it.
struct Asker {
  std::string office;
  std::string person;  // staff code
};

// The provider that names the persons of all stories; to it everybody is called as in the story.
inline constexpr char kIssuer[] = "https://identity.registry.example";

// A story's word for an identity document stands in the digest itself, so that both tellers know
// it.
ledger::Digest IdentityOf(std::string_view document);
std::string DocumentOf(const ledger::Digest& identity);

// When the replay clock of every story begins: 1 January 2021 in Beijing.
inline constexpr ledger::Instant kBegins{1'609'430'400'000'000};

struct Answer {
  Outcome outcome;  // account numbers as they are written
  std::optional<ledger::AccountId> opened;
  std::optional<ledger::Sequence> proposal;       // that waits now
  std::optional<ledger::Sequence> sequence = {};  // of what was accepted
};

// Where the allowances of one instrument are.
struct Supply {
  std::int64_t issued = 0, held = 0, surrendered = 0, offset = 0, cancelled = 0, recovered = 0;
  bool operator==(const Supply&) const = default;
};

class Teller {
 public:
  virtual ~Teller() = default;

  virtual std::string name() const = 0;  // "the core"
  virtual Answer Ask(const Asker& asker, const ledger::Command& command) = 0;
  // What an approval of this proposal is given for.
  virtual ledger::Digest HashOf(ledger::Sequence proposal) = 0;
  virtual ledger::ProposalState StateOf(ledger::Sequence proposal) = 0;
  // Waits until the registry has let the proposal expire: "accepted".
  virtual Outcome AwaitExpiry(ledger::Sequence proposal) = 0;
  // Waits until the registry has ended the freeze, whose time is over: "accepted".
  virtual Outcome AwaitFreezeEnd(ledger::Sequence freeze) = 0;
  // Waits until the registry has taken what the day left in TRADING under a freeze: "accepted".
  virtual Outcome AwaitTaken(ledger::AccountId account, const std::string& instrument) = 0;
  virtual std::int64_t Balance(ledger::AccountId account, const std::string& instrument,
                               ledger::Bucket bucket) = 0;
  // Throws when the journal and the balances disagree.
  virtual Supply SupplyOf(const std::string& instrument) = 0;
  virtual std::optional<ledger::Obligation> ObligationOf(const ledger::ObligationKey& key) = 0;
};

}  // namespace registry::stories

#endif  // TESTS_STORIES_TELLER_H_
