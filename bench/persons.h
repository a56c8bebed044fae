// Persons in a book that was opened for offices alone: one of the operator's, who comes through the
// console with a token, and commands of hers that wait for somebody else.
#ifndef BENCH_PERSONS_H_
#define BENCH_PERSONS_H_

#include <string>
#include <vector>

#include "tests/support/token_maker.h"

namespace registry::bench {

class Persons {
 public:
  // Makes a key and writes it where the server looks for it.
  explicit Persons(const std::string& directory);

  // Flags of registryd.
  std::vector<std::string> Flags() const;
  // "Bearer ...", good for ten minutes.
  std::string Authorization() const;

  // Enters the person in the book of this server.
  void Enter(const std::string& server, const std::string& pki) const;
  // Lets cancellations by operators wait from now on, and asks for one of each of so many accounts.
  void Propose(const std::string& server, const std::string& pki,
               const std::vector<std::string>& accounts, int count) const;

 private:
  const std::string keys_;
  const testing::TokenMaker maker_;
};

}  // namespace registry::bench

#endif  // BENCH_PERSONS_H_
