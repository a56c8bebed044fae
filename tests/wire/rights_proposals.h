// What a running server lets somebody do with proposals, in the words of docs/rights.md.
#ifndef TESTS_WIRE_RIGHTS_PROPOSALS_H_
#define TESTS_WIRE_RIGHTS_PROPOSALS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/wire/registryd.h"
#include "tests/wire/rights_desk.h"
#include "tests/wire/rights_page.h"

namespace registry::wire {

// Who speaks for a column: a person through the console, or an office by its certificate; without
// an office a stranger.
Voice VoiceOf(Registryd& registryd, const std::string& column, const std::string& office,
              const std::string& person);

// A second office of the ministry, of security administrators and of units, a person in each, and a
// second person for what provinces allocate.
void EnterSecondOffices(const Book& book);

class ProposalDesk {
 public:
  // In a book with second offices.
  ProposalDesk(Registryd& registryd, RightsDesk& desk) : registryd_(registryd), desk_(desk) {}

  // Asks each method of proposals of every proposer, and of none.
  void AskAll(const Voice& voice, Words& words);

 private:
  struct Proposer;
  static const std::vector<Proposer>& Proposers();

  struct Open {
    std::string number;
    std::string hash;
  };
  Open Propose(const Proposer& proposer);
  static std::string TextOf(const std::string& method, const Open& open);
  std::string WordFor(const Voice& voice, const char* method);
  std::string WordOfList(const Voice& voice);
  static std::string WordOf(const Voice& voice, const std::set<std::string>& offices);

  Registryd& registryd_;
  RightsDesk& desk_;
  std::map<std::string, Open> open_;  // by office
};

}  // namespace registry::wire

#endif  // TESTS_WIRE_RIGHTS_PROPOSALS_H_
