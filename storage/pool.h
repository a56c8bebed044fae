// A bounded pool of read-only connections (role registry_reader). Readers lease one for the length
// of one call. Thread safe.
#ifndef STORAGE_POOL_H_
#define STORAGE_POOL_H_

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace registry::storage {

class Connection;

struct PoolOptions {
  std::string connection;  // libpq connection string, role registry_reader or registry_auditor
  int max_connections = 8;
  std::int64_t wait_timeout_micros = 5'000'000;  // then UNAVAILABLE
  std::int64_t max_age_micros = 600'000'000;     // older ones are replaced when they come back
  bool trail = false;  // whether its connections read the trail too: registry_auditor's may
};

// As it stands, and connections since the start.
struct PoolCounters {
  std::int64_t limit = 0, in_use = 0, idle = 0, waiting = 0, opened = 0, timeouts = 0;
};

class ReaderPool {
 public:
  // A connection on loan. It goes back when the lease ends, unless it broke: then it is thrown
  // away.
  class Lease {
   public:
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }
    // Whether it was opened for this lease.
    bool fresh() const { return fresh_; }

   private:
    friend class ReaderPool;
    Lease(ReaderPool* pool, std::unique_ptr<Connection> connection, std::int64_t opened,
          bool fresh);
    ReaderPool* pool_;
    std::unique_ptr<Connection> connection_;
    std::int64_t opened_;
    bool fresh_;
  };

  explicit ReaderPool(PoolOptions options);
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  // UNAVAILABLE: no connection free in time, or no database. FAILED_PRECONDITION: wrong schema
  // version.
  absl::StatusOr<Lease> Acquire();
  PoolCounters counters() const;

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    std::int64_t opened;  // microseconds of the steady clock
  };
  void Return(std::unique_ptr<Connection> connection, std::int64_t opened);

  const PoolOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Idle> idle_;
  int open_ = 0;  // leased and idle
  std::int64_t waiting_ = 0, opened_ = 0, timeouts_ = 0;
};

}  // namespace registry::storage

#endif  // STORAGE_POOL_H_
