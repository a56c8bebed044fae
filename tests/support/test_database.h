// A database of its own for one test case: a copy of the migrated, empty template in the cluster
// that the CTest fixture `postgres` starts. It is dropped at the end, with whoever is still
// connected.
#ifndef TESTS_SUPPORT_TEST_DATABASE_H_
#define TESTS_SUPPORT_TEST_DATABASE_H_

#include <string>
#include <string_view>

namespace registry::testing {

class TestDatabase {
 public:
  // Makes the database. Throws std::runtime_error with a sentence that says what to do when there
  // is no cluster: a test that cannot reach its database fails.
  TestDatabase();
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // A libpq connection string for one role: "registry_writer", "registry_reader",
  // "registry_auditor", "registry_migrator", or "postgres", the superuser, for what a test does
  // behind the registry's back.
  std::string Connection(std::string_view role) const;

  const std::string& name() const { return name_; }

  // The directory of the cluster's socket, and the number in the socket's name.
  static std::string SocketDirectory();
  static int Port();

 private:
  std::string name_;
};

}  // namespace registry::testing

#endif  // TESTS_SUPPORT_TEST_DATABASE_H_
