// Looks at the callers of open streams again and again, since a stream is one call that goes on
// after its person or certificate was revoked, or its token ended. One thread.
#ifndef SERVER_STREAM_WATCH_H_
#define SERVER_STREAM_WATCH_H_

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "server/options.h"

namespace registry::server {

class StreamWatch {
 public:
  explicit StreamWatch(milliseconds interval) : interval_(interval), thread_([this] { Run(); }) {}
  ~StreamWatch() { Stop(); }
  StreamWatch(const StreamWatch&) = delete;
  StreamWatch& operator=(const StreamWatch&) = delete;

  // `look` is called once in an interval, on the watch's thread, until it says false. Thread safe.
  void Add(std::function<bool()> look);
  void Stop();

 private:
  void Run();

  const milliseconds interval_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::list<std::function<bool()>> added_;
  std::thread thread_;
};

}  // namespace registry::server

#endif  // SERVER_STREAM_WATCH_H_
