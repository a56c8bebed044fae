// The crash test's judge. It reads the clients' files and, by its own SQL, the tables; it uses
// nothing of the registry's code. What was acknowledged is there once with the same content; what
// was refused is there as a refusal; what was called INTERNAL is not there; what was in doubt has
// one effect at most; the laws hold.
#ifndef TESTS_CRASH_CHECKER_H_
#define TESTS_CRASH_CHECKER_H_

#include <string>
#include <vector>

namespace registry::crash {

struct CheckResult {
  std::vector<std::string> violations;  // the first hundred, each a sentence
  long long violation_count = 0;
  long long acknowledged = 0;
  long long refused = 0;
  long long internal = 0;
  long long never_answered = 0;
  long long transactions = 0;
};

// `connection`: libpq string of a role that may read everything.
CheckResult Check(const std::string& log_directory, const std::string& connection);

}  // namespace registry::crash

#endif  // TESTS_CRASH_CHECKER_H_
