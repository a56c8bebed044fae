#include "tests/support/test_database.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <string_view>

namespace registry::testing {
namespace {

constexpr std::string_view kTemplate = "registry_template";

// The data directory's postmaster.pid is PostgreSQL's own word on where it listens: line 4 is the
// port, line 5 the socket's folder.
std::string PostmasterLine(int number) {
  const char* cluster = std::getenv("REGISTRY_TEST_CLUSTER");
  if (cluster == nullptr || *cluster == '\0') {
    throw std::runtime_error(
        "REGISTRY_TEST_CLUSTER is not set: run this test through ctest, which starts PostgreSQL, "
        "or run `tools/test-cluster up "
        "DIR` and set it to DIR");
  }
  std::ifstream file(std::string(cluster) + "/data/postmaster.pid");
  std::string line;
  for (int i = 0; i < number; ++i) {
    if (!std::getline(file, line)) {
      throw std::runtime_error(std::string("no PostgreSQL runs in ") + cluster +
                               ": tools/test-cluster up " + cluster);
    }
  }
  return line;
}

std::string ConnectionTo(std::string_view database, std::string_view role) {
  return "host='" + TestDatabase::SocketDirectory() +
         "' port=" + std::to_string(TestDatabase::Port()) + " dbname=" + std::string(database) +
         " user=" + std::string(role) + " connect_timeout=10";
}

// Statements about databases cannot stand in a transaction.
void RunAsSuperuser(const std::string& sql) {
  pqxx::connection connection(ConnectionTo("postgres", "postgres"));
  pqxx::nontransaction(connection).exec(sql);
}

}  // namespace

TestDatabase::TestDatabase() {
  static std::atomic<int> count{0};
  name_ = "test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
  RunAsSuperuser("CREATE DATABASE " + name_ + " TEMPLATE " + std::string(kTemplate));
}

TestDatabase::~TestDatabase() {
  try {
    RunAsSuperuser("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
  } catch (const std::exception& error) {
    // The fixture removes the whole cluster after the tests; the case's own verdict matters more.
    std::fprintf(stderr, "could not drop %s: %s\n", name_.c_str(), error.what());
  }
}

std::string TestDatabase::Connection(std::string_view role) const {
  return ConnectionTo(name_, role);
}

std::string TestDatabase::SocketDirectory() { return PostmasterLine(5); }

int TestDatabase::Port() { return std::stoi(PostmasterLine(4)); }

}  // namespace registry::testing
