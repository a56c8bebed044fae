// The log: one JSON object a line. It holds no name of a person or holder, no key and nothing of
// what a request says. Lines gather in memory and are written in blocks by a thread of their own:
// a hand-over for each call would cost more than the call's own work. When it falls behind, new
// lines are dropped and counted.
#ifndef SERVER_LOG_H_
#define SERVER_LOG_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>

namespace registry::server {

class JsonLog {
 public:
  using Value = std::variant<std::string_view, std::int64_t, bool>;
  using Fields = std::initializer_list<std::pair<std::string_view, Value>>;

  // To a file, or to standard error when the path is empty. `max_bytes` may wait to be written.
  // `calls`: whether Call writes. Throws spdlog::spdlog_ex if the file cannot be opened.
  JsonLog(const std::string& path, std::size_t max_bytes, bool calls);
  ~JsonLog();

  // {"time":"2026-11-24T18:31:02.123456Z","event":"serving",...}, written at once.
  void Write(std::string_view event, Fields fields) { Add(event, fields, true); }
  // A line for an answered call, written within kDelay or with the block that it fills.
  void Call(Fields fields) {
    if (calls_) Add("call", fields, false);
  }
  // Returns when all that was said is written, or after 5 s: nobody may read the other end.
  void Flush();
  // Lines.
  std::int64_t dropped() const;

 private:
  struct Sink;

  void Add(std::string_view event, Fields fields, bool at_once);
  bool TryWrite(const std::string& block) const;
  void WriteBlocks();

  const std::unique_ptr<Sink> sink_;
  const std::size_t max_bytes_;
  const bool calls_;

  mutable std::mutex mutex_;  // guards what follows, but the thread
  std::condition_variable filled_, written_;
  std::string waiting_;  // whole lines
  std::int64_t dropped_ = 0;
  bool at_once_ = false;  // somebody waits for what is there
  bool writing_ = false;
  bool stopping_ = false;
  std::thread writer_;
};

}  // namespace registry::server

#endif  // SERVER_LOG_H_
