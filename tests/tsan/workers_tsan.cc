// The workers: every accepted task is done exactly once, and what it holds is gone before they
// stop.
#include <memory>

#include "server/workers.h"
#include "tests/tsan/checks.h"

namespace registry::testing {
namespace {

using server::Workers;

// A task's own value: no lock, because one thread makes it, one works on it, and Stop is the end.
struct Work {
  int done = 0;
};

void EveryAcceptedTaskIsDoneOnce() {
  constexpr int kSubmitters = 6;
  constexpr int kEach = 1'500;
  Workers workers(3, 64);
  std::vector<std::vector<std::shared_ptr<Work>>> accepted(kSubmitters), refused(kSubmitters);
  {
    const Crowd crowd(kSubmitters, [&](int me) {
      const auto own = static_cast<std::size_t>(me);
      for (int i = 0; i < kEach; ++i) {
        auto work = std::make_shared<Work>();
        const bool taken = workers.Submit([work] { ++work->done; });
        (taken ? accepted : refused)[own].push_back(std::move(work));
        if (!taken) std::this_thread::yield();
        Check(workers.queued() <= 64, "more tasks wait than may");
      }
    });
  }
  workers.Stop();
  std::size_t count = 0;
  for (const auto& own : accepted) {
    for (const auto& work : own) {
      CheckEqual(work->done, 1, "an accepted task was done");
      CheckEqual(work.use_count(), 1, "somebody still holds a task that is done");
      ++count;
    }
  }
  for (const auto& own : refused) {
    for (const auto& work : own) CheckEqual(work->done, 0, "a refused task was done");
  }
  Check(count > 0, "nothing was accepted");
  Check(!workers.Submit([] {}), "stopped workers took a task");
}

// Tasks hand in tasks, as a reader does that continues a listing, while another thread stops all.
void StopDuringLoad() {
  for (int round = 0; round < 20; ++round) {
    Workers workers(4, 1'000);
    std::atomic<int> accepted{0}, done{0};
    std::function<void(int)> submit = [&](int generation) {
      const bool taken = workers.Submit([&, generation] {
        if (generation > 0) submit(generation - 1);
        ++done;
      });
      if (taken) ++accepted;
    };
    Crowd crowd(3, [&](int) {
      for (int i = 0; i < 50; ++i) submit(3);
    });
    if (round % 2 == 0) std::this_thread::sleep_for(std::chrono::microseconds(300));
    workers.Stop();
    const int done_at_stop = done;
    crowd.Join();
    CheckEqual(done_at_stop, done, "tasks went on after the stop");
    CheckEqual(done, accepted, "accepted tasks that were done");
  }
}

// A full queue refuses at once and goes on when there is room.
void FullQueueRefuses() {
  Workers workers(1, 2);
  std::atomic<bool> began{false}, go{false};
  Check(workers.Submit([&] {
    began = true;
    while (!go) std::this_thread::yield();
  }),
        "the first task was refused");
  Check(Eventually([&] { return began.load(); }), "the first task did not begin");
  Check(workers.Submit([] {}) && workers.Submit([] {}), "a task was refused with room for it");
  CheckEqual(static_cast<std::int64_t>(workers.queued()), 2, "queued");
  Check(!workers.Submit([] {}), "a task was taken without room for it");
  go = true;
  Check(Eventually([&] { return workers.queued() == 0; }), "the queue did not empty");
  Check(workers.Submit([] {}), "a task was refused after the queue emptied");
}

}  // namespace
}  // namespace registry::testing

int main() {
  registry::testing::EveryAcceptedTaskIsDoneOnce();
  registry::testing::StopDuringLoad();
  registry::testing::FullQueueRefuses();
  return registry::testing::Verdict();
}
