// What the registry is measured in: certificates, opened and seeded books, running servers.
#ifndef BENCH_SCENE_H_
#define BENCH_SCENE_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/crash/process.h"

namespace registry::bench {

inline constexpr int kAccounts = 10'000;
inline constexpr std::int64_t kHolding = 1'000'000;  // of each account, in each bucket it has
inline constexpr const char* kInstrument = "CEA1920";

// A running registryd; it is asked to end, and waited for, when this goes.
class Server {
 public:
  Server(crash::Process process, std::string address);
  ~Server();
  Server(Server&&) noexcept = default;
  Server& operator=(Server&&) noexcept = delete;

  pid_t pid() const { return process_.pid(); }
  const std::string& address() const { return address_; }

 private:
  crash::Process process_;
  std::string address_;
};

class Scene {
 public:
  // Makes certificates and two seeded books: seeded() with kAccounts accounts, half of what each
  // holds on the trading side, and holdings() with 3,400 accounts that hold six instruments each.
  Scene();
  ~Scene();
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  static const char* seeded() { return "bench_seeded"; }
  static const char* holdings() { return "bench_holdings"; }
  const std::vector<std::string>& accounts() const { return accounts_; }
  const std::string& directory() const { return directory_; }
  std::string pki() const { return directory_ + "/pki"; }

  // Starts the shipped server in its shipped configuration, or another program that is one but for
  // what a row compares, and waits until it listens.
  Server StartServer(const std::string& database, const std::string& name = "bench",
                     const std::string& program = "registryd") const;

  // registryctl check, as the auditor; throws when the book does not agree with its journal.
  void Check(const Server& server) const;

 private:
  std::vector<std::string> Arguments(const std::string& database, const std::string& address,
                                     const std::string& name) const;
  void OpenBook(const std::string& database) const;

  std::string directory_;
  std::vector<std::string> accounts_;
};

}  // namespace registry::bench

#endif  // BENCH_SCENE_H_
