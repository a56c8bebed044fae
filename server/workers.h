// Threads for work that waits for the database: reads, validations, checks. Reactors hand work over
// and never block. Thread safe.
#ifndef SERVER_WORKERS_H_
#define SERVER_WORKERS_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace registry::server {

class Workers {
 public:
  Workers(int threads, std::size_t max_queued);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Runs the task later, or returns false at once when the queue is full or the workers were
  // stopped.
  bool Submit(std::function<void()> task);

  // Takes nothing more in, finishes what was accepted, and returns when all of it is done.
  void Stop();

  std::size_t queued() const;

 private:
  void Run();

  const std::size_t max_queued_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace registry::server

#endif  // SERVER_WORKERS_H_
