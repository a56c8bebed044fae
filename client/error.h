#ifndef CLIENT_ERROR_H_
#define CLIENT_ERROR_H_

#include <grpcpp/support/status.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "google/rpc/status.pb.h"

namespace registry::client {

// One failed check: its reason (reason.proto, without the prefix) and its facts.
struct Refusal {
  std::string reason;
  std::map<std::string, std::string> facts;
};

// A field of the request that is not as it must be.
struct FieldViolation {
  std::string field;  // path from the request's root: "lines[2].quantity_tco2e"
  std::string description;
};

// How a call ended, with the details of google.rpc.Status taken apart.
struct Error {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string message;  // a sentence for people
  std::vector<Refusal> refusals;
  std::vector<FieldViolation> violations;
  // The registry's wish: not before this long.
  std::optional<std::chrono::milliseconds> retry_delay;

  bool ok() const { return code == grpc::StatusCode::OK; }
  // A rule said no; recorded under the request id, and the same for ever.
  bool refused() const { return code == grpc::StatusCode::FAILED_PRECONDITION; }
};

Error ToError(const grpc::Status& status);
// Of one trade in a call of many.
Error ToError(const google::rpc::Status& status);

// "FAILED_PRECONDITION".
std::string_view CodeName(grpc::StatusCode code);

// What a call gave: `value` means something only when there is no error.
template <typename Response>
struct Answer {
  Response value;
  Error error;
  // Of a request that records something: what was asked again under it is answered the same.
  std::string request_id;
  bool ok() const { return error.ok(); }
};

}  // namespace registry::client

#endif  // CLIENT_ERROR_H_
