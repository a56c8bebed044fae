// Stands between a journal and PostgreSQL's socket, and cuts the line at a COMMIT, or at the
// statement that appends at an expected head and commits by itself: before PostgreSQL gets it, or
// after it answered, or so that PostgreSQL does not notice.
#ifndef TESTS_STORAGE_CUTTING_PROXY_H_
#define TESTS_STORAGE_CUTTING_PROXY_H_

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace registry::testing {

class CuttingProxy {
 public:
  enum class Cut {
    kNone,
    kBeforeCommit,  // PostgreSQL never sees it: rolled back
    kAfterCommit,   // PostgreSQL answered, nobody heard: committed
    kBeforeReady,   // the same, but all of the answer was heard except that the transaction is over
    kCallerOnly,    // PostgreSQL gets it and goes on, the caller is cut off at once
  };

  CuttingProxy();
  ~CuttingProxy();

  // The same connection string, through the proxy.
  std::string Through(const std::string& connection) const;
  // What happens at the next COMMIT; then kNone again.
  void CutNext(Cut cut) { cut_ = cut; }
  int cuts() const { return cuts_; }

 private:
  void Accept();
  void Serve(int caller);

  std::string directory_;
  int listener_ = -1;
  std::atomic<Cut> cut_{Cut::kNone};
  std::atomic<int> cuts_{0};
  std::atomic<bool> stopping_{false};
  std::thread acceptor_;
  std::mutex mutex_;
  std::vector<std::thread> servers_;
};

}  // namespace registry::testing

#endif  // TESTS_STORAGE_CUTTING_PROXY_H_
