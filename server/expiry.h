// Lets proposals expire: looks for those whose time is over and asks the journal, as the registry
// itself, to close them. Any number of servers may do it at the same time and after any restart,
// since the id of such a request follows from the proposal. One thread.
#ifndef SERVER_EXPIRY_H_
#define SERVER_EXPIRY_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "ledger/ids.h"
#include "server/backend.h"
#include "storage/pool.h"

namespace registry::server {

// The id under which the registry closes a proposal: the first half of SHA-256, marked as a UUID of
// version 8. `attempt` counts what was refused as too early.
ledger::RequestId ExpiryRequestId(ledger::Sequence proposal, std::uint32_t attempt);

class Expiry {
 public:
  // `pool` is of the database for writing: a replica's clock is another one.
  Expiry(const Backend& backend, storage::ReaderPool* pool);
  ~Expiry() { Stop(); }
  Expiry(const Expiry&) = delete;
  Expiry& operator=(const Expiry&) = delete;

  void Stop();

 private:
  // What is on its way, shared with the answers that may come after this has ended.
  struct Asked {
    std::mutex mutex;
    std::map<ledger::Sequence, std::uint32_t> attempts;  // of those that are not closed yet
    std::map<ledger::Sequence, bool> under_way;
  };

  void Run();
  void Look();
  void Close(ledger::Sequence proposal);

  const Backend& backend_;
  storage::ReaderPool* const pool_;
  const std::shared_ptr<Asked> asked_ = std::make_shared<Asked>();
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace registry::server

#endif  // SERVER_EXPIRY_H_
