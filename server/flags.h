// The flags of registryd: --name=value or --name value; --help and --single-person alone.
// docs/server.md explains each.
#ifndef SERVER_FLAGS_H_
#define SERVER_FLAGS_H_

#include <span>
#include <string>

#include "absl/status/statusor.h"

namespace registry::server {

// Every flag as text, with its default.
struct Flags {
  std::string listen = "127.0.0.1:50443";
  std::string database;
  std::string reader_database;
  std::string trail_database;
  std::string auditor_database;
  std::string tls_certificate;
  std::string tls_key;
  std::string tls_client_ca;
  std::string clock = "system";
  std::string server_name = "registry";
  std::string metrics_listen;
  std::string log_file;
  std::string log_calls = "true";
  std::string rate_limit = "200";
  std::string rate_limit_public = "20";
  std::string rate_limit_systems = "0";
  std::string rate_limit_strangers = "20";
  std::string token_keys;
  std::string token_issuer;
  std::string token_audience;
  std::string bootstrap;
  std::string bootstrap_persons;
  std::string recover;
  std::string replay_begins = "2021-01-01T00:00:00+08:00";
  bool single_person = false;
  bool help = false;
};

// INVALID_ARGUMENT: an unknown flag, a missing value, or a value outside a flag's list.
absl::StatusOr<Flags> ParseFlags(std::span<const char* const> arguments);

// A line for each flag.
std::string FlagsHelp();

}  // namespace registry::server

#endif  // SERVER_FLAGS_H_
