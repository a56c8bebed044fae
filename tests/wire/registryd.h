// registryd as a child process, with mutual TLS, on a database of its own.
#ifndef TESTS_WIRE_REGISTRYD_H_
#define TESTS_WIRE_REGISTRYD_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/crash/process.h"
#include "tests/support/test_database.h"
#include "tests/support/token_maker.h"
#include "tests/wire/call.h"

namespace registry::wire {

// The directory of this program's certificates, made once by tools/dev-pki: everybody of
// participants.csv, "stranger" (our CA, no participant), expired/NAME and other/NAME (another CA).
const std::string& Certificates();

// The names of participants.csv, and "unit", which a Book enters when its account is open.
const std::vector<std::string>& Participants();

// Who issues the persons' tokens.
const testing::TokenMaker& IdentityProvider();

class Registryd {
 public:
  // `clock`: "replay", which begins on 16 July 2021 at 10:00 in Beijing, or "system". `persons`:
  // the book is opened with those of persons.csv, so that offices of people are heard only through
  // them and commands wait for second ones; the first word of a row is also their subject. `flags`:
  // more of them; without any, everybody may call as often as a test likes.
  explicit Registryd(std::string clock = "replay", bool persons = false,
                     std::vector<std::string> flags = NoRateLimits());
  static std::vector<std::string> NoRateLimits();
  ~Registryd();

  // Ends it in good order and starts it again, on another port.
  void Restart();
  // Kills it (SIGKILL).
  void Kill();
  // Starts it again after that, on the same port.
  void StartAgain();

  const std::string& address() const { return address_; }
  bool persons() const { return persons_; }

  // The connection of an identity, such as "operator" or "expired/operator"; "": no certificate.
  std::shared_ptr<grpc::Channel> Channel(const std::string& identity);
  std::shared_ptr<grpc::Channel> NewChannel(const std::string& identity) const;

  // What the console adds to the call of a person: its token, and the office it acts for.
  static Metadata Person(const std::string& subject, const std::string& office = "");

  // How many decisions are recorded, refusals included: asked of PostgreSQL.
  std::int64_t Decisions() const;

 private:
  std::vector<std::string> Arguments() const;
  void Start();
  void Stop();

  testing::TestDatabase database_;
  const std::string clock_;
  const bool persons_;
  const std::vector<std::string> flags_;
  std::string log_;  // what the process says
  std::string listen_ = "127.0.0.1:0";
  std::string address_;
  crash::Process process_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
};

}  // namespace registry::wire

#endif  // TESTS_WIRE_REGISTRYD_H_
