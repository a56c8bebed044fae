#include "tests/storage/cutting_proxy.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "tests/support/test_database.h"

namespace registry::testing {
namespace {

// A simple query of the word COMMIT, as libpq sends it.
constexpr char kCommit[] =
    "Q\0\0\0\x0b"
    "COMMIT";

// The end of every answer: ready for a query, in no transaction.
constexpr char kReady[] = "Z\0\0\0\x05I";

bool Commits(const char* bytes, std::size_t size) {
  if (size >= sizeof kCommit - 1 && std::memcmp(bytes, kCommit, sizeof kCommit - 1) == 0)
    return true;
  // A message that binds parameters: its length, no name for the portal, the statement's.
  const std::string_view bind(bytes, size);
  return bind.starts_with('B') && bind.substr(0, 40).find("append_at_expected_head") == 6;
}

sockaddr_un AddressOf(const std::string& directory) {
  const std::string path = directory + "/.s.PGSQL." + std::to_string(TestDatabase::Port());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("socket path too long");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

bool SendAll(int to, const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t sent = send(to, bytes, count, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes += sent;
    count -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

CuttingProxy::CuttingProxy() {
  char name[] = "/tmp/cutting-proxy-XXXXXX";
  if (mkdtemp(name) == nullptr) throw std::runtime_error("no directory for the proxy");
  directory_ = name;
  listener_ = socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = AddressOf(directory_);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener_, 16) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  acceptor_ = std::thread([this] { Accept(); });
}

CuttingProxy::~CuttingProxy() {
  stopping_ = true;
  acceptor_.join();
  for (std::thread& server : servers_) server.join();
  close(listener_);
  unlink(AddressOf(directory_).sun_path);
  rmdir(directory_.c_str());
}

std::string CuttingProxy::Through(const std::string& connection) const {
  return connection + " host='" + directory_ + "'";  // the last word counts
}

void CuttingProxy::Accept() {
  while (!stopping_) {
    pollfd ready{listener_, POLLIN, 0};
    if (poll(&ready, 1, 20) <= 0) continue;
    const int caller = accept(listener_, nullptr, nullptr);
    if (caller < 0) continue;
    servers_.emplace_back([this, caller] { Serve(caller); });
  }
}

void CuttingProxy::Serve(int caller) {
  const int server = socket(AF_UNIX, SOCK_STREAM, 0);
  const sockaddr_un address = AddressOf(TestDatabase::SocketDirectory());
  bool open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  Cut cutting = Cut::kNone;
  bool caller_open = true;
  char bytes[65536];
  while (open && !stopping_) {
    pollfd ready[2] = {{server, POLLIN, 0}, {caller, POLLIN, 0}};
    if (poll(ready, caller_open ? 2 : 1, 20) <= 0) continue;
    if (ready[0].revents != 0) {
      const ssize_t count = recv(server, bytes, sizeof bytes, 0);
      if (count <= 0 || cutting == Cut::kAfterCommit) break;
      if (cutting == Cut::kBeforeReady) {
        const std::string_view answer(bytes, static_cast<std::size_t>(count));
        if (!answer.ends_with(std::string_view(kReady, sizeof kReady - 1))) {
          throw std::runtime_error("PostgreSQL's answer came in parts");
        }
        SendAll(caller, bytes, answer.size() - (sizeof kReady - 1));
        break;
      }
      if (caller_open) open = SendAll(caller, bytes, static_cast<std::size_t>(count));
    }
    if (caller_open && ready[1].revents != 0) {
      const ssize_t count = recv(caller, bytes, sizeof bytes, 0);
      if (count <= 0) break;
      const auto size = static_cast<std::size_t>(count);
      if (Commits(bytes, size)) {
        cutting = cut_.exchange(Cut::kNone);
        if (cutting != Cut::kNone) ++cuts_;
        if (cutting == Cut::kBeforeCommit) break;
      }
      open = SendAll(server, bytes, size);
      if (cutting == Cut::kCallerOnly) {
        close(caller);
        caller_open = false;
      }
    }
  }
  if (caller_open) close(caller);
  close(server);
}

}  // namespace registry::testing
