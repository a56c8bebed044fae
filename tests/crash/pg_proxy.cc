#include "tests/crash/pg_proxy.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace registry::crash {
namespace {

sockaddr_un Address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    throw std::runtime_error("socket path too long: " + path);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// Splits what a client sends into messages: the first without a type byte, then type, length, body.
class FrontendStream {
 public:
  void Add(std::string_view bytes) { buffer_.append(bytes); }
  // The next whole message, or empty.
  std::string Next() {
    const std::size_t header = started_ ? 5 : 4;
    if (buffer_.size() < header) return {};
    std::uint32_t length = 0;
    for (std::size_t i = header - 4; i < header; ++i) {
      length = length << 8 | static_cast<unsigned char>(buffer_[i]);
    }
    const std::size_t whole = length + (started_ ? 1 : 0);
    if (buffer_.size() < whole) return {};
    std::string message = buffer_.substr(0, whole);
    buffer_.erase(0, whole);
    started_ = true;
    return message;
  }

 private:
  std::string buffer_;
  bool started_ = false;
};

bool IsCommit(std::string_view message) {
  return message.size() > 5 && message[0] == 'Q' && message.substr(5).starts_with("COMMIT");
}

// Binds the parameters of the statement: type, length, no name for the portal, the statement's.
bool IsAppendAtExpectedHead(std::string_view message) {
  return message.size() > 6 && message[0] == 'B' &&
         message.substr(6).starts_with("append_at_expected_head");
}

// Reads what PostgreSQL answers until it is ready for the next query, which is after the commit is
// durable.
void AwaitReady(int server) {
  std::string answer;
  char bytes[4096];
  while (true) {
    const ssize_t n = recv(server, bytes, sizeof bytes, 0);
    if (n <= 0) return;
    answer.append(bytes, static_cast<std::size_t>(n));
    // ReadyForQuery: 'Z', length 5, status.
    if (answer.size() >= 6 &&
        answer.compare(answer.size() - 6, 5, std::string("Z\0\0\0\5", 5)) == 0)
      return;
  }
}

}  // namespace

PgProxy::PgProxy(const std::string& directory, const std::string& target) : target_(target) {
  const std::string path = directory + "/" + std::filesystem::path(target).filename().string();
  unlink(path.c_str());
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = Address(path);
  if (listener_ < 0 ||
      bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener_, 64) != 0) {
    throw std::runtime_error("cannot listen on " + path + ": " + std::strerror(errno));
  }
  acceptor_ = std::thread([this] { Accept(); });
}

PgProxy::~PgProxy() {
  stop_ = true;
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  close(listener_);
  for (std::thread& line : lines_) line.join();
}

void PgProxy::Accept() {
  while (!stop_) {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const std::lock_guard lock(mutex_);
    lines_.emplace_back([this, client] { Forward(client); });
  }
}

bool PgProxy::Strikes(Cut cut) { return armed_.compare_exchange_strong(cut, Cut::kNone); }

void PgProxy::Forward(int client) {
  const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = Address(target_);
  FrontendStream stream;
  if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    bool open = true, answer_is_lost = false;
    while (open && !stop_) {
      pollfd fds[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
      if (poll(fds, 2, 200) < 0) break;
      char bytes[65536];
      if (fds[1].revents != 0) {
        const ssize_t n = recv(server, bytes, sizeof bytes, 0);
        if (n <= 0 || !WriteAll(client, {bytes, static_cast<std::size_t>(n)})) break;
      }
      if (fds[0].revents == 0) continue;
      const ssize_t n = recv(client, bytes, sizeof bytes, 0);
      if (n <= 0) break;
      stream.Add({bytes, static_cast<std::size_t>(n)});
      for (std::string message = stream.Next(); open && !message.empty(); message = stream.Next()) {
        if (IsCommit(message)) {
          if (Strikes(Cut::kBefore)) open = false;
          answer_is_lost = Strikes(Cut::kAfter);
        } else if (IsAppendAtExpectedHead(message)) {
          if (Strikes(Cut::kBeforeAppend)) open = false;
          answer_is_lost = Strikes(Cut::kAfterAppend);
        }
        if (open) open = WriteAll(server, message);
        // PostgreSQL answers a query at once, and a statement when what came is to be executed.
        if (open && answer_is_lost && (message[0] == 'Q' || message[0] == 'S')) {
          AwaitReady(server);
          open = false;
        }
      }
    }
  }
  close(server);
  close(client);
}

}  // namespace registry::crash
