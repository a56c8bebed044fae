// Looks after what no call does: whether the databases can be written to and asked (readiness),
// which rules other servers have written, whether the identity provider has other keys, and a line
// of statistics now and then. One thread.
#ifndef SERVER_PROBE_H_
#define SERVER_PROBE_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "server/backend.h"
#include "storage/pool.h"

namespace registry::server {

class Probe {
 public:
  // `ready` is called on every change, first for the first finding. The pools, of the database for
  // writing and of that for reading, are its own: one that others use up says nothing about the
  // database.
  Probe(const Backend& backend, storage::ReaderPool* writer, storage::ReaderPool* reader,
        std::function<void(bool)> ready);
  ~Probe();
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  void Stop();

 private:
  void Run();
  bool Look();
  void RefreshTokenKeys();
  void WriteStatistics();

  const Backend& backend_;
  storage::ReaderPool* const writer_;
  storage::ReaderPool* const reader_;
  const std::function<void(bool)> ready_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::int64_t reported_requests_ = 0;
  std::thread thread_;
};

}  // namespace registry::server

#endif  // SERVER_PROBE_H_
