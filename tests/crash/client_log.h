// What a crash-test client writes down before and after each call, and a table in shared memory
// that says which request of which worker is unanswered right now.
//
// Files, one pair for each worker, appended with one write for each line:
//   worker-N.requests   R <request id> <transferring> <acquiring> <quantity>       before the call
//   worker-N.answers    A <request id> OK <sequence> <record> <transferring balance> <acquiring
//   balance>
//                       A <request id> REFUSED <reasons>
//                       A <request id> INTERNAL
//                       D <request id> <code>      not known: will be sent again under the same id
#ifndef TESTS_CRASH_CLIENT_LOG_H_
#define TESTS_CRASH_CLIENT_LOG_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace registry::crash {

inline constexpr int kMaxWorkers = 256;

// One worker's slot in the shared table.
struct Slot {
  std::atomic<std::uint32_t> unanswered;
  std::atomic<std::uint64_t> answers;
  char request_id[40];
};

// Maps the table in `path`, making it when missing.
Slot* MapSlots(const std::string& path);

struct LoggedRequest {
  std::string id;
  std::string transferring;  // account numbers
  std::string acquiring;
  std::int64_t quantity = 0;
};

struct LoggedAnswer {
  enum class Kind { kOk, kRefused, kInternal } kind = Kind::kOk;
  std::string id;
  std::int64_t sequence = 0;
  std::int64_t record = 0;
  std::int64_t transferring_balance = 0;
  std::int64_t acquiring_balance = 0;
  std::string reasons;
};

class ClientLog {
 public:
  // Opens worker N's pair of files in `directory` for appending.
  ClientLog(const std::string& directory, int worker);
  ~ClientLog();
  ClientLog(const ClientLog&) = delete;
  ClientLog& operator=(const ClientLog&) = delete;

  void Write(const LoggedRequest& request);
  void Write(const LoggedAnswer& answer);
  void WriteDoubt(const std::string& id, std::string_view code);

 private:
  int requests_;
  int answers_;
};

// Everything that all workers wrote. A last line without an end (the writer was killed in it) is
// left out.
struct Logged {
  std::vector<LoggedRequest> requests;
  std::vector<LoggedAnswer> answers;
  std::int64_t doubts = 0;
};
Logged ReadLogs(const std::string& directory);
// One worker's requests that have no answer.
std::vector<LoggedRequest> Unanswered(const std::string& directory, int worker);

}  // namespace registry::crash

#endif  // TESTS_CRASH_CLIENT_LOG_H_
