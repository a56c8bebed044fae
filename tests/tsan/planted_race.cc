// A race on purpose: this test passes when ThreadSanitizer finds it, so that a build in which it
// finds nothing at all does not look clean.
//
// The shape is the batcher's: callers are counted in under the mutex, and who answers one counts it
// out after the mutex was given back. Each thread counts once and takes no lock after it, so
// nothing orders the two, however the threads are scheduled.
#include <cstdio>
#include <mutex>
#include <thread>

namespace {

class Counter {
 public:
  void Submit() {
    const std::lock_guard lock(mutex_);
    ++queued_;
    ++unanswered_;
  }
  void AnswerOne() {
    {
      const std::lock_guard lock(mutex_);
      --queued_;
    }
    --unanswered_;  // the race: the mutex is not held
  }
  int unanswered() const { return unanswered_; }

 private:
  std::mutex mutex_;
  int queued_ = 0;
  int unanswered_ = 0;
};

}  // namespace

int main() {
  Counter counter;
  counter.Submit();
  counter.Submit();
  std::thread writer([&] { counter.AnswerOne(); });
  std::thread answerer([&] { counter.AnswerOne(); });
  writer.join();
  answerer.join();
  std::printf("%d unanswered, and nobody noticed\n", counter.unanswered());
  return 0;
}
