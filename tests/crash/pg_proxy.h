// A line to PostgreSQL that can be cut at COMMIT, or at the statement that appends at an expected
// head and is a transaction of its own: listens on a Unix socket of its own, forwards every byte to
// the real one, and reads only so much of the protocol as tells it when one of them is on its way.
#ifndef TESTS_CRASH_PG_PROXY_H_
#define TESTS_CRASH_PG_PROXY_H_

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace registry::crash {

class PgProxy {
 public:
  enum class Cut { kNone, kBefore, kAfter, kBeforeAppend, kAfterAppend };

  // Listens in `directory` under the same socket name as `target` (the full path of PostgreSQL's
  // socket).
  PgProxy(const std::string& directory, const std::string& target);
  ~PgProxy();
  PgProxy(const PgProxy&) = delete;
  PgProxy& operator=(const PgProxy&) = delete;

  // The next COMMIT, or append at an expected head, on any line is cut: before it is forwarded, or
  // after PostgreSQL has answered it and before the answer is passed on. Its sender sees the same
  // either way.
  void Arm(Cut cut) { armed_ = cut; }
  // Whether the last Arm has struck.
  bool struck() const { return armed_ == Cut::kNone; }

 private:
  void Accept();
  void Forward(int client);
  bool Strikes(Cut cut);  // whether this is armed, and no more

  std::string target_;
  int listener_ = -1;
  std::atomic<Cut> armed_{Cut::kNone};
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::vector<std::thread> lines_;
  std::thread acceptor_;
};

}  // namespace registry::crash

#endif  // TESTS_CRASH_PG_PROXY_H_
