// Kills the server, PostgreSQL's backend, its postmaster, the clients, or the line to PostgreSQL at
// COMMIT or at the append that commits by itself, with requests unanswered, again and again; then
// asks the checker whether anything acknowledged was lost, anything happened twice, or a law broke.
//
// Usage: crash_test [--kills N] [--seed S] [--registryd PROGRAM] [--locked-turns]
// [--expect-violation]
//   --registryd         another server: one with a planted fault
//   --locked-turns      that server locks every turn, so no append commits by itself
//   --expect-violation  succeed only if the checker finds something: the checker's own test
// A kill counts only if at least 32 requests were unanswered.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <pqxx/pqxx>
#include <random>
#include <set>
#include <thread>

#include "tests/crash/checker.h"
#include "tests/crash/pg_proxy.h"
#include "tests/crash/scene.h"

namespace registry::crash {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kWorkers = 64;
constexpr int kUnansweredAtLeast = 32;
constexpr int kAccounts = 40;
constexpr auto kPatience = std::chrono::seconds(60);

// The last two only where turns are expected.
enum class Kind {
  kServer,
  kBackend,
  kPostmaster,
  kClient,
  kCutBefore,
  kCutAfter,
  kCutBeforeAppend,
  kCutAfterAppend
};
constexpr std::array<const char*, 8> kNames = {"server",
                                               "backend",
                                               "postmaster",
                                               "client",
                                               "line before COMMIT",
                                               "line after COMMIT",
                                               "line before append",
                                               "line after append"};
constexpr std::array<PgProxy::Cut, 8> kCuts = {
    PgProxy::Cut::kNone,         PgProxy::Cut::kNone,       PgProxy::Cut::kNone,
    PgProxy::Cut::kNone,         PgProxy::Cut::kBefore,     PgProxy::Cut::kAfter,
    PgProxy::Cut::kBeforeAppend, PgProxy::Cut::kAfterAppend};

struct Options {
  int kills = 20;
  std::uint64_t seed = 0;
  std::string registryd = std::string(REGISTRY_BINARY_DIR) + "/bin/registryd";
  bool locked_turns = false;
  bool expect_violation = false;
};

// What was unanswered when a kill struck.
struct Struck {
  Kind kind;
  std::int64_t micros = 0;  // of the machine's clock, which PostgreSQL reads too
  std::vector<std::string> unanswered;
};

std::int64_t NowMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class CrashTest {
 public:
  explicit CrashTest(const Options& options)
      : options_(options),
        random_(options.seed),
        scene_(options.registryd, kAccounts),
        logs_(Scene::MakeLogDirectory(scene_.directory() + "/clients")),
        slots_(MapSlots(logs_ + "/slots")) {}

  int Run() {
    PoisonTwoAccounts();
    const std::string socket = scene_.directory() + "/proxy";
    std::filesystem::create_directories(socket);
    PgProxy proxy(socket, testing::TestDatabase::SocketDirectory() + "/.s.PGSQL." +
                              std::to_string(testing::TestDatabase::Port()));
    writer_ = scene_.ConnectionThrough(socket, "registry_writer");
    port_ = FreePort();
    server_ = scene_.StartServer(port_, writer_, "server");
    clients_ = StartClients();
    for (int kill = 0; kill < options_.kills; ++kill) {
      Strike(Draw(kill), proxy);
      if (isatty(2) != 0) std::fprintf(stderr, "\r%d of %d kills", kill + 1, options_.kills);
    }
    AwaitAnswers(kWorkers);
    clients_.Signal(SIGTERM);
    const int drained = clients_.Wait(60'000);
    server_.Signal(SIGTERM);
    const int stopped = server_.Wait(15'000);
    const CheckResult result = Check(logs_, scene_.Connection());
    Print(result);
    bool good = result.violation_count == 0 && result.never_answered == 0 && drained == 0 &&
                stopped == 0 && EachOutcomeSeen();
    if (drained != 0) std::printf("the clients did not drain: %d\n", drained);
    if (stopped != 0) std::printf("the server did not stop by SIGTERM: %d\n", stopped);
    if (options_.expect_violation) {
      good = result.violation_count > 0;
      std::printf("planted fault %s\n", good ? "caught" : "NOT caught");
    }
    if (good)
      std::filesystem::remove_all(scene_.directory());
    else
      std::printf("files are kept in %s\n", scene_.directory().c_str());
    return good ? 0 : 1;
  }

 private:
  // PostgreSQL itself refuses whatever reaches the last two accounts in a quarter of the
  // quantities: one at once, the other only at COMMIT. A refused batch must cost nobody but the
  // guilty request its answer.
  void PoisonTwoAccounts() {
    const auto id = [](const std::string& number) {
      return std::to_string(std::strtoll(number.c_str(), nullptr, 10));
    };
    const std::string at_once = id(scene_.accounts()[kAccounts - 1]);
    const std::string at_commit = id(scene_.accounts()[kAccounts - 2]);
    scene_.ExecuteAsSuperuser(
        "CREATE FUNCTION public.poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE "
        "EXCEPTION 'planted refusal'; END $$;"
        "CREATE TRIGGER poison_at_once AFTER INSERT ON registry.posting FOR EACH ROW WHEN "
        "((NEW.acquiring_position >> 21) = " +
        at_once +
        " AND NEW.quantity % 4 = 0) EXECUTE FUNCTION public.poison();"
        "CREATE CONSTRAINT TRIGGER poison_at_commit AFTER INSERT ON registry.posting DEFERRABLE "
        "INITIALLY DEFERRED FOR EACH ROW WHEN "
        "((NEW.acquiring_position >> 21) = " +
        at_commit + " AND NEW.quantity % 4 = 0) EXECUTE FUNCTION public.poison();");
  }

  Process StartClients() {
    return scene_.StartClients("127.0.0.1:" + std::to_string(port_), kWorkers,
                               random_() % 1'000'000, logs_);
  }

  // The first kills go round the kinds, so that a short run has all of them; then by weight: what
  // restarts PostgreSQL is dearer.
  Kind Draw(int kill) {
    if (kill < Kinds()) return static_cast<Kind>(kill);
    const auto roll = random_() % 100;
    if (roll < 50) {
      const int first = static_cast<int>(Kind::kCutBefore);
      return static_cast<Kind>(first + static_cast<int>(random_() % (Kinds() - first)));
    }
    if (roll < 72) return Kind::kServer;
    if (roll < 90) return Kind::kClient;
    if (roll < 96) return Kind::kBackend;
    return Kind::kPostmaster;
  }

  int Kinds() const { return options_.locked_turns ? 6 : 8; }

  std::vector<std::string> UnansweredNow() const {
    std::vector<std::string> ids;
    for (int i = 0; i < kWorkers; ++i) {
      if (slots_[i].unanswered != 0) ids.emplace_back(slots_[i].request_id);
    }
    return ids;
  }

  std::uint64_t Answers() const {
    std::uint64_t sum = 0;
    for (int i = 0; i < kWorkers; ++i) sum += slots_[i].answers;
    return sum;
  }

  void AwaitAnswers(std::uint64_t more) {
    const std::uint64_t goal = Answers() + more;
    const auto deadline = Clock::now() + kPatience;
    while (Answers() < goal) {
      if (Clock::now() > deadline)
        throw std::runtime_error("no answers within 60 s after a kill; files in " +
                                 scene_.directory());
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

  void Strike(Kind kind, PgProxy& proxy) {
    AwaitAnswers(kWorkers);  // everybody is back at work
    std::this_thread::sleep_for(std::chrono::microseconds(random_() % 30'000));
    const auto deadline = Clock::now() + kPatience;
    Struck struck{kind, 0, {}};
    pid_t backend = 0;
    while (true) {
      if (Clock::now() > deadline) throw std::runtime_error("never 32 unanswered requests at once");
      if (kind == Kind::kBackend) backend = scene_.WriterBackend();
      struck.unanswered = UnansweredNow();
      if (static_cast<int>(struck.unanswered.size()) >= kUnansweredAtLeast &&
          (kind != Kind::kBackend || backend != 0))
        break;
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    struck.micros = NowMicros();
    Kill(kind, backend, proxy);
    struck_.push_back(std::move(struck));
  }

  void Kill(Kind kind, pid_t backend, PgProxy& proxy) {
    switch (kind) {
      case Kind::kServer:
        server_.Signal(SIGKILL);
        server_.Wait(10'000);
        server_ = scene_.StartServer(port_, writer_, "server");
        return;
      case Kind::kBackend:
        kill(backend, SIGKILL);  // the postmaster then restarts everything by itself
        return;
      case Kind::kPostmaster:
        kill(Scene::Postmaster(), SIGKILL);
        scene_.RestartPostgres();
        return;
      case Kind::kClient:
        clients_.Signal(SIGKILL);
        clients_.Wait(10'000);
        clients_ = StartClients();
        return;
      case Kind::kCutBefore:
      case Kind::kCutAfter:
      case Kind::kCutBeforeAppend:
      case Kind::kCutAfterAppend: {
        proxy.Arm(kCuts.at(static_cast<std::size_t>(kind)));
        const auto deadline = Clock::now() + kPatience;
        while (!proxy.struck()) {
          if (Clock::now() > deadline) {
            throw std::runtime_error("what was to be cut never came by: " +
                                     std::string(kNames.at(static_cast<std::size_t>(kind))));
          }
          std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        return;
      }
    }
  }

  // Of a thousand kills each outcome of a cut commit has to be seen twenty times; of fewer, at
  // least once.
  bool EachOutcomeSeen() const {
    const auto count = [&](Kind kind) {
      return std::count_if(struck_.begin(), struck_.end(),
                           [&](const Struck& s) { return s.kind == kind; });
    };
    const auto least = options_.kills >= 1000 ? 20 : 1;
    bool all = true;
    for (int kind = static_cast<int>(Kind::kCutBefore); kind < Kinds(); ++kind) {
      all = all && count(static_cast<Kind>(kind)) >= least;
    }
    if (all) return true;
    std::printf("each outcome of a cut commit has to occur at least %d times\n", least);
    return false;
  }

  void Print(const CheckResult& result) {
    // Recorded before the kill struck: it had committed though nobody was told.
    pqxx::connection connection(scene_.Connection());
    pqxx::work work(connection);
    std::map<std::string, std::int64_t> recorded;
    for (const auto& row :
         work.exec("SELECT r.request_id::text, (extract(epoch FROM d.recorded_at) * "
                   "1000000)::bigint FROM "
                   "registry.request r JOIN registry.decision d USING (record_number)")) {
      recorded[row[0].c_str()] = std::strtoll(row[1].c_str(), nullptr, 10);
    }
    std::printf("\nseed %llu, %d kills\n\n%-20s %6s %18s %24s %24s\n",
                static_cast<unsigned long long>(options_.seed), options_.kills, "killed", "kills",
                "requests in flight", "in doubt, had committed", "in doubt, had not");
    for (std::size_t kind = 0; kind < kNames.size(); ++kind) {
      long long kills = 0, in_flight = 0, had = 0;
      for (const Struck& struck : struck_) {
        if (static_cast<std::size_t>(struck.kind) != kind) continue;
        ++kills;
        in_flight += static_cast<long long>(struck.unanswered.size());
        for (const std::string& id : struck.unanswered) {
          const auto found = recorded.find(id);
          if (found != recorded.end() && found->second <= struck.micros) ++had;
        }
      }
      std::printf("%-20s %6lld %18lld %24lld %24lld\n", kNames[kind], kills, in_flight, had,
                  in_flight - had);
    }
    std::printf(
        "\nacknowledged %lld, refused %lld, INTERNAL (refused by PostgreSQL) %lld, never answered "
        "%lld, transactions %lld\n",
        result.acknowledged, result.refused, result.internal, result.never_answered,
        result.transactions);
    for (const std::string& violation : result.violations)
      std::printf("VIOLATION %s\n", violation.c_str());
    std::printf("violations: %lld\n", result.violation_count);
  }

  Options options_;
  std::mt19937_64 random_;
  Scene scene_;
  std::string logs_;
  Slot* slots_;
  std::string writer_;
  int port_ = 0;
  Process server_;
  Process clients_;
  std::vector<Struck> struck_;
};

Options Parse(int argc, char** argv) {
  Options options;
  options.seed = std::random_device{}();
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 >= argc) throw std::runtime_error(argument + " needs a value");
      return argv[++i];
    };
    if (argument == "--kills")
      options.kills = std::stoi(value());
    else if (argument == "--seed")
      options.seed = std::stoull(value());
    else if (argument == "--registryd")
      options.registryd = value();
    else if (argument == "--locked-turns")
      options.locked_turns = true;
    else if (argument == "--expect-violation")
      options.expect_violation = true;
    else
      throw std::runtime_error("unknown argument " + argument);
  }
  return options;
}

}  // namespace
}  // namespace registry::crash

int main(int argc, char** argv) {
  try {
    const auto options = registry::crash::Parse(argc, argv);
    std::printf("crash test: seed %llu\n", static_cast<unsigned long long>(options.seed));
    std::fflush(stdout);
    return registry::crash::CrashTest(options).Run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "crash_test: %s\n", error.what());
    return 1;
  }
}
