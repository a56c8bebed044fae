// What the programs of this folder have in common: checks that any thread may make, and a start at
// the same time. ThreadSanitizer finds the races; the checks find what went wrong without one.
#ifndef TESTS_TSAN_CHECKS_H_
#define TESTS_TSAN_CHECKS_H_

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <source_location>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace registry::testing {

inline std::atomic<int> failed_checks{0};

// Counts and prints a failure; the first twenty are printed.
inline void Check(bool holds, std::string_view what,
                  std::source_location place = std::source_location::current()) {
  if (holds || failed_checks.fetch_add(1) >= 20) return;
  std::fprintf(stderr, "%s:%u: %.*s\n", place.file_name(), place.line(),
               static_cast<int>(what.size()), what.data());
}

// The same, naming both numbers.
inline void CheckEqual(std::int64_t found, std::int64_t expected, std::string_view what,
                       std::source_location place = std::source_location::current()) {
  if (found == expected) return;
  Check(false,
        std::string(what) + ": " + std::to_string(found) + ", expected " + std::to_string(expected),
        place);
}

// The program's status.
inline int Verdict() {
  if (failed_checks == 0) return 0;
  std::fprintf(stderr, "%d checks failed\n", failed_checks.load());
  return 1;
}

// Threads that begin together and are joined at the end.
class Crowd {
 public:
  // Each is given its number.
  Crowd(int threads, std::function<void(int)> work) : barrier_(threads) {
    for (int i = 0; i < threads; ++i) {
      threads_.emplace_back([this, i, work] {
        barrier_.arrive_and_wait();
        work(i);
      });
    }
  }
  ~Crowd() { Join(); }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  void Join() {
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

 private:
  std::barrier<> barrier_;
  std::vector<std::thread> threads_;
};

// Waits for a condition, at most half a minute. Returns whether it came.
inline bool Eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

// Small numbers without a shared generator; each thread has its own.
class Dice {
 public:
  explicit Dice(int seed) : state_(0x9E3779B97F4A7C15ULL * static_cast<std::uint64_t>(seed + 1)) {}
  // 0 to sides - 1.
  int Roll(int sides) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<int>((state_ >> 16) % static_cast<std::uint64_t>(sides));
  }

 private:
  std::uint64_t state_;
};

}  // namespace registry::testing

#endif  // TESTS_TSAN_CHECKS_H_
