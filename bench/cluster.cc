#include "bench/cluster.h"

#include <cstdlib>
#include <fstream>
#include <pqxx/pqxx>
#include <stdexcept>

#include "bench/command.h"
#include "tests/support/test_database.h"

namespace registry::bench {

using testing::TestDatabase;

std::string Connection(std::string_view database, std::string_view role) {
  return "host='" + TestDatabase::SocketDirectory() +
         "' port=" + std::to_string(TestDatabase::Port()) + " dbname=" + std::string(database) +
         " user=" + std::string(role) + " connect_timeout=10";
}

std::string Sql(const std::string& database, const std::string& statement) {
  pqxx::connection connection(Connection(database));
  const pqxx::result rows = pqxx::nontransaction(connection).exec(statement);
  return rows.empty() || rows.columns() == 0 ? "" : rows[0][0].c_str();
}

std::string Psql(const std::string& database, const std::string& script_file) {
  return RunCommand({"psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", Connection(database), "-f",
                     script_file})
      .output;
}

void MakeDatabase(const std::string& name, const std::string& from) {
  DropDatabase(name);
  Sql("postgres",
      "CREATE DATABASE " + name + " TEMPLATE " + (from.empty() ? std::string("template0") : from));
}

void DropDatabase(const std::string& name) {
  Sql("postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

struct IdleSnapshot::Open {
  explicit Open(const std::string& database) : connection(Connection(database)), work(connection) {}
  pqxx::connection connection;
  pqxx::nontransaction work;
};

IdleSnapshot::IdleSnapshot(const std::string& database) : open_(std::make_unique<Open>(database)) {
  open_->work.exec("BEGIN ISOLATION LEVEL REPEATABLE READ");
  open_->work.exec("SELECT count(*) FROM registry.commit_batch");
}

IdleSnapshot::~IdleSnapshot() = default;

pid_t Postmaster() {
  const char* cluster = std::getenv("REGISTRY_TEST_CLUSTER");
  std::ifstream file(std::string(cluster == nullptr ? "" : cluster) + "/data/postmaster.pid");
  pid_t pid = 0;
  if (!(file >> pid)) throw std::runtime_error("REGISTRY_TEST_CLUSTER names no running cluster");
  return pid;
}

void KeepCheckpointsOut() {
  Sql("postgres", "ALTER SYSTEM SET max_wal_size = '4GB'");
  Sql("postgres", "SELECT pg_reload_conf()");
}

std::map<std::string, std::string> Settings(const std::string& registry_database) {
  std::map<std::string, std::string> settings;
  for (const char* name :
       {"server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_level",
        "wal_sync_method", "data_checksums", "shared_buffers", "max_wal_size", "autovacuum"}) {
    settings[name] = Sql("postgres", std::string("SHOW ") + name);
  }
  {
    pqxx::connection writer(Connection(registry_database, "registry_writer"));
    settings["synchronous_commit of the registry's writer"] =
        pqxx::nontransaction(writer).exec("SHOW synchronous_commit")[0][0].c_str();
  }
  std::string& disk = settings["file system of the data"];
  disk = RunCommand({"stat", "-f", "-c", "%T", Sql("postgres", "SHOW data_directory")}).output;
  while (!disk.empty() && disk.back() == '\n') disk.pop_back();
  if (disk == "tmpfs" || disk == "ramfs") {
    throw std::runtime_error(
        "the data lies in memory; a ledger's commits must survive the machine");
  }
  for (const char* name : {"fsync", "synchronous_commit", "full_page_writes",
                           "synchronous_commit of the registry's writer"}) {
    if (settings[name] != "on") throw std::runtime_error(std::string(name) + " is not on");
  }
  return settings;
}

}  // namespace registry::bench
