#include "bench/rounds.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <utility>

#include "bench/cluster.h"
#include "bench/feed_load.h"
#include "bench/meter.h"
#include "client/identity.h"
#include "client/registry.h"
#include "client/uuid.h"

namespace registry::bench {
namespace {

constexpr const char* kBook = "bench_round";
constexpr int kHoldingsPasses = 9;
constexpr int kQueriesInFlight = 64;
constexpr const char* kFilledBook = "bench_filled";
constexpr const char* kProposals = "bench_proposals";
constexpr int kOpenProposals = 10'000;
constexpr double kFillSeconds = 20;   // between two lines of progress
constexpr double kSnapshotTimes = 4;  // as long as other sides: what cannot be cleaned up grows
constexpr int kCopyPasses = 4;        // at most, to fill the measured time

Sample ToSample(const Usage& usage, std::int64_t transactions, double seconds) {
  Sample sample;
  sample.seconds = seconds;
  sample.transactions = transactions;
  const auto count = static_cast<double>(std::max<std::int64_t>(transactions, 1));
  sample.per_second = static_cast<double>(transactions) / seconds;
  const auto each = [count](std::int64_t total) { return static_cast<double>(total) / count; };
  sample.server_cpu = each(usage.server_cpu);
  sample.postgres_cpu = each(usage.postgres_cpu);
  sample.client_cpu = each(usage.client_cpu);
  sample.wal_bytes = each(usage.wal_bytes);
  sample.table_bytes = each(usage.table_bytes);
  sample.deadlocks = usage.deadlocks;
  const std::int64_t others =
      usage.busy_cpu - usage.server_cpu - usage.postgres_cpu - usage.client_cpu;
  sample.others_cpu = std::max(0.0, static_cast<double>(others) / (usage.seconds * 1e6 * Cores()));
  return sample;
}

Load Uniform256(LoadGenerator& load, double seconds) {
  return load.Transfers(Mix::kUniform, 256, seconds);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

Rounds::Rounds(const Scene& scene, Timing timing,
               std::function<void(const std::string&, const Sample&)> report)
    : scene_(scene), timing_(timing), report_(std::move(report)) {}

Round Rounds::Run(int number, const std::set<std::string>& wanted) {
  round_.clear();
  MakeDatabase(kBook, Scene::seeded());
  MakeBaseline();
  std::vector<Side> sides = Sides(number);
  if (number % 2 == 0) std::reverse(sides.begin(), sides.end());
  for (const Side& side : sides) {
    if (wanted.contains(side.name)) side.measure();
  }
  scene_.Check(scene_.StartServer(kBook));
  DropDatabase(kBook);
  return round_;
}

// Neighbours are compared with each other.
std::vector<Rounds::Side> Rounds::Sides(int number) {
  const auto uniform = [](int in_flight) -> Work {
    return [=](LoadGenerator& load, double seconds) {
      return load.Transfers(Mix::kUniform, in_flight, seconds);
    };
  };
  const auto registry = [this, uniform](const std::string& name, int servers, const Work& work) {
    return Side{name, [=, this] { Measure(name, servers, uniform(256), work, kBook); }};
  };
  const auto mixed = [](Mix mix) -> Work {
    return [=](LoadGenerator& load, double seconds) { return load.Transfers(mix, 256, seconds); };
  };
  const Work batched = [](LoadGenerator& load, double seconds) {
    return load.BatchedTransfers(256, seconds);
  };
  const auto paced = [](int scoped) -> Work {
    return
        [=](LoadGenerator& load, double seconds) { return PacedTransfers(load, scoped, seconds); };
  };
  const Work by_person = [this](LoadGenerator& load, double seconds) {
    return load.TransfersByPerson(scene_.persons().Authorization(), 256, seconds);
  };
  const auto pgbench = [this](const std::string& name, int clients) {
    return Side{name, [=, this] { Pgbench(name, clients); }};
  };
  return {
      pgbench("pgbench_1", 1),
      registry("single_1", 1, uniform(1)),
      pgbench("pgbench_16", 16),
      registry("single_16", 1, uniform(16)),
      pgbench("pgbench_64", 64),
      registry("single_256", 1, uniform(256)),
      {"access_off",
       [=, this] {
         Measure("access_off", 1, uniform(256), uniform(256), kBook, "registryd_allow_all");
       }},
      registry("with_token", 1, by_person),
      {"beside_proposals", [this] { BesideProposals("beside_proposals", kOpenProposals); }},
      {"beside_none", [this] { BesideProposals("beside_none", 0); }},
      registry("feed_reader", 1, TransfersWithReader),
      registry("batched_256", 1, batched),
      registry("two_servers", 2, uniform(256)),
      registry("single_2560", 1, uniform(2'560)),
      registry("single_20000", 1, uniform(20'000)),
      {"snapshot_open", [this] { SnapshotOpen(); }},
      {"filled", [this] { Filled(); }},
      {"single_16_beside_bulk", [this] { BesideBulk(); }},
      registry("hot", 1, mixed(Mix::kOneAccount)),
      registry("refused", 1, mixed(Mix::kRefused)),
      registry("paced_2000", 1, paced(0)),
      registry("feed_100", 1, paced(99)),
      {"bulk", [this] { Bulk(); }},
      {"copy", [this] { Copy(); }},
      {"queries", [this] { Queries("queries", "registryd", true); }},
      {"queries_no_trail", [this] { Queries("queries_no_trail", "registryd_no_trail", false); }},
      {"holdings", [this, number] { Holdings(number % 2 == 1); }},
  };
}

void Rounds::Keep(const std::string& name, const Sample& sample) {
  round_[name] = sample;
  report_(name, sample);
}

void Rounds::Pgbench(const std::string& name, int clients) {
  RunPgbench(std::max(clients, 16), timing_.warm_up, scene_.directory());
  Sql(kBaseline, "CHECKPOINT");
  const Rows before = CountBaselineRows(kBaseline);
  const Usage start = ReadUsage({}, kBaseline);
  const PgbenchResult result = RunPgbench(clients, timing_.measured, scene_.directory());
  const Usage usage = ReadUsage({}, kBaseline) - start;
  const Rows rows = CountBaselineRows(kBaseline) - before;
  const double seconds = static_cast<double>(result.transactions) / result.per_second;
  Sample sample = ToSample(usage, rows.postings, seconds);
  sample.per_commit = 1;
  sample.mean_ms = result.mean_ms;
  sample.p50_ms = result.p50_ms;
  sample.p99_ms = result.p99_ms;
  Keep(name, sample);
}

std::pair<std::int64_t, std::int64_t> Rounds::Measure(const std::string& name, int servers,
                                                      const Work& warm_up, const Work& work,
                                                      const std::string& database,
                                                      const std::string& program) {
  std::vector<Server> running;
  std::vector<std::string> addresses;
  std::vector<pid_t> processes;
  for (int i = 0; i < servers; ++i) {
    running.push_back(scene_.StartServer(database, "bench-" + std::to_string(i), program));
    addresses.push_back(running.back().address());
    processes.push_back(running.back().pid());
  }
  LoadGenerator load(addresses, scene_.pki(), scene_.accounts());
  warm_up(load, timing_.warm_up);
  Sql(database, "CHECKPOINT");
  const Rows before = CountRegistryRows(database);
  const Usage start = ReadUsage(processes, database);
  const Load result = work(load, timing_.measured);
  const Usage usage = ReadUsage(processes, database) - start;
  const Rows after = CountRegistryRows(database);
  const Rows rows = after - before;
  const bool refused = result.refused > result.accepted;
  const std::int64_t transactions = refused ? rows.recorded - rows.accepted : rows.postings;
  // What was answered is what stands in the tables, or the figures mean nothing.
  if (result.failed > 0 || (refused ? result.accepted : result.refused) > 0 ||
      transactions != (refused ? result.refused : result.accepted)) {
    throw std::runtime_error(name + ": " + std::to_string(result.accepted) + " accepted, " +
                             std::to_string(result.refused) + " refused, " +
                             std::to_string(result.failed) + " failed, " +
                             std::to_string(transactions) + " rows: " + result.first_failure);
  }
  Sample sample = ToSample(usage, transactions, result.seconds);
  sample.per_commit = static_cast<double>(rows.recorded) / static_cast<double>(rows.commits);
  sample.p50_ms = result.p50_ms;
  sample.p99_ms = result.p99_ms;
  sample.feed_behind = result.behind;
  for (const pid_t process : processes) {
    sample.peak_mb = std::max(sample.peak_mb, static_cast<double>(PeakBytes(process)) / (1 << 20));
  }
  Keep(name, sample);
  return {before.recorded, after.recorded};
}

void Rounds::Bulk() {
  const Work trades = [](LoadGenerator& load, double seconds) { return load.Trades(4, seconds); };
  const auto [first, end] = Measure("bulk", 1, trades, trades, kBook);
  copy_files_ = ExportRows(kBook, first, end, scene_.directory());
}

void Rounds::SnapshotOpen() {
  Measure(
      "snapshot_open", 1, Uniform256,
      [](LoadGenerator& load, double seconds) {
        const IdleSnapshot snapshot(kBook);
        return load.Transfers(Mix::kUniform, 16, kSnapshotTimes * seconds);
      },
      kBook);
}

// A book of its own with so many open proposals. What autovacuum owes a new database, it is not to
// pay while one side is measured.
void Rounds::BesideProposals(const std::string& name, int open) {
  MakeDatabase(kProposals, Scene::seeded());
  if (open > 0) {
    scene_.persons().Propose(scene_.StartServer(kProposals).address(), scene_.pki(),
                             scene_.accounts(), open);
  }
  Sql(kProposals, "VACUUM ANALYZE");
  Measure(name, 1, Uniform256, Uniform256, kProposals);
  scene_.Check(scene_.StartServer(kProposals));
  DropDatabase(kProposals);
}

void Rounds::BesideBulk() {
  Measure(
      "single_16_beside_bulk", 1, Uniform256,
      [](LoadGenerator& load, double seconds) {
        return load.TransfersBesideTrades(16, 4, seconds);
      },
      kBook);
}

// The same laws held for all of its history: it was made by trades through the same server.
void Rounds::Filled() {
  if (!filled_) {
    MakeDatabase(kFilledBook, Scene::seeded());
    const Server server = scene_.StartServer(kFilledBook, "fill");
    LoadGenerator load({server.address()}, scene_.pki(), scene_.accounts());
    for (std::int64_t made = 0; made < timing_.filled;) {
      const Load trades = load.Trades(4, kFillSeconds);
      if (trades.failed + trades.refused > 0)
        throw std::runtime_error("fill: " + trades.first_failure);
      made += trades.accepted;
      std::printf("filling: %lld of %lld postings\n", static_cast<long long>(made),
                  static_cast<long long>(timing_.filled));
      std::fflush(stdout);
    }
    Sql(kFilledBook, "VACUUM ANALYZE");
    filled_ = true;
  }
  Measure("filled", 1, Uniform256, Uniform256, kFilledBook);
}

void Rounds::Copy() {
  Usage usage;
  double seconds = 0;
  std::int64_t transactions = 0;
  for (int pass = 0; pass < kCopyPasses && seconds < timing_.measured; ++pass) {
    const CopyResult result = RunCopy(copy_files_);
    usage += result.usage;
    seconds += result.seconds;
    transactions += result.transactions;
  }
  Sample sample = ToSample(usage, transactions, seconds);
  sample.per_commit = kTransactionsPerCommit;
  Keep("copy", sample);
}

void Rounds::Holdings(bool ours_first) {
  const Server server = scene_.StartServer(Scene::holdings());
  std::vector<double> listed, copied;
  std::int64_t ours = 0, theirs = 0;
  Usage usage;
  const auto list = [&] {
    const Usage start = ReadUsage({server.pid()}, Scene::holdings());
    listed.push_back(ListHoldings(server, ours));
    usage += ReadUsage({server.pid()}, Scene::holdings()) - start;
  };
  const auto copy = [&] {
    copied.push_back(CopyHoldingsOut(Scene::holdings(), scene_.directory(), theirs));
  };
  for (int pass = 0; pass < kHoldingsPasses; ++pass) {
    if (ours_first) {
      list();
      copy();
    } else {
      copy();
      list();
    }
  }
  if (ours != theirs) {
    throw std::runtime_error("holdings: " + std::to_string(ours) + " rows listed, " +
                             std::to_string(theirs) + " copied");
  }
  Sample sample = ToSample(usage, ours * kHoldingsPasses, usage.seconds);
  sample.seconds = Median(listed);
  sample.per_second = static_cast<double>(ours) / sample.seconds;
  sample.peak_mb = static_cast<double>(PeakBytes(server.pid())) / (1 << 20);
  Keep("holdings", sample);
  Sample other;
  other.seconds = Median(copied);
  other.transactions = theirs;
  other.per_second = static_cast<double>(theirs) / other.seconds;
  Keep("holdings_copy", other);
}

void Rounds::Queries(const std::string& name, const std::string& program, bool trail) {
  const auto rows = [] { return std::stoll(Sql(kBook, "SELECT count(*) FROM registry.trail")); };
  const std::int64_t before = rows();
  std::int64_t answered = 0;
  Sample sample;
  {
    const Server server = scene_.StartServer(kBook, "bench", program);
    LoadGenerator load({server.address()}, scene_.pki(), scene_.accounts());
    answered = load.Queries(kQueriesInFlight, timing_.warm_up).accepted;
    Sql(kBook, "CHECKPOINT");
    const Usage start = ReadUsage({server.pid()}, kBook);
    const Load result = load.Queries(kQueriesInFlight, timing_.measured);
    if (result.failed > 0) throw std::runtime_error(name + ": " + result.first_failure);
    answered += result.accepted;
    sample = ToSample(ReadUsage({server.pid()}, kBook) - start, result.accepted, result.seconds);
    sample.p50_ms = result.p50_ms;
    sample.p99_ms = result.p99_ms;
    sample.peak_mb = static_cast<double>(PeakBytes(server.pid())) / (1 << 20);
  }
  // The server has ended, so its last rows are there.
  const std::int64_t written = rows() - before;
  if (written != (trail ? answered : 0)) {
    throw std::runtime_error(name + ": " + std::to_string(answered) + " answers, " +
                             std::to_string(written) + " rows of the trail");
  }
  Keep(name, sample);
}

// Wall time of a whole listing, its connection included, as psql's process includes its own.
double Rounds::ListHoldings(const Server& server, std::int64_t& rows) const {
  const auto start = std::chrono::steady_clock::now();
  const auto channel =
      client::OpenChannel(server.address(), client::IdentityIn(scene_.pki(), "operator"));
  if (!channel.ok()) throw std::runtime_error(std::string(channel.status().message()));
  client::Registry registry(*channel);
  client::v1::ListHoldingsRequest request;
  request.set_page_size(1'000);
  rows = 0;
  do {
    const auto answer = registry.Call(&client::v1::HoldingService::Stub::ListHoldings, request);
    if (!answer.ok()) throw std::runtime_error("ListHoldings: " + answer.error.message);
    rows += answer.value.holdings_size();
    request.set_page_token(answer.value.next_page_token());
  } while (!request.page_token().empty());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace registry::bench
