// The trail's queue: many callers, a database that fails now and then, and a stop. Each row is
// written exactly once, and every place comes back.
#include <map>
#include <set>

#include "server/trail.h"
#include "tests/tsan/checks.h"

namespace registry::testing {
namespace {

using server::Trail;
using server::TrailOptions;
using storage::TrailRow;

// Takes what is written, by one thread, as PostgreSQL would. Every third transaction fails, every
// sixth after it was done.
class Store {
 public:
  absl::Status Write(std::span<TrailRow> rows) {
    ++tries_;
    const bool done = tries_ % 6 != 3;
    if (done) {
      for (TrailRow& row : rows) {
        if (row.id < 0) row.id = next_++;
        if (ids_.insert(row.id).second) calls_ += row.calls;
      }
    }
    return tries_ % 3 == 0 ? absl::UnavailableError("the line is gone") : absl::OkStatus();
  }
  std::int64_t calls() const { return calls_; }

 private:
  int tries_ = 0;
  std::int64_t next_ = 0, calls_ = 0;
  std::set<std::int64_t> ids_;
};

TrailRow Row(int me, int i) {
  TrailRow row;
  row.method = "AccountService/GetAccount";
  row.participant = "participant-" + std::to_string(me);
  if (i % 3 == 0) row.code = 16;  // alike: one row for many
  return row;
}

void EveryRowIsWrittenOnce() {
  constexpr int kCallers = 6, kEach = 2'000;
  TrailOptions options;
  options.max_calls = 500;
  options.max_batch = 64;
  options.gather = server::milliseconds(1);
  options.pause_after_failure = server::milliseconds(1);
  options.stop_timeout = server::milliseconds(20'000);
  Store store;
  std::atomic<std::int64_t> added{0}, lost{0};
  Trail trail([&](std::span<TrailRow> rows) { return store.Write(rows); }, options,
              [&](std::size_t rows, const absl::Status&) { lost += static_cast<int>(rows); });
  {
    std::atomic<bool> reading{true};
    std::thread reader([&] {
      while (reading) {
        const auto counters = trail.counters();
        Check(counters.places <= 500, "more places than there are");
      }
    });
    {
      const Crowd crowd(kCallers, [&](int me) {
        for (int i = 0; i < kEach; ++i) {
          auto place = trail.Take(Trail::Lane::kCalls);
          if (!place) {
            std::this_thread::yield();
            continue;
          }
          if (i % 7 == 0) continue;  // given back
          trail.Add(*place, Row(me, i));
          ++added;
        }
      });
    }
    reading = false;
    reader.join();
  }
  trail.Stop();
  CheckEqual(store.calls(), added, "calls in the rows that were written");
  CheckEqual(lost, 0, "rows that were lost");
  CheckEqual(trail.counters().places, 0, "places that did not come back");
  Check(added > 0, "nothing was added");
}

// A stop while the database is away ends, and says what is lost.
void StopWithoutDatabase() {
  TrailOptions options;
  options.pause_after_failure = server::milliseconds(1);
  options.stop_timeout = server::milliseconds(50);
  std::atomic<std::int64_t> lost{0};
  Trail trail([](std::span<TrailRow>) { return absl::UnavailableError("away"); }, options,
              [&](std::size_t rows, const absl::Status&) { lost += static_cast<int>(rows); });
  for (int i = 0; i < 100; ++i) {
    auto place = trail.Take(Trail::Lane::kCalls);
    Check(place.has_value(), "no place");
    if (place) trail.Add(*place, Row(i, 1));
  }
  trail.Stop();
  CheckEqual(lost, 100, "rows that are said to be lost");
  CheckEqual(trail.counters().places, 0, "places that did not come back");
}

}  // namespace
}  // namespace registry::testing

int main() {
  registry::testing::EveryRowIsWrittenOnce();
  registry::testing::StopWithoutDatabase();
  return registry::testing::Verdict();
}
