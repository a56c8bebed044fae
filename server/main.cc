// registryd: the registry's server.
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "google/protobuf/stubs/logging.h"
#include "server/bootstrap.h"
#include "server/flags.h"
#include "server/recover.h"
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

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

// A list of the ceremony from its file; complains and leaves nothing when it cannot be used.
template <typename Parse>
auto ReadList(const std::string& path, Parse parse)
    -> std::optional<typename std::decay_t<decltype(parse(std::string()))>::value_type> {
  const std::optional<std::string> text = ReadFile(path);
  if (!text) {
    Complain(kWrongUse, "cannot read " + path);
    return std::nullopt;
  }
  auto parsed = parse(*text);
  if (parsed.ok()) return *std::move(parsed);
  Complain(kWrongUse, path + ": " + std::string(parsed.status().message()));
  return std::nullopt;
}

int RunBootstrap(const Flags& flags) {
  if (flags.single_person == !flags.bootstrap_persons.empty()) {
    return Complain(kWrongUse,
                    "--bootstrap needs the first persons (--bootstrap-persons FILE), or "
                    "--single-person for a book without second persons");
  }
  const auto participants = ReadList(flags.bootstrap, registry::server::ParseParticipants);
  if (!participants) return kWrongUse;
  std::vector<registry::server::FirstPerson> persons;
  if (!flags.single_person) {
    auto read = ReadList(flags.bootstrap_persons, registry::server::ParsePersons);
    if (!read) return kWrongUse;
    persons = *std::move(read);
    const absl::Status enough = registry::server::CheckFirstPersons(*participants, persons);
    if (!enough.ok()) {
      return Complain(kWrongUse, flags.bootstrap_persons + ": " + std::string(enough.message()));
    }
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
  const absl::Status status = registry::server::Bootstrap(options, *participants, persons);
  if (!status.ok()) return Complain(kFailed, std::string(status.message()));
  std::printf("opened the book with %zu participants", participants->size());
  if (!flags.single_person) std::printf(" and %zu persons", persons.size());
  std::printf("\n");
  return 0;
}

int RunRecover(const Flags& flags) {
  const auto recoveries = ReadList(flags.recover, registry::server::ParseRecoveries);
  if (!recoveries) return kWrongUse;
  registry::server::RecoverOptions options;
  options.database = flags.database;
  options.server_name = flags.server_name;
  options.clock = ClockOf(flags);
  const auto answers = registry::server::Recover(options, *recoveries);
  if (!answers.ok()) return Complain(kFailed, std::string(answers.status().message()));
  for (const registry::server::RecoveryAnswer& answer : *answers) {
    const std::string text = registry::server::ToText(answer);
    if (registry::server::IsRefused(answer)) return Complain(kFailed, text);
    std::printf("%s\n", text.c_str());
  }
  return 0;
}

registry::server::ServerOptions ToOptions(const Flags& flags) {
  registry::server::ServerOptions options;
  options.listen = flags.listen;
  options.database = flags.database;
  options.reader_database = flags.reader_database;
  options.trail_database = flags.trail_database;
  options.auditor_database = flags.auditor_database;
  options.certificates = {flags.tls_certificate, flags.tls_key, flags.tls_client_ca};
  options.tokens = {flags.token_keys, flags.token_issuer, flags.token_audience};
  options.clock = ClockOf(flags);
  options.server_name = flags.server_name;
  options.metrics_listen = flags.metrics_listen;
  options.log_file = flags.log_file;
  options.log_calls = flags.log_calls == "true";
  // Flags are looked at when they are read: these are numbers.
  options.limits.rates.persons = std::stoi(flags.rate_limit);
  options.limits.rates.publics = std::stoi(flags.rate_limit_public);
  options.limits.rates.systems = std::stoi(flags.rate_limit_systems);
  options.limits.rates.strangers = std::stoi(flags.rate_limit_strangers);
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
  if (!flags.bootstrap.empty() && !flags.recover.empty()) {
    return Complain(kWrongUse, "--bootstrap and --recover are two ceremonies");
  }
  if (!flags.bootstrap.empty()) return RunBootstrap(flags);
  if (!flags.recover.empty()) return RunRecover(flags);
  if (flags.reader_database.empty()) return Complain(kWrongUse, "--reader-database is required");
  if (flags.tls_certificate.empty() || flags.tls_key.empty() || flags.tls_client_ca.empty()) {
    return Complain(kWrongUse, "--tls-certificate, --tls-key and --tls-client-ca are required");
  }
  const int token_flags =
      !flags.token_keys.empty() + !flags.token_issuer.empty() + !flags.token_audience.empty();
  if (token_flags != 0 && token_flags != 3) {
    return Complain(kWrongUse, "--token-keys, --token-issuer and --token-audience go together");
  }
  return Serve(flags);
}
