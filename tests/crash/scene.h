// What a crash test plays in: a cluster of its own, a database, certificates, servers, client
// processes.
#ifndef TESTS_CRASH_SCENE_H_
#define TESTS_CRASH_SCENE_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/crash/client_log.h"
#include "tests/crash/process.h"
#include "tests/support/test_database.h"

namespace registry::crash {

class Scene {
 public:
  // Makes the database, certificates and `accounts` key emitting units with allowances. `registryd`
  // is the server's program.
  Scene(std::string registryd, int accounts);

  const std::string& directory() const { return directory_; }
  const std::string& registryd() const { return registryd_; }
  const std::vector<std::string>& accounts() const { return accounts_; }
  // As superuser, or as the role named.
  std::string Connection(const std::string& role = "postgres") const {
    return database_.Connection(role);
  }
  // The same with PostgreSQL's socket looked for elsewhere (a proxy's directory).
  std::string ConnectionThrough(const std::string& directory, const std::string& role) const;

  // Servers that start from now on read there.
  void ReadFrom(std::string reader_connection) { reader_ = std::move(reader_connection); }
  // A connection to a server on `port`, under an identity.
  std::shared_ptr<grpc::Channel> Channel(int port, const std::string& identity) const;

  // Starts a server on `port` and waits until it serves.
  Process StartServer(int port, const std::string& writer_connection, const std::string& name);
  // Starts `workers` client workers against servers ("127.0.0.1:p,127.0.0.1:q").
  Process StartClients(const std::string& servers, int workers, unsigned long long seed,
                       const std::string& logs);
  static std::string MakeLogDirectory(const std::string& path);

  // Postmaster's process id, and that of the backend that the server writes with (0: none now).
  static pid_t Postmaster();
  pid_t WriterBackend() const;
  // Starts PostgreSQL again after a kill and waits until it answers.
  void RestartPostgres() const;
  void ExecuteAsSuperuser(const std::string& sql) const;

 private:
  void Seed(int port, int accounts);
  std::vector<std::string> ServerArguments(int port, const std::string& writer_connection,
                                           const std::string& name) const;

  std::string registryd_;
  testing::TestDatabase database_;
  std::string directory_;
  std::string reader_;
  std::vector<std::string> accounts_;
};

// A TCP port that is free now.
int FreePort();

}  // namespace registry::crash

#endif  // TESTS_CRASH_SCENE_H_
