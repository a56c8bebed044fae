// registryd as a child of the test.
#ifndef TESTS_STORIES_SERVER_PROCESS_H_
#define TESTS_STORIES_SERVER_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/support/test_database.h"

namespace registry::stories {

// A directory with the offices' certificates and room for logs; removed when the program ends.
const std::string& Workplace();
// The file with a token of this person, which lives for as long as a story takes.
std::string TokenFile(const std::string& person);

class ServerProcess {
 public:
  // Opens the book of an empty database with the offices of teller.h, on the replay clock, and
  // serves it on a free port. Throws with the server's own words when it does not start.
  explicit ServerProcess(const testing::TestDatabase& database);
  // Asks it to end; kills it when it does not.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::string& address() const { return address_; }

 private:
  std::string log_;
  std::string address_;
  pid_t pid_ = -1;
};

}  // namespace registry::stories

#endif  // TESTS_STORIES_SERVER_PROCESS_H_
