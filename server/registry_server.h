// A registry server: journal, writer, readers, feed and counter, from the start to the last answer.
#ifndef SERVER_REGISTRY_SERVER_H_
#define SERVER_REGISTRY_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ledger/fact.h"
#include "server/batcher.h"
#include "server/feed_hub.h"
#include "server/options.h"
#include "server/tls.h"
#include "server/token.h"
#include "server/trail.h"

namespace registry::server {

struct ServerOptions {
  std::string listen = "127.0.0.1:50443";  // port 0: any free one
  std::string database;                    // libpq connection string, role registry_writer
  std::string reader_database;             // the same for registry_reader; may be a replica
  // The same for registry_trail and registry_auditor; empty: `database` and `reader_database` with
  // that role, which takes a string of keywords and values.
  std::string trail_database, auditor_database;
  CertificateFiles certificates;
  TokenOptions tokens;  // without a file: no person's token is taken
  ledger::ClockMode clock = ledger::ClockMode::kSystem;
  std::string server_name = "registry";
  std::string metrics_listen;  // numeric address and port for Prometheus to ask; empty: none
  std::string log_file;        // empty: standard error
  bool log_calls = true;       // a line for each call
  Limits limits;
};

class RegistryServer {
 public:
  // Opens the journal and the trail, and serves. FAILED_PRECONDITION: wrong schema, clock mode or
  // settings, an empty store. DATA_LOSS: the journal does not verify. UNAVAILABLE: no database, or
  // the address is taken.
  static absl::StatusOr<std::unique_ptr<RegistryServer>> Start(ServerOptions options);
  ~RegistryServer();
  RegistryServer(const RegistryServer&) = delete;
  RegistryServer& operator=(const RegistryServer&) = delete;

  // "127.0.0.1:50443", with the port that it got.
  const std::string& address() const;
  // The same of the metrics; empty without.
  const std::string& metrics_address() const;
  const Batcher& batcher() const;
  const FeedHub& feed() const;
  const Trail& trail() const;

  // Stops accepting, answers every accepted request, and returns within the limit of options.h.
  void Shutdown();

 private:
  struct State;
  explicit RegistryServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace registry::server

#endif  // SERVER_REGISTRY_SERVER_H_
