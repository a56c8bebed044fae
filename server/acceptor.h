// Takes connections and hands them on, instead of gRPC's own listener: that of 1.51 stops taking
// them for ever once the process had no descriptor left (CVE-2023-4785). This one waits and goes
// on, and it refuses a connection before the last descriptors are gone, which the connections to
// PostgreSQL need. It knows nothing of gRPC.
#ifndef SERVER_ACCEPTOR_H_
#define SERVER_ACCEPTOR_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "server/options.h"

namespace registry::server {

class Acceptor {
 public:
  // Binds and listens on "127.0.0.1:50443", "[::1]:0", "localhost:50443"; port 0: any free one.
  // Nobody else can have the port meanwhile. UNAVAILABLE: the address is taken, or is none of ours.
  static absl::StatusOr<std::unique_ptr<Acceptor>> Listen(const std::string& address);
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  // With the port that it got.
  const std::string& address() const { return address_; }

  // From now on, on a thread of its own: each new connection goes to `take`, who closes it.
  // `exhausted` is told, now and then, that connections are being refused or have to wait.
  void Start(std::function<void(int connection)> take, std::function<void()> exhausted);
  // Takes no more, and frees the port.
  void Stop();

 private:
  Acceptor(int listener, std::string address);
  void Run();
  void TakeOne();
  void Complain();
  bool WaitForStop(milliseconds most) const;

  int listener_;
  int stop_;  // an eventfd
  int highest_;
  std::string address_;
  std::function<void(int)> take_;
  std::function<void()> exhausted_;
  std::int64_t complained_at_ = 0;  // seconds of the steady clock
  std::thread thread_;
};

}  // namespace registry::server

#endif  // SERVER_ACCEPTOR_H_
