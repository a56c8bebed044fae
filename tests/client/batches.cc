#include "tests/client/batches.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>

#include "client/identity.h"

namespace registry::client {

Registry Connect(const FakeRegistry& fake) {
  RetryPolicy policy;
  policy.attempts = 100;
  policy.first_delay = policy.longest_delay = std::chrono::milliseconds{1};
  return Registry(
      *OpenChannel(fake.address(), IdentityIn(cli::testing::Certificates(), "operator")), policy);
}

v1::TransferRequest Tonnes(std::int64_t quantity) {
  v1::TransferRequest request;
  request.set_quantity_tco2e(quantity);
  return request;
}

v1::WriteBatchRequest Parsed(const Call& call) {
  v1::WriteBatchRequest batch;
  if (!batch.ParseFromString(call.request)) throw std::runtime_error("no batch came");
  return batch;
}

void SetCode(v1::WriteOutcome& outcome, grpc::StatusCode code) {
  outcome.mutable_error()->set_code(code);
}

v1::WriteBatchResponse Accept(const v1::WriteBatchRequest& batch) {
  v1::WriteBatchResponse response;
  for (const v1::WriteEntry& entry : batch.entries()) {
    v1::WriteOutcome& outcome = *response.add_outcomes();
    outcome.set_request_id(entry.transfer().request_id());
    outcome.mutable_accepted()->set_sequence(entry.transfer().quantity_tco2e());
  }
  return response;
}

FakeRegistry::Reply Says(const v1::WriteBatchResponse& response) {
  return {{response.SerializeAsString()}, {}};
}
FakeRegistry::Reply Fails(grpc::StatusCode code) { return {{}, grpc::Status(code, "failed")}; }

std::vector<std::vector<std::string>> IdsOf(const FakeRegistry& fake) {
  std::vector<std::vector<std::string>> calls;
  for (const Call& call : fake.calls()) {
    CHECK(call.method == "BatchService/WriteBatch");
    std::vector<std::string>& ids = calls.emplace_back();
    const v1::WriteBatchRequest batch = Parsed(call);
    for (const auto& entry : batch.entries()) ids.push_back(entry.transfer().request_id());
  }
  return calls;
}

std::vector<std::size_t> SizesOf(const FakeRegistry& fake) {
  std::vector<std::size_t> sizes;
  for (const auto& ids : IdsOf(fake)) sizes.push_back(ids.size());
  return sizes;
}

BatcherOptions OneCall() {
  BatcherOptions options;
  options.calls_in_flight = 1;
  return options;
}

}  // namespace registry::client
