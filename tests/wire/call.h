// Calls made of nothing but a method's name and bytes, so that a new method needs no line here.
#ifndef TESTS_WIRE_CALL_H_
#define TESTS_WIRE_CALL_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace registry::wire {

// What came back, to the byte.
struct Answer {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  std::string message;
  std::string details;  // the trailer's google.rpc.Status
  std::vector<std::string> responses;

  bool ok() const { return code == grpc::StatusCode::OK; }
  bool operator==(const Answer&) const = default;
  // The only response.
  const std::string& response() const { return responses.at(0); }
};

// What a call says of itself beside its request, such as {"authorization", "Bearer ..."}.
using Metadata = std::vector<std::pair<std::string, std::string>>;

// Calls a method, unary or streaming ("/carbon.registry.v1.TransferService/Transfer"). A stream is
// left after so many responses.
Answer Invoke(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
              const std::string& request, std::size_t most_responses = 1'000,
              const Metadata& metadata = {});

// The details of a refusal.
std::vector<google::rpc::ErrorInfo> Infos(const google::rpc::Status& status);
std::vector<google::rpc::ErrorInfo> Infos(const Answer& answer);
// The reasons of all ErrorInfos, in order, with a space between them.
std::string Reasons(const google::rpc::Status& status);
std::string Reasons(const Answer& answer);
// The fields that BadRequest names, in order, with a space between them.
std::string Fields(const Answer& answer);

}  // namespace registry::wire

#endif  // TESTS_WIRE_CALL_H_
