// registryd: the registry's server.
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "google/protobuf/stubs/logging.h"
#include "server/bootstrap.h"
#include "server/flags.h"
#include "server/registry_server.h"

namespace {

using registry::ledger::ClockMode;
using registry::server::Flags;

constexpr int kFailed = 1, kWrongUse = 2;

int Complain(int code, const std::string& what) {
  std::fprintf(stderr, "registryd: %s\n", what.c_str());
  return code;
}

ClockMode ClockOf(const Flags& flags) {
  return flags.clock == "replay" ? ClockMode::kReplay : ClockMode::kSystem;
}

int RunBootstrap(const Flags& flags) {
  std::ifstream file(flags.bootstrap);
  if (!file) return Complain(kWrongUse, "cannot read " + flags.bootstrap);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto participants = registry::server::ParseParticipants(text);
  if (!participants.ok()) {
    return Complain(kWrongUse,
                    flags.bootstrap + ": " + std::string(participants.status().message()));
  }
  absl::Time begins;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, flags.replay_begins, &begins, &error)) {
    return Complain(kWrongUse, "--replay-begins is not a time: " + error);
  }
  registry::server::BootstrapOptions options;
  options.database = flags.database;
  options.server_name = flags.server_name;
  options.clock = ClockOf(flags);
  options.replay_begins = {absl::ToUnixMicros(begins)};
  const absl::Status status = registry::server::Bootstrap(options, *participants);
  if (!status.ok()) return Complain(kFailed, std::string(status.message()));
  std::printf("opened the book with %zu participants\n", participants->size());
  return 0;
}

registry::server::ServerOptions ToOptions(const Flags& flags) {
  registry::server::ServerOptions options;
  options.listen = flags.listen;
  options.database = flags.database;
  options.reader_database = flags.reader_database;
  options.certificates = {flags.tls_certificate, flags.tls_key, flags.tls_client_ca};
  options.clock = ClockOf(flags);
  options.server_name = flags.server_name;
  options.metrics_listen = flags.metrics_listen;
  options.log_file = flags.log_file;
  options.log_calls = flags.log_calls == "true";
  return options;
}

// As many connections as the system grants: what a shell or a service grants at first is few.
void RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int Serve(const Flags& flags) {
  RaiseDescriptorLimit();
  // Blocked before any thread exists, so that all inherit it and only sigwait takes them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto server = registry::server::RegistryServer::Start(ToOptions(flags));
  if (!server.ok()) {
    return Complain(absl::IsInvalidArgument(server.status()) ? kWrongUse : kFailed,
                    std::string(server.status().message()));
  }
  std::printf("serving on %s\n", (*server)->address().c_str());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  (*server)->Shutdown();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  // Debian's Abseil looks for deadlock cycles at every lock of gRPC's, for a debug build.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  google::protobuf::SetLogHandler(nullptr);  // a caller's broken UTF-8 is the caller's to hear of
  const auto parsed =
      registry::server::ParseFlags({argv + 1, static_cast<std::size_t>(argc > 0 ? argc - 1 : 0)});
  if (!parsed.ok()) return Complain(kWrongUse, std::string(parsed.status().message()));
  const Flags& flags = *parsed;
  if (flags.help) {
    std::fputs(registry::server::FlagsHelp().c_str(), stdout);
    return 0;
  }
  if (flags.database.empty()) return Complain(kWrongUse, "--database is required");
  if (!flags.bootstrap.empty()) return RunBootstrap(flags);
  if (flags.reader_database.empty()) return Complain(kWrongUse, "--reader-database is required");
  if (flags.tls_certificate.empty() || flags.tls_key.empty() || flags.tls_client_ca.empty()) {
    return Complain(kWrongUse, "--tls-certificate, --tls-key and --tls-client-ca are required");
  }
  return Serve(flags);
}
