// The shipped server in a process of its own, on a book of its own that was opened for replay by
// the shipped ceremony, with the participants of tools/dev-participants.csv.
#ifndef TESTS_CLI_CYCLE_LIVE_REGISTRY_H_
#define TESTS_CLI_CYCLE_LIVE_REGISTRY_H_

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/cli/ctl.h"
#include "tests/support/test_database.h"

namespace registry::cli::testing {

// Deleted when it goes.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The folder with a certificate for each participant; made once.
const std::string& Identities();

class LiveRegistry {
 public:
  LiveRegistry();
  ~LiveRegistry();
  LiveRegistry(const LiveRegistry&) = delete;
  LiveRegistry& operator=(const LiveRegistry&) = delete;

  // registryctl against this server, each command under its office's certificate.
  Run Ctl(std::vector<std::string> arguments) const;

  void Kill();   // SIGKILL
  void Start();  // again, on the same book

  registry::testing::TestDatabase& database() { return database_; }

 private:
  std::vector<std::string> Command() const;

  registry::testing::TestDatabase database_;
  Folder folder_;
  pid_t pid_ = -1;
  std::string address_;
};

}  // namespace registry::cli::testing

#endif  // TESTS_CLI_CYCLE_LIVE_REGISTRY_H_
