#ifndef CLI_SESSION_H_
#define CLI_SESSION_H_

#include <google/protobuf/message.h>

#include <functional>
#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/exit_code.h"
#include "client/error.h"
#include "client/identity.h"
#include "client/registry.h"

namespace registry::cli {

// Flags that every command takes; the environment variable of each stands in app.cc.
struct Settings {
  std::string server = "localhost:50443";
  std::string ca;
  std::string certificate;
  std::string key;
  std::vector<std::string> identity;  // folder and name
  std::string identities;             // folder with a certificate for each office
  std::string token_file;             // of the person who calls through the console
  std::string office;                 // for which the person acts
  int timeout_s = 30;                 // for each attempt of a call
  int attempts = 8;
  bool json = false;
};

// One run of registryctl: where it writes, what was asked for, and whom it calls.
class Session {
 public:
  // `terminal` is where progress bars are drawn, or null when there is none.
  Session(std::ostream& to_out, std::ostream& to_err, std::ostream* terminal)
      : out(to_out), err(to_err), progress(terminal) {}

  std::ostream& out;
  std::ostream& err;
  std::ostream* progress;
  std::istream* input = nullptr;  // where questions are answered; null: nobody is there
  Settings settings;
  // What the command line asked for; set while it is parsed.
  std::function<ExitCode()> action;

  // The registry under the caller's certificate. When none was named, under that of `office` in
  // --identities. INVALID_ARGUMENT says what is missing.
  absl::StatusOr<client::Registry*> Connect(std::string_view office);
  // Another one, under a certificate of --identities.
  absl::StatusOr<std::unique_ptr<client::Registry>> ConnectAs(const std::string& name) const;

  // One object, as protobuf's JSON.
  void PrintJson(const google::protobuf::Message& message);

  // Says on stderr how a call failed, what to do, and the request id that repeats it (empty for
  // reads); returns the exit code.
  ExitCode Fail(const client::Error& error, std::string_view request_id = "");
  // The same for what never became a call.
  ExitCode FailUsage(const std::string& problem);
  ExitCode FailUsage(const absl::Status& problem);

 private:
  client::RetryPolicy Policy() const;

  std::unique_ptr<client::Registry> registry_;
};

std::string ToJson(const google::protobuf::Message& message);

}  // namespace registry::cli

#endif  // CLI_SESSION_H_
