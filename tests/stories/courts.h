// The words of stories about freezes: who orders them, what becomes of them, how the story calls
// them.
#ifndef TESTS_STORIES_COURTS_H_
#define TESTS_STORIES_COURTS_H_

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "ledger/command.h"
#include "tests/stories/words.h"

namespace registry::stories {

class Courts {
 public:
  using TakeAccount = std::function<ledger::AccountId(Words&)>;

  // The command that a line gives, if its verb is one of these, and who gives it when the line does
  // not say.
  std::optional<ledger::Command> CommandOf(const std::string& verb, Words& words,
                                           ledger::Instant clock, const TakeAccount& take_account,
                                           std::string& office);
  // What the line called a freeze has this number now.
  void Hear(const ledger::Command& command, ledger::Sequence number);
  // The name in place of the number of a freeze, if it has one.
  std::string NameOf(const std::string& number) const;
  ledger::Sequence TakeFreeze(Words& words) const;

 private:
  ledger::FreezeHolding FreezeOf(Words& words, ledger::Instant clock,
                                 const TakeAccount& take_account);

  std::string named_;  // by the line that is being told
  std::map<std::string, ledger::Sequence> freezes_;
};

}  // namespace registry::stories

#endif  // TESTS_STORIES_COURTS_H_
