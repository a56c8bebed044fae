// The log: one JSON object a line. It holds no name of a person or holder, no key and nothing of
// what a request says. Lines are written by a thread of their own; when it falls behind, the oldest
// waiting lines are dropped and counted.
#ifndef SERVER_LOG_H_
#define SERVER_LOG_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace registry::server {

class JsonLog {
 public:
  using Value = std::variant<std::string_view, std::int64_t, bool>;
  using Fields = std::initializer_list<std::pair<std::string_view, Value>>;

  // To a file, or to standard error when the path is empty. `calls`: whether Call writes.
  JsonLog(const std::string& path, std::size_t max_queued, bool calls);
  ~JsonLog();

  // {"time":"2026-11-24T18:31:02.123456Z","event":"call",...}
  void Write(std::string_view event, Fields fields);
  // A line for an answered call.
  void Call(Fields fields) {
    if (calls_) Write("call", fields);
  }
  void Flush();
  std::int64_t dropped() const;

 private:
  struct Sink;
  std::unique_ptr<Sink> sink_;
  const bool calls_;
};

}  // namespace registry::server

#endif  // SERVER_LOG_H_
