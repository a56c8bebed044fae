// The pool of connections for reading: more threads than connections, while somebody breaks
// connections that are idle or on loan. No place in it is lost, and none is made up.
#include <optional>
#include <pqxx/pqxx>

#include "storage/connection.h"
#include "storage/journal_reader.h"
#include "storage/pool.h"
#include "tests/support/test_database.h"
#include "tests/tsan/checks.h"

namespace registry::testing {
namespace {

using storage::JournalReader;
using storage::ReaderPool;

constexpr int kConnections = 3;

// Cuts the line of every connection for reading that this database has, `times` times.
void BreakConnections(const TestDatabase& database, int times) {
  pqxx::connection connection(database.Connection("postgres"));
  for (int i = 0; i < times; ++i) {
    pqxx::nontransaction(connection)
        .exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" +
              database.name() + "' AND usename = 'registry_reader'");
    std::this_thread::sleep_for(std::chrono::milliseconds(40));
  }
}

// All places can be had at once, and not one more.
void CheckPlaces(ReaderPool& pool, std::int64_t most_wait_micros) {
  std::vector<ReaderPool::Lease> leases;
  for (int i = 0; i < kConnections; ++i) {
    auto lease = pool.Acquire();
    if (!lease.ok()) return Check(false, "a place was lost: " + lease.status().ToString());
    leases.push_back(*std::move(lease));
  }
  const auto start = std::chrono::steady_clock::now();
  Check(absl::IsUnavailable(pool.Acquire().status()), "more connections than may be open");
  Check(std::chrono::steady_clock::now() - start >= std::chrono::microseconds(most_wait_micros),
        "refused before the wait was over");
}

// One lease in several holds its connection for a while, so that others wait for it.
void ManyReaders(bool break_connections, std::int64_t max_age_micros) {
  const TestDatabase database;
  ReaderPool pool(
      {database.Connection("registry_reader"), kConnections, 10'000'000, max_age_micros});
  const JournalReader reader(&pool);
  std::atomic<int> on_loan{0}, most{0}, read{0}, failed{0};
  std::optional<std::thread> breaker;
  if (break_connections) breaker.emplace([&] { BreakConnections(database, 15); });
  {
    const Crowd crowd(8, [&](int me) {
      Dice dice(me);
      for (int i = 0; i < 60; ++i) {
        if (dice.Roll(3) > 0) {
          // A connection that died in the pool is replaced; one that dies under a call is not.
          const auto head = reader.CurrentHead();
          Check(head.ok() || (break_connections && absl::IsUnavailable(head.status())),
                head.status().ToString());
          if (head.ok()) CheckEqual(head->records, 0, "records of an empty journal");
          ++(head.ok() ? read : failed);
          continue;
        }
        auto lease = pool.Acquire();
        if (!lease.ok()) {
          Check(break_connections && absl::IsUnavailable(lease.status()),
                lease.status().ToString());
          continue;
        }
        const int loans = ++on_loan;
        for (int seen = most; loans > seen && !most.compare_exchange_weak(seen, loans);) {
        }
        std::this_thread::sleep_for(std::chrono::microseconds(dice.Roll(2'000)));
        --on_loan;
      }
    });
  }
  if (breaker) breaker->join();
  Check(most <= kConnections, "more connections on loan than there are");
  Check(read > 0, "nothing was read");
  if (!break_connections) CheckEqual(failed, 0, "reads that failed");
}

void NoPlaceIsLost() {
  constexpr std::int64_t kWait = 100'000;
  const TestDatabase database;
  ReaderPool pool({database.Connection("registry_reader"), kConnections, kWait, 600'000'000});
  const JournalReader reader(&pool);
  {
    // Some find no connection in time.
    const Crowd crowd(6, [&](int me) {
      Dice dice(me);
      for (int i = 0; i < 10; ++i) {
        const auto lease = pool.Acquire();
        std::this_thread::sleep_for(std::chrono::milliseconds(dice.Roll(60)));
      }
    });
  }
  // pool.Acquire gives what died in the pool as well; a reader throws it away.
  BreakConnections(database, 1);
  Check(reader.CurrentHead().ok(), "dead connections were not replaced");
  CheckPlaces(pool, kWait);
}

// No database: each caller is told, and the places are there again when it is back.
void NoDatabase() {
  const TestDatabase database;
  ReaderPool pool({"host=/nowhere dbname=none", kConnections, 100'000, 600'000'000});
  const Crowd crowd(6, [&](int) {
    for (int i = 0; i < 30; ++i) {
      Check(absl::IsUnavailable(pool.Acquire().status()), "a connection to nowhere");
    }
  });
}

}  // namespace
}  // namespace registry::testing

int main() {
  registry::testing::ManyReaders(/*break_connections=*/false, /*max_age_micros=*/600'000'000);
  registry::testing::ManyReaders(/*break_connections=*/false, /*max_age_micros=*/20'000);
  registry::testing::ManyReaders(/*break_connections=*/true, /*max_age_micros=*/600'000'000);
  registry::testing::NoPlaceIsLost();
  registry::testing::NoDatabase();
  return registry::testing::Verdict();
}
