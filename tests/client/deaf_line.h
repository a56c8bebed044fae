// A line to a server on which the test can keep the answers back: requests arrive, and are done,
// and nobody hears of it.
#ifndef TESTS_CLIENT_DEAF_LINE_H_
#define TESTS_CLIENT_DEAF_LINE_H_

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace registry::client {

class DeafLine {
 public:
  // Listens on a port of its own; forwards to `target` ("127.0.0.1:50443").
  explicit DeafLine(const std::string& target);
  ~DeafLine();
  DeafLine(const DeafLine&) = delete;
  DeafLine& operator=(const DeafLine&) = delete;

  const std::string& address() const { return address_; }

  // From now on nothing that the server sends is passed on. A connection that lost something is of
  // no use any more; it ends with the server.
  void KeepBack(bool answers) { deaf_ = answers; }

 private:
  void Accept();
  void Forward(int client) const;

  int target_port_ = 0;
  int listener_ = -1;
  std::string address_;
  std::atomic<bool> deaf_{false}, stopping_{false};
  std::vector<std::thread> lines_;  // of the acceptor
  std::thread acceptor_;
};

}  // namespace registry::client

#endif  // TESTS_CLIENT_DEAF_LINE_H_
