#include "server/acceptor.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace registry::server {
namespace {

// The kernel gives out the lowest free number, so one above this means that all below are in use.
int HighestDescriptor() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const auto all = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 1 << 30));
  return all - std::min(kReservedDescriptors, all / 2) - 1;
}

absl::Status Unavailable(const std::string& address, const char* what) {
  return absl::UnavailableError(
      absl::StrCat("cannot listen on ", address, ": ", what, "; is the address taken?"));
}

// A socket that listens, or -1 with errno. SO_REUSEADDR lets a restart have the port of connections
// that are just ending; unlike SO_REUSEPORT it shares it with nobody who listens.
int ListenOn(const addrinfo& where) {
  const int fd =
      socket(where.ai_family, where.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, where.ai_protocol);
  if (fd < 0) return -1;
  const int on = 1, off = 0;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // connections inherit it
  if (where.ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (bind(fd, where.ai_addr, where.ai_addrlen) == 0 && listen(fd, kListenBacklog) == 0) return fd;
  const int error = errno;
  close(fd);
  errno = error;
  return -1;
}

int PortOf(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size);
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port
                                           : reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Acceptor>> Acceptor::Listen(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return Unavailable(address, "it has no port");
  std::string host = address.substr(0, colon);
  const std::string shown = host;
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int failed = getaddrinfo(host.empty() ? nullptr : host.c_str(),
                                 address.substr(colon + 1).c_str(), &hints, &found);
  if (failed != 0) return Unavailable(address, gai_strerror(failed));
  int listener = -1;
  for (const addrinfo* where = found; where != nullptr && listener < 0; where = where->ai_next) {
    listener = ListenOn(*where);
  }
  const int error = errno;
  freeaddrinfo(found);
  if (listener < 0) return Unavailable(address, std::strerror(error));
  return std::unique_ptr<Acceptor>(
      new Acceptor(listener, absl::StrCat(shown, ":", PortOf(listener))));
}

Acceptor::Acceptor(int listener, std::string address)
    : listener_(listener),
      stop_(eventfd(0, EFD_CLOEXEC)),
      highest_(HighestDescriptor()),
      address_(std::move(address)) {}

Acceptor::~Acceptor() {
  Stop();
  close(stop_);
}

void Acceptor::Start(std::function<void(int)> take, std::function<void()> exhausted) {
  take_ = std::move(take);
  exhausted_ = std::move(exhausted);
  thread_ = std::thread([this] { Run(); });
}

void Acceptor::Stop() {
  const std::uint64_t one = 1;
  static_cast<void>(write(stop_, &one, sizeof one));
  if (thread_.joinable()) thread_.join();
  if (listener_ >= 0) close(listener_);
  listener_ = -1;
}

bool Acceptor::WaitForStop(milliseconds most) const {
  pollfd stop{stop_, POLLIN, 0};
  return poll(&stop, 1, static_cast<int>(most.count())) > 0;
}

void Acceptor::Run() {
  while (true) {
    pollfd events[2] = {{listener_, POLLIN, 0}, {stop_, POLLIN, 0}};
    poll(events, 2, -1);
    if (events[1].revents != 0) return;
    if (events[0].revents != 0) TakeOne();
  }
}

void Acceptor::TakeOne() {
  const int connection = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (connection > highest_) {
    close(connection);  // its client comes again
    Complain();
  } else if (connection >= 0) {
    take_(connection);
  } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
    Complain();
    WaitForStop(kPauseWithoutDescriptor);  // the connection waits in the kernel
  }
  // Whatever else went wrong ended that one connection.
}

void Acceptor::Complain() {
  const auto now =
      std::chrono::duration_cast<seconds>(std::chrono::steady_clock::now().time_since_epoch())
          .count();
  if (now == complained_at_) return;
  complained_at_ = now;
  exhausted_();
}

}  // namespace registry::server
