// The persons of a story, the policies that make them needed, and the proposals that wait for them.
#ifndef TESTS_STORIES_PERSONS_H_
#define TESTS_STORIES_PERSONS_H_

#include <map>
#include <optional>
#include <string>

#include "ledger/access.h"
#include "ledger/command.h"
#include "tests/stories/teller.h"
#include "tests/stories/words.h"

namespace registry::stories {

class Persons {
 public:
  // "operator", "anna" (who has one seat) or "anna@reviewer".
  Asker AskerOf(const std::string& word) const;

  // The command of a line about persons, policies and proposals; nothing: the line is another one.
  // `office` becomes who asks when the line does not say.
  std::optional<ledger::Command> CommandOf(const std::string& verb, Words& words,
                                           ledger::Instant clock, Teller& teller,
                                           std::string& office);
  // What was accepted.
  void Hear(const ledger::Command& command);

  void Name(const std::string& proposal, ledger::Sequence number);
  ledger::Sequence TakeProposal(Words& words) const;
  // The story's name for a proposal's number.
  std::string NameOf(const std::string& number) const;

 private:
  std::map<std::string, ledger::RegisterPerson> persons_;
  std::map<std::string, ledger::Sequence> proposals_;
};

}  // namespace registry::stories

#endif  // TESTS_STORIES_PERSONS_H_
